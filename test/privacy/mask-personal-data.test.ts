import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMask } from '../../service/privacy/mask-personal-data.ts';

const mask = (text: string) => createMask()(text);

describe('masking', () => {
  it.each([
    ['a card number', 'card 4111 1111 1111 1111 was charged', 'card [CARD-1] was charged'],
    ['a card number with dashes', 'it is 5555-5555-5555-4444.', 'it is [CARD-1].'],
    ['an IBAN', 'pay to DE89 3704 0044 0532 0130 00 please', 'pay to [IBAN-1] please'],
    ['an IBAN of the Gulf', 'AE070331234567890123456', '[IBAN-1]'],
    ['an IBAN with a slip in it', 'AE070331234567890123455', '[IBAN-1]'],
    ['an address', 'write to lena.o@shop.example, thanks', 'write to [EMAIL-1], thanks'],
    ['an international phone number', 'call +971 50 123 4567', 'call [PHONE-1]'],
    ['a national phone number', 'call me at (415) 555-2671 today', 'call me at [PHONE-1] today'],
    ['a security code', 'exp 04/27 cvv 123', 'exp 04/27 cvv [SECRET-1]'],
    ['a password', 'my password is Hunter2! and it fails', 'my password is [SECRET-1] and it fails'],
    ['an API key', 'we pushed sk_live_51Habcdefghijk to GitHub', 'we pushed [SECRET-1] to GitHub'],
    ['a token', 'Bearer eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSM', 'Bearer [SECRET-1]'],
    ['a one-time code', 'OTP: 483920 did not work', 'OTP: [SECRET-1] did not work'],
    ['a social security number', 'SSN 078-05-1120', 'SSN [ID-1]'],
    ['an Emirates ID', 'ID 784-1990-1234567-1 attached', 'ID [ID-1] attached'],
    ['a passport', 'passport no. P1234567 expired', 'passport no. [ID-1] expired'],
    [
      'a name under a closing formula',
      'No payout.\n\nKind regards,\nLena Okafor',
      'No payout.\n\nKind regards,\n[NAME-1]',
    ],
    ['a name under a quoted one', 'x\n> Kind regards,\n>\n> Lena Okafor', 'x\n> Kind regards,\n>\n> [NAME-1]'],
    ['that name elsewhere', 'Lena here.\nNo payout.\nThanks,\nLena', '[NAME-1] here.\nNo payout.\nThanks,\n[NAME-1]'],
  ])('hides %s', (_, text, expected) => {
    expect(mask(text)).toBe(expected);
  });

  it('of a masked text changes nothing, whichever text of these tests it was', () => {
    const { dirname } = import.meta;
    const sources = readdirSync(dirname).map((file) => readFileSync(join(dirname, file), 'utf8'));
    const texts = sources.flatMap((source) =>
      [...source.matchAll(/'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"/g)].map(([, single, double]) =>
        (single ?? double ?? '').replaceAll('\\n', '\n').replace(/\\(.)/g, '$1'),
      ),
    );
    expect(texts.length).toBeGreaterThan(500);
    for (const text of texts) expect(mask(mask(text))).toBe(mask(text));
  });

  it.each([
    'the reader shows E-203 since 14:05',
    'AED 12,450.00 is missing from the sweep of 2026-11-02',
    'order 100234 and payment pay_8Jk2 failed with code 51',
    'invoice INV-2026-000481 has no VAT number',
    'request 7f9c24e8-3b5d-4d0a-9a1e-2f6b8c0d1e2f returned 422',
    'idempotency key reused, HTTP 409 Conflict',
    'the API answers key_reused_with_different_payload',
    'my password is wrong and the reset mail does not come',
    'the card ending 4421 was declined',
    'Thanks for looking into the webhook',
    'rate went from 3.6725 to 3.7000 on 1,000,000 USD',
  ])('leaves what the category hangs on: %s', (text) => {
    expect(mask(text)).toBe(text);
  });

  it.each([
    ['a month', 'It stopped on 3 May.\n\nThanks,\nMay', 'It stopped on 3 May.\n\nThanks,\n[NAME-1]'],
    ['a word of the message', 'My card is declined.\n\nthanks\ncard', 'My card is declined.\n\nthanks\n[NAME-1]'],
    ['a title', 'the Captain paid.\n\nRegards,\nCaptain', 'the Captain paid.\n\nRegards,\n[NAME-1]'],
  ])('a signature that is %s as well hides it where it signs, and nowhere else', (_, text, expected) => {
    expect(mask(text)).toBe(expected);
  });

  it('of two words, or where somebody says who is speaking, such a name is hidden wherever it stands', () => {
    expect(mask('May Green paid.\n\nThanks,\nMay Green')).toBe('[NAME-1] paid.\n\nThanks,\n[NAME-1]');
    expect(mask('My name is Rob. Rob paid.')).toBe('My name is [NAME-1]. [NAME-1] paid.');
    expect(mask('mia keller paid\n\nthanks\nmia keller')).toBe('[NAME-1] paid\n\nthanks\n[NAME-1]');
  });

  it('hides what it was told before, whole and in part', () => {
    const told = createMask([{ kind: 'NAME', value: 'Lena Okafor' }]);
    expect(told('Lena Okafor asks, Lena waits, Helena does not')).toBe(
      '[NAME-1] asks, [NAME-1] waits, Helena does not',
    );
    expect(told.known()).toContainEqual({ kind: 'NAME', value: 'Lena Okafor' });
    expect(createMask(told.known())('Okafor')).toBe('[NAME-1]');
  });

  it('gives one value one placeholder over all texts of a ticket, and another value another', () => {
    const maskTicket = createMask();
    expect(maskTicket('from a@shop.example and b@shop.example')).toBe('from [EMAIL-1] and [EMAIL-2]');
    expect(maskTicket('again A@shop.example, or b@shop.example')).toBe('again [EMAIL-1], or [EMAIL-2]');
  });

  it('never shows a card number, wherever it stands', () => {
    const cards = fc.constantFrom('4111111111111111', '4242 4242 4242 4242', '3782-822463-10005');
    const words = fc.string({ unit: fc.constantFrom(' ', 'a', '.', ',', '\n', 'é', '('), maxLength: 20 });
    fc.assert(
      fc.property(words, cards, words, (before, card, after) => {
        expect(mask(`${before} ${card} ${after}`)).not.toContain(card);
      }),
    );
  });

  it('does bounded work and gives back what it was given when there is nothing to hide', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '.', '\n', 'ß') }), (text) => {
        expect(mask(text)).toBe(text);
      }),
    );
    const units = [
      ...['a', '1', '1 ', '٤', '1\u200b', 'A1', 'AE07 ', 'in 05 ', '4111 ', '00 ', '+1 ', '-', '\n', '\n\nA', ': '],
      ...['@', 'a@', 'a.', '%40', '(at)', ' dot ', ' at b dot ', 'a (at) b.', 'A B <a', 'eyJ.', '://a:b', 'sk_live_1'],
      ...['thanks ', 'Regards,\nA', 'My name is A ', 'password ', 'password="', 'passphrase a b ', 'login a/', 'pin 1'],
      ...[
        'cvv    ',
        'cvv the ',
        '1 A ',
        'A 1, ',
        'rue A ',
        'one ',
        'Mr A ',
        'hi A\n',
        '1.1.',
        '1/1 ',
        '1.00 ',
        'backup codes ',
        'passport A1 ',
        '-----BEGIN PRIVATE KEY-----',
        'secret ',
        'a_',
        'Aa',
      ],
    ];
    for (const unit of units) {
      expect(typeof mask(unit.repeat(12_000 / unit.length))).toBe('string');
    }
  });
});
