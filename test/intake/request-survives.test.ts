import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanTicket } from '../../service/intake/clean-ticket.ts';
import { cleanMail, ticketWith } from './tickets.ts';

const requests = [
  'Where is the payout of Monday?',
  'My card reader restarts every few minutes.',
  'Please cancel my plan at the end of June.',
  'refund order 5521',
  'The terminal in the second shop shows E-117',
  'We were charged twice on 3 May and again on 4 May.',
  'I cannot log in, the code never comes',
  'Thanks for the new reader, but it does not pair.',
  'Regarding the invoice: the VAT number is wrong.',
  'POST /v2/payments returns {"error":"internal"} since 10:02',
  'Die Auszahlung vom Montag fehlt noch immer.',
  'Bitte ändern Sie die Kontonummer.',
  'Le terminal ne s’allume plus depuis ce matin.',
  'Merci de rembourser la commande 5521.',
  'No me llega el código para entrar.',
  'Quiero cancelar el contrato a fin de mes.',
  'لم يصل تحويل يوم الاثنين حتى الآن',
  'الرجاء استرداد المبلغ للعميل',
];
const request = fc.constantFrom(...requests);
const quoted = fc.constantFrom(
  'We are looking into the chargeback.',
  'Ihr Ticket wurde gelöst.',
  'Votre dossier est clos.',
  'Su caso está cerrado.',
  'تم إغلاق الطلب.',
);
const replyHeader = fc.constantFrom(
  'On Tue, 3 Jun 2025 at 10:02, Support <help@meridian.example> wrote:',
  'Am 03.06.2025 um 10:02 schrieb Meridian Support:',
  'Am Di., 3. Juni 2025 um 10:02 Uhr schrieb Support <help@meridian.example>:',
  'Le mar. 3 juin 2025 à 10:02, Support <help@meridian.example> a écrit :',
  'El mar, 3 jun 2025 a las 10:02, Support <help@meridian.example> escribió:',
  'في الثلاثاء، 3 يونيو 2025 في 10:02 ص، كتب Support <help@meridian.example>:',
);
const headerBlock = fc.constantFrom(
  'From: Support <help@meridian.example>\nSent: Monday, 2 June 2025 16:11\nTo: Joe\nSubject: Case',
  '-----Original Message-----\nFrom: Support\nSent: Monday\nTo: Joe',
  'Von: Support\nGesendet: Montag, 2. Juni 2025 16:11\nAn: Jo\nBetreff: Fall',
  'De : Support\nEnvoyé : lundi 2 juin 2025\nÀ : Luc\nObjet : Dossier',
  'De: Support\nEnviado el: lunes, 2 de junio de 2025\nPara: Ana\nAsunto: Caso',
  'من: الدعم\nتاريخ الإرسال: الاثنين\nإلى: مريم\nالموضوع: طلب',
);
const signature = fc.constantFrom(
  '',
  'Kind regards,\nJoe Bloggs\nOwner',
  'Thanks,\nJoe',
  '--\nJoe Bloggs | Bloggs Ltd',
  'Mit freundlichen Grüßen\nJörg Kern\nKern & Söhne GmbH',
  'Cordialement,\nSolène Kermarrec',
  'Un saludo,\nIñaki Olmedo',
  'مع أطيب التحيات،\nعبدالله الدوسري',
);
const footer = fc.constantFrom(
  '',
  'Sent from my iPhone',
  'Von meinem iPhone gesendet',
  'This e-mail is confidential. If you received it in error, delete it and notify the sender.',
  'Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, vernichten Sie sie.',
  'Ce message est confidentiel. Si vous l’avez reçu par erreur, merci de le détruire.',
  'Este mensaje es confidencial. Si lo ha recibido por error, elimínelo.',
);
const greeting = fc.constantFrom('', 'Hello,', 'Guten Tag,', 'Bonjour,', 'Buenos días,', 'السلام عليكم');

const paragraphs = (...parts: string[]): string => parts.filter((part) => part !== '').join('\n\n');
const quote = (text: string): string => text.replace(/^/gm, '> ');

