import { describe, expect, test } from 'vitest';
import { cleanTicket } from '../../service/intake/clean-ticket.ts';
import {
  arabicMails,
  englishMails,
  frenchMails,
  germanMails,
  type Mail,
  spanishMails,
  untouchedMails,
} from './mails.ts';
import { cleanMail, kindsOf, ticketWith } from './tickets.ts';

const squeeze = (text: string): string => text.replace(/[\s\u200e\u200f>]+/g, '');

describe.each<[string, Mail[]]>([
  ['English', englishMails],
  ['German', germanMails],
  ['French', frenchMails],
  ['Spanish', spanishMails],
  ['Arabic', arabicMails],
])('%s mails', (_language, mails) => {
  test.each(mails.map((mail) => [mail.name, mail] as const))('%s', (_name, { mail, subject, request, kinds }) => {
    const clean = cleanMail(mail, subject);
    expect(clean.body).toBe(request);
    expect(kindsOf(clean)).toEqual(kinds);
    expect(clean.keptRaw).toBe(false);
    // Nothing is lost: what is not in the body was set aside.
    const parts = [clean.body, ...clean.setAside.map(({ text }) => text)];
    expect(parts.reduce((sum, part) => sum + squeeze(part).length, 0)).toBe(squeeze(mail).length);
  });
});

describe('mails in which everything is the request', () => {
  test.each(untouchedMails)('%s', (_name, mail) => {
    expect(cleanMail(mail)).toMatchObject({ body: mail, setAside: [] });
  });
});

describe('when cleaning would leave nothing', () => {
  test.each([
    ['only quoted lines', '> my payout is missing\n> please help'],
    ['quoted lines and a full stop', '.\n\n> my payout is missing'],
    ['a header and quoted lines', 'On Tue, 3 Jun 2025 at 10:02, Ana <a@shop.example> wrote:\n> my payout is missing'],
  ])('%s: the text is kept as it is, and says so', (_name, mail) => {
    expect(cleanMail(mail)).toMatchObject({ body: mail, setAside: [], keptRaw: true });
  });

  test.each(['', '???', '12345', '👍'])('%j was not shortened, so nothing had to be kept', (body) => {
    expect(cleanMail(body)).toMatchObject({ body, setAside: [], keptRaw: false });
  });

  test('a mail that is only a notice keeps it', () => {
    const notice = 'This e-mail is confidential. If you received it in error, delete it.';
    expect(cleanMail(notice).body).toBe(notice);
  });
});

describe('channels', () => {
  const text = 'where is it\n> asked yesterday\n\nRegards,\nBob\n\nSent from my iPhone';

  test.each(['chat', 'in_app'] as const)('in %s only quoted lines are set aside', (channel) => {
    const clean = cleanTicket(ticketWith({ channel, body: text }));
    expect(clean.body).toBe('where is it\n\nRegards,\nBob\n\nSent from my iPhone');
    expect(clean.setAside).toEqual([{ kind: 'quoted_reply', text: '> asked yesterday' }]);
  });

  test.each(['email', 'web_form', 'other'] as const)('in %s signatures too', (channel) => {
    expect(cleanTicket(ticketWith({ channel, body: text })).body).toBe('where is it');
  });

  test('in a chat an announced quotation stays', () => {
    const body = 'the reader says\nin red letters:\n> card removed\n> try again\nwhat now';
    const clean = cleanTicket(ticketWith({ channel: 'chat', body }));
    expect(clean.body).toBe('the reader says\nin red letters:\ncard removed\ntry again\nwhat now');
  });

  test('a chat with "On Monday I wrote:" and a sign-off survives', () => {
    const body = 'On Mon, 2 Jun 2025 at 10:02, Bob <bob@shop.example> wrote:\nmy payout is missing\nRegards,\nBob';
    expect(cleanTicket(ticketWith({ channel: 'chat', body })).body).toBe(body);
  });
});

describe('the rest of a clean ticket', () => {
  test('the ticket itself is handed on untouched', () => {
    const ticket = ticketWith({ subject: 'Re: x', body: '<p>Hello&nbsp;there</p>\r\n' });
    const before = structuredClone(ticket);
    expect(cleanTicket(ticket).ticket).toBe(ticket);
    expect(ticket).toEqual(before);
  });

  test('encoding is repaired before quotes and signatures are looked for', () => {
    const mail = 'Wo bleibt die Auszahlung fÃ¼r Mai?\r\n\r\nMit freundlichen GrÃ¼ÃŸen\r\nJÃ¶rg';
    expect(cleanMail(mail)).toMatchObject({
      body: 'Wo bleibt die Auszahlung für Mai?',
      setAside: [{ kind: 'signature', text: 'Mit freundlichen Grüßen\nJörg' }],
      language: 'de',
    });
  });

  test('subject and language are filled in', () => {
    const clean = cleanMail('Le terminal ne s’allume plus depuis ce matin.', 'RE: [#991] Terminal');
    expect(clean).toMatchObject({ subject: 'Terminal', language: 'fr', keptRaw: false });
  });
});
