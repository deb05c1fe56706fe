import { describe, expect, test } from 'vitest';
import { cleanTicket } from '../../service/intake/clean-ticket.ts';
import { looksLikeHtml } from '../../service/intake/looks-like-html.ts';
import { cleanMail, kindsOf, ticketWith } from './tickets.ts';

describe('bodies that are HTML become text', () => {
  test.each([
    ['paragraphs', '<p>Hello,</p><p>my payout is <b>late</b>.</p>', 'Hello,\n\nmy payout is late.'],
    [
      'line breaks without newlines',
      'Hello,<br><br>the reader is dead.<br/>Serial 12',
      'Hello,\n\nthe reader is dead.\nSerial 12',
    ],
    [
      'a whole document',
      '<!DOCTYPE html><html><head><title>T</title><style>p{color:red}</style></head><body><p>Refund me</p></body></html>',
      'Refund me',
    ],
    ['scripts and styles go', '<div>Pay<script>steal()</script><style>.a{b:c}</style> me</div>', 'Pay me'],
    [
      'links keep their text only',
      '<p>See <a href="https://shop.example/x?y=1">our shop</a> please</p>',
      'See our shop please',
    ],
    ['images go', '<p>Broken <img src="cid:1" alt="logo"> since Monday</p>', 'Broken since Monday'],
    [
      'entities are decoded',
      '<p>Tom &amp; Jerry&nbsp;&ndash; &eacute;t&eacute; &#8364;5 &#x1F600;</p>',
      'Tom & Jerry – été €5 😀',
    ],
    ['lists', '<div>Two things:<ul><li>refund</li><li>invoice</li></ul></div>', 'Two things:\n- refund\n- invoice'],
    ['ordered lists', '<p>Steps</p><ol><li>open</li><li>pay</li></ol>', 'Steps\n\n 1. open\n 2. pay'],
    [
      'tables',
      '<table><tr><th>Date</th><th>Sum</th></tr><tr><td>3 May</td><td>20</td></tr></table><p>is wrong</p>',
      'Date | Sum\n3 May | 20\n\nis wrong',
    ],
    ['layout tables', '<table><tr><td><p>The reader is dead.</p></td></tr></table>', 'The reader is dead.'],
    ['headings keep their case', '<h1>Urgent</h1><p>No money</p>', 'Urgent\n\nNo money'],
    ['hidden previews go', '<div style="display:none">preview</div><p>Where is my money?</p>', 'Where is my money?'],
    [
      'previews without height go',
      '<div style="max-height:0;overflow:hidden">preview</div><div style="overflow: hidden; max-height: 0px">more</div><p>Where is my money?</p>',
      'Where is my money?',
    ],
    [
      'what only Outlook hides stays',
      '<p>Is this from you?</p><a href="https://x.example" style="color:#fff;mso-hide:all">Verify</a>',
      'Is this from you?\n\nVerify',
    ],
    [
      'text of some height stays',
      '<div style="max-height:0.5em;overflow:hidden">Where</div><div style="max-height:0;overflow:hidden;max-height:none">is my</div><div style="max-height:0">money?</div>',
      'Where\nis my\nmoney?',
    ],
    [
      'text in a wrapper without a font size stays',
      '<table><tr><td style="font-size:0px"><div style="font-size:13px;max-height:40px">Where is my money?</div></td></tr></table>',
      'Where is my money?',
    ],
    ['comments and Office markup go', '<p><!--[if mso]>x<![endif]-->Help<o:p></o:p></p>', 'Help'],
    ['unclosed elements', '<div><p>Hello<p>the <b>card is stolen', 'Hello\n\nthe card is stolen'],
    [
      'a style that never ends loses its tag only',
      '<p>My card is stolen</p><style>please block it',
      'My card is stolen\n\nplease block it',
    ],
    ['text after the document stays', '<html><body><p>One</p></body></html>\nTwo', 'One\n\nTwo'],
    ['text before the document stays', '<html><p>Zero</p><body>One</body></html>', 'Zero\n\nOne'],
    [
      'an address in angle brackets is text',
      '<p>Write to Ana <ana@shop.example> today</p>',
      'Write to Ana <ana@shop.example> today',
    ],
    ['a comparison is text', '<p>if a <b && c> d or amount < 5 it fails</p>', 'if a <b && c> d or amount < 5 it fails'],
    ['generics are text', '<p>A List<String> comes back empty</p>', 'A List<String> comes back empty'],
    [
      'a few inline tags keep the lines of the text',
      'Hi,\norder <b>4711</b> is missing.\nThanks for looking',
      'Hi,\norder 4711 is missing.\nThanks for looking',
    ],
    [
      'escaped quoted-printable markup',
      '<p style=3D"margin:0">Our payout is late, it should have arrived on Mond=\nay and we need it for the wages of our people, who have to be paid befo=\nre Friday</p>',
      'Our payout is late, it should have arrived on Monday and we need it for the wages of our people, who have to be paid before Friday',
    ],
  ])('%s', (_name, html, text) => {
    const clean = cleanMail(html);
    expect(clean.body).toBe(text);
    expect(clean.ticket.body).toBe(html);
  });

  test('quoted mails are set aside', () => {
    const gmail =
      '<div dir="ltr">Yes, please cancel it.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Tue, 7 Oct 2025 at 10:02, Support &lt;<a href="mailto:help@meridian.example">help@meridian.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex"><div>Shall we cancel your plan?</div></blockquote></div>';
    const clean = cleanMail(gmail);
    expect(clean.body).toBe('Yes, please cancel it.');
    expect(kindsOf(clean)).toEqual(['quoted_reply']);
    expect(clean.setAside[0]?.text).toContain('Shall we cancel your plan?');
  });

  test('the header of an Outlook answer and what follows are set aside', () => {
    const outlook =
      '<html><body><p>The new reader has not come.</p><div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><b>Von:</b> Support &lt;help@meridian.example&gt;<br><b>Gesendet:</b> Montag, 6. Oktober 2025 09:00<br><b>An:</b> Laden<br><b>Betreff:</b> Ersatz</div><div><p>Wir schicken einen neuen.</p></div></body></html>';
    const clean = cleanMail(outlook);
    expect(clean.body).toBe('The new reader has not come.');
    expect(kindsOf(clean)).toEqual(['forwarded_header', 'quoted_reply']);
  });

  test('answers between quoted parts stay', () => {
    const inline =
      '<blockquote type="cite"><p>Which reader?</p></blockquote><p>The one at the bar, T-4.</p><blockquote type="cite"><p>Since when?</p></blockquote><p>Since Friday.</p>';
    expect(cleanMail(inline).body).toBe('The one at the bar, T-4.\n\nSince Friday.');
  });

  test("a paragraph that was only indented is the customer's own", () => {
    const indented =
      '<div>Your page says</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>Payout on hold</div></blockquote><div>Why?</div>';
    expect(cleanMail(indented).body).toBe('Your page says\nPayout on hold\nWhy?');
  });

  test('a mail of nothing but a picture keeps its markup, and says so', () => {
    const clean = cleanMail('<div><img src="cid:scan-1"></div>');
    expect(clean).toMatchObject({ body: '<div><img src="cid:scan-1"></div>', setAside: [], keptRaw: true });
  });

  test('markup nested too deeply to be walked still gives its text', () => {
    const deep = `${'<div><blockquote>'.repeat(5000)}<p>My card was stolen</p>`;
    expect(cleanMail(deep).body).toContain('My card was stolen');
  });
});