/** Layouts of one mail: how the request, the quoted text and the rest are put together. */
const layouts = {
  'answer above a quote': (r, q, h, _b, s, f, g) => paragraphs(g, r, s, f, `${h}\n${quote(q)}`),
  'answer above an unmarked quote': (r, q, h, _b, s, f, g) => (h.includes('<') ? paragraphs(g, r, s, f, h, q) : r),
  'answer above the headers of Outlook': (r, q, _h, b, s, f, g) => paragraphs(g, r, s, f, b, q),
  'answer below a quote': (r, q, h, _b, s, f, g) => paragraphs(`${h}\n${quote(q)}`, g, r, s, f),
  'answer between quotes': (r, q, h, _b, s, f) => paragraphs(`${h}\n${quote(q)}`, r, quote(q), s, f),
  'quote and notice below the signature': (r, q, h, _b, s, f, g) => paragraphs(g, r, s, `${h}\n${quote(q)}`, f),
  'no quote': (r, _q, _h, _b, s, f, g) => paragraphs(g, r, s, f),
  'signature glued to the request': (r, _q, _h, _b, s, f, g) => paragraphs(g, s === '' ? r : `${r}\n${s}`, f),
} satisfies Record<string, Layout>;
type Layout = (r: string, q: string, h: string, b: string, s: string, f: string, g: string) => string;

/** Layouts in which the request stands where signatures and quotes stand. */
const traps = {
  'postscript below the signature': (r, _q, _h, _b, s, f, g) => paragraphs(g, 'About our account.', s, `PS: ${r}`, f),
  'forwarded without a word': (r, _q, _h, b) => paragraphs(b, r),
  'forwarded with a signature only': (r, _q, _h, b, s) => paragraphs(s === '' ? '' : `FYI\n\n${s}`, b, r),
  'between two delimiters': (r, _q, _h, _b, s) =>
    paragraphs('First: all is well with the rest of it.', '--', r, '--', `Second: ${r}`, s),
  'only quoted': (r) => quote(r),
} satisfies Record<string, Layout>;

const squeeze = (text: string): string => text.replace(/[\s>]+/g, ' ').trim();

describe('in generated mails the request survives', () => {
  test.each(Object.entries<Layout>({ ...layouts, ...traps }))('%s', (_name, layout) => {
    fc.assert(
      fc.property(request, quoted, replyHeader, headerBlock, signature, footer, greeting, (r, q, h, b, s, f, g) => {
        const clean = cleanMail(layout(r, q, h, b, s, f, g));
        expect(squeeze(clean.body)).toContain(squeeze(r));
      }),
      { numRuns: 150 },
    );
  });
});

describe('a greeting above nothing but quoted lines leaves the request to them', () => {
  test.each([
    ['a line', 'Hello,\n\n> the terminal does not connect since Monday', 'the terminal does not connect since Monday'],
    [
      'lines above a signature',
      'Hi team\n\n> the terminal does not connect\n> what can we do\n\nKind regards\nAna Ruiz',
      'the terminal does not connect\nwhat can we do',
    ],
    [
      'an answered mail',
      'Hello\n\nOn 3 May 2024 at 10:02, Lena <lena@shop.example> wrote:\n> the terminal is dead',
      'the terminal is dead',
    ],
    [
      'an answered mail with a signature of its own',
      'Hello\n\nOn 3 May 2024 at 10:02, Lena <lena@shop.example> wrote:\n> the terminal is dead\n>\n> Kind regards,\n> Lena Brandt',
      'the terminal is dead',
    ],
    [
      'a block of HTML',
      '<div>Hi,</div><blockquote>the terminal is dead since Monday</blockquote><div>Regards<br>Ana</div>',
      'the terminal is dead since Monday',
    ],
  ])('%s', (_what, body, asked) => {
    const clean = cleanMail(body);
    expect(squeeze(clean.body)).toMatch(new RegExp(`^(?:Hello,?|Hi,|Hi team) ${squeeze(asked)}$`));
    expect(clean.keptRaw).toBe(false);
  });

  test.each([
    'Hello, hope you are well',
    'hi bob,',
    'Hi all, good morning',
    'Dear Sir/Madam,',
    'dear meridian payments team,',
    'Dear Ana Ruiz,',
    'Hallo zusammen,',
    'Sehr geehrte Frau Kern,',
    'Bonjour Madame, Monsieur,',
    'Hola, buenas tardes',
    'السلام عليكم ورحمة الله وبركاته',
    'مرحبا فريق الدعم،',
  ])('%s', (greets) => {
    expect(cleanMail(`${greets}\n\n> the terminal is dead`).body).toBe(`${greets}\n\nthe terminal is dead`);
  });

  test.each([
    ['thanks', 'Thanks!\n\n> the terminal is dead', 'Thanks!'],
    ['a request in the line that greets', 'Hello, reader dead\n\n> we sent a new one', 'Hello, reader dead'],
    ['words of its own', 'Hello,\n\nit works again.\n\n> the terminal is dead', 'Hello,\n\nit works again.'],
  ])('%s above them are an answer', (_what, body, kept) => {
    expect(cleanMail(body).body).toBe(kept);
  });
});

describe('in generated mails the rest is set aside', () => {
  test.each(Object.entries<Layout>(layouts))('%s', (_name, layout) => {
    fc.assert(
      fc.property(request, quoted, replyHeader, headerBlock, signature, footer, greeting, (r, q, h, b, s, f, g) => {
        const mail = layout(r, q, h, b, s, f, g);
        const clean = cleanMail(mail);
        expect(clean.body).toBe(paragraphs(mail.includes(g) ? g : '', r));
        const aside = clean.setAside.map(({ text }) => text).join('\n');
        for (const part of [q, s, f].filter((text) => mail.includes(text)))
          expect(squeeze(aside)).toContain(squeeze(part));
      }),
      { numRuns: 150 },
    );
  });
});

describe('whatever the text is', () => {
  const pieces = fc.constantFrom(
    ...[
      '\n',
      '\n\n',
      '> ',
      '--',
      'Regards,',
      'On 3 May 2025 at 10:02, A <a@b.example> wrote:',
      'From: x',
      'To: y',
      'Subject: z',
      'Sent: w',
    ],
    ...[
      '<p>',
      '</p>',
      '<br>',
      '<blockquote>',
      '&nbsp;',
      '&lt;',
      '<',
      '=E2=80=99',
      '=\n',
      'Ã©',
      'â€™',
      '\u200b',
      '\ud800',
      '\u202e',
      'مرحبا',
      'é',
    ],
    ...[
      'This e-mail is confidential',
      'received in error',
      'Sent from my iPhone',
      'Begin forwarded message:',
      '[…]',
      '```',
      '😀',
      'ﬁ',
      'Ａ',
    ],
  );
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.array(fc.oneof(pieces, fc.lorem({ maxCount: 3 })), { maxLength: 30 }).map((parts) => parts.join('')),
    fc.array(fc.oneof(pieces, fc.lorem({ maxCount: 3 })), { maxLength: 30 }).map((parts) => parts.join('\n')),
  );

  test('cleaning never throws, is well-formed, and keeps a letter of every text that has letters', () => {
    fc.assert(
      fc.property(
        anyText,
        anyText,
        fc.constantFrom('email', 'chat', 'web_form', 'in_app', 'other'),
        (subject, body, channel) => {
          const clean = cleanTicket(ticketWith({ subject, body, channel }));
          const texts = [clean.subject, clean.body, ...clean.setAside.map(({ text }) => text)];
          for (const text of texts) expect(text).not.toMatch(/\p{Surrogate}/u);
          for (const { text } of clean.setAside) expect(text.trim()).not.toBe('');
          if (clean.setAside.length > 0) expect(clean.body).toMatch(/\p{L}/u);
          expect(clean.ticket.body).toBe(body);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