describe('bodies that only contain angle brackets stay as they are', () => {
  test.each([
    ['comparisons', 'It fails if amount < 5 and fee > 2, or a<b'],
    ['an address', 'Mail me, Ana <ana@shop.example>, please'],
    ['hearts', 'we <3 your reader but it is broken'],
    ['generics', 'Your SDK returns List<String> where Map<String, Object> is documented'],
    [
      'a stack trace',
      'It crashes:\njava.lang.NullPointerException\n\tat com.shop.Pay.<init>(Pay.java:12)\n\tat com.shop.Main.main(Main.java:3)\nWhat is wrong?',
    ],
    ['XML', 'Your answer was <order><id>5</id><status>FAILED</status></order> and then nothing'],
    ['an XML document', '<?xml version="1.0"?>\n<order>\n  <id>5</id>\n</order>\nwhy?'],
    ['SOAP', '<soap:Envelope><soap:Body><Fault>x</Fault></soap:Body></soap:Envelope> is what we get'],
    ['JSON', '{"html": "<x>", "amount": 5} gives 422'],
    ['a snippet of a page', 'I put <div id="meridian-checkout"></div> in my page and nothing shows'],
    [
      'a snippet over lines',
      'Hi,\nour page has\n<div id="pay"></div>\n<script src="https://js.meridian.example/v1.js"></script>\nbut the form stays empty.\nWhat do we miss?',
    ],
    [
      'a snippet first',
      '<div id="pay"></div>\n<script src="https://js.meridian.example/v1.js"></script>\n\nThis is what I have and the form stays empty',
    ],
    [
      'a table in a question',
      'Hi,\nour receipt template has\n<table>\n<tr><td>Total</td></tr>\n</table>\nand the total is printed twice.\nWhat is wrong?',
    ],
    ['a tag that is talked about', 'Why does <br> show up on my receipts?'],
    ['a tag in quotes', 'The receipt ends in "</p>" and "<p>" since Monday'],
    ['code fences', 'See:\n```\n<p>hello</p>\n```\nit is not rendered'],
    ['a custom element', 'We use <meridian-pay amount="5"></meridian-pay> and get E-12'],
    ['a placeholder', 'Dear <first name>, this is what your mails say. Please mend it'],
    ['ampersands as a subject', 'The feed has &amp; where it should have & in names'],
  ])('%s', (_name, body) => {
    expect(looksLikeHtml(body)).toBe(false);
    expect(cleanMail(body).body).toBe(body.replace(/\t/g, ' '));
  });

  test('entities that a form left in plain text are decoded', () => {
    expect(cleanMail('I don&#39;t see it&nbsp;anywhere, &quot;paid&quot; &amp; gone').body).toBe(
      'I don\'t see it anywhere, "paid" & gone',
    );
  });

  test('in a chat too', () => {
    const body = 'my checkout says <b>declined</b>\nwhy';
    expect(cleanTicket(ticketWith({ channel: 'chat', body })).body).toBe('my checkout says declined\nwhy');
  });
});
