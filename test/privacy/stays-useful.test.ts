import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMask, type PersonalData } from '../../service/privacy/mask-personal-data.ts';
import { projectRoot } from '../../service/project-root.ts';

/** What support tickets are about, and what looks like personal data only at a glance. */
test.each([
  ['an amount', 'AED 12,450.00 is missing, 1.245.000,50 EUR is too much, ₹12,34,567 came'],
  ['amounts one below the other', 'paid:\n4120.00\n5300.00\n4211.50\n6318.40'],
  ['a table of amounts', '2026-10-30 4012.00 5288.10 1881.00 | 2026-10-31 4242.00 4242.00 4242.00'],
  ['large numbers after telling words', 'it reached 10 000 000 AED, unter 10.000.000 €, Aramex 1234567890'],
  ['a firm that sounds like a closing', 'Best Western\nLove Handles'],
  ['growth', 'volume went up by +5 000 000 AED, about +12.5 %'],
  ['an error of the reader', 'the reader shows E-203, then E-118 and ERR_KEY_FORMAT'],
  ['decline codes', '05 Do not honor, 51 insufficient funds, 91 issuer unavailable, code 1005, response code 100014'],
  ['an authorisation code', 'auth code 004512 and approval code 771204 are on the slip'],
  ['result codes of security checks', 'CVV result N, AVS result Z, cvv check failed 3 times, CVC mismatch (error 82)'],
  ['3-D Secure', '3-D Secure 2.2 challenge, ECI 05, transStatus=N'],
  ['an order', 'order 100234, order number 0501234567, order no 1234567890123 and #88120034'],
  ['a payment id', 'payment pay_8Jk2mN4pQ6rS8tU0 and pi_3MtwBwLkdIwHu7ix28a3tqPa were captured twice'],
  ['numeric payment ids', 'PSP reference 8835511210681324, payment 7914073381342284'],
  ['a request id', 'request 7f9c24e8-3b5d-4d0a-9a1e-2f6b8c0d1e2f returned 422, req_7fa0c1 too'],
  ['an event id', 'event evt_1NG8Du2eZvKYlo2CUI79vXWy came at 08:14:02Z'],
  ['sortable ids', '01HF7YAT31JZ6QJ8T3M9V3Q2XW and 507f1f77bcf86cd799439011 are in our log'],
  ['an acquirer reference', 'ARN 74537604221222132710572, RRN 630512345608, STAN 004312'],
  ['an invoice', 'invoice INV-2026-000481 has no VAT number; MI-0060077 has DE000000091'],
  ['tax numbers of firms', 'TRN 100234567800003, VAT 300123456700003, CR 1010123456'],
  ['a merchant and a terminal', 'MID 000123456789012, TID 01234567, terminal T-4431, merchant 20-88141'],
  ['a merchant number', 'our merchant account is 100234 and the store number 77-40912'],
  ['an account with the shop', 'account 12345678 is locked, our account: 20011223, merchant account #12345678'],
  [
    'a numbered account with the shop',
    'account #1002345 shows nothing, Account # 20251101 order 3, your acct 10023456',
  ],
  ['an account beside routing that is no number', 'the routing of declines for account 2001122 is wrong'],
  ['serial numbers', 'serial MR7-230404-0012, S/N 5S-0090215, IMEI 356938035643809'],
  ['a settlement file', 'MERIDIAN_SETTLEMENT_AE_20261102_001.csv and SETL20261102AED.csv differ'],
  ['a settlement file without an ending', 'file MERIDIAN_SETTLEMENT_AE_20261102_BATCH000431 is empty'],
  ['a date', 'since 2026-11-02, 02.11.2026, 11/02/2026 and 2 November'],
  ['a range of dates', 'from 02-11-2026 - 05-11-2026, open 0900 - 1800'],
  ['a timestamp', '2026-11-02T14:05:33.123Z, 1730556333123, [2025-11-18 09:14:22]'],
  ['versions', 'app 4.12.0 on iOS 18.1, firmware 2.9.1-rc.3, model 1.0.0-20261126'],
  ['packages', '@meridian/sdk@3.2.1 and kafkajs@2.2.4 under Node 20.20.2'],
  ['an address of a machine', 'cannot reach 192.168.100.100:9092 nor [2001:db8::1]:443'],
  ['a host and a topic', 'broker kafka-0.kafka.svc.cluster.local:9092, topic support.tickets.v1, offset 1002345678'],
  ['a link', 'https://pay.meridian.example/r/4410471?from=2026-10-01&to=2026-10-31&lang=de'],
  ['a shop at an address of the web', 'the checkout at shop.example is slow, login at portal.meridian.example fails'],
  ['a tracking number', 'tracking 1Z999AA10123456784 and shipment 4400-7718-02'],
  ['a checksum in words', 'the checksum of the file does not match'],
  ['a card ending', 'the card ending 4421 was declined, also 411111******1111'],
  ['a card told by its kind', 'Visa debit cards from 2 banks, BIN 411111, 16 digit number'],
  ['what is said of a password', 'my password is wrong, password: required, the password reset mail does not come'],
  [
    'rules for passwords',
    'the password is 8-character, a password of 12characters, password 2-factor, pwd is 90days old',
  ],
  ['codes beside passwords', 'after the password E-203 appears, then password AUTH_2 and the password reset_token'],
  ['fields with telling names', 'the field password is empty, network_token: null, token expired, secret: invalid'],
  [
    'a refused login',
    '401 unauthenticated, invalid_grant, invalid_client, HTTP 409 Conflict, key not valid for this mode',
  ],
  ['an idempotency key', 'Idempotency-Key: order-100234-retry reused, idempotency key reused'],
  ['a PIN without its digits', 'nobody with a 5 in their PIN can pay, PIN tries exceeded, PIN pad 3'],
  ['a code that never came', 'the verification code never arrives, the 6 digit code is refused'],
  [
    'a passport that is only spoken of',
    'passport expired 09/11, passport upload is under review since 8 days, passport 1st-page is upside down',
  ],
  ['a form', 'W-9, 1099-K for 2023, SS-4, KYC step 3 of 5'],
  ['thanks', 'Thanks for looking into the webhook'],
  ['a list under a line of dashes', 'Problems\n--\nPayout Late\nReader Dead'],
  ['an announced list', 'Our list:\n-----\nBlue Shoes\nRed Hats\nTel: none\nShoes cost 40, Blue ones were refunded'],
  ['a form with a rule', 'Contact form\n-----\nBlue Hats\nEmail: we sold Blue Hats\nOwner: none'],
  ['a list under asterisks', 'We sold these.\nThey fail.\n****\nBlue Hats\nOwner: none\nBlue Hats fail'],
  [
    'a device under a rule',
    'It fails.\nSince Monday.\n----------\nCard Machine\nOwner: none\nThe Card Machine shows E-117',
  ],
  ['steps', 'What we tried:\n----------\nStep One\nManager login: fails\nStep Two'],
  ['a rule on top', '-----\nBlue Hats\nRed Hats'],
  ['a department that wrote', 'From: Card Security\nDate: 3 May\nSubject: alert\nYour Card was blocked by Security'],
  ['a department that wrote in German', 'Von: Fraud Prevention\nGesendet: 3. Mai\nFraud on my card'],
  ['a department that signs', 'Your Card was blocked.\n\nKind regards,\nCard Security'],
  ['choices', 'A: Blue Hats\nB: Red Hats\nData: none\nBlue Hats fail'],
  ['two places', 'From: London\nTo: Dubai\nwe moved'],
  ['what is no person in a header', 'From: Chargeback Desk\nSent: Monday\nTo: Finance Team\nSubject: Duplicate Charge'],
  ['a department under the closing', 'Regards,\nFinance Team'],
  ['a product after thanks', 'Thanks, Visa is fine again'],
  ['rates', 'rate went from 3.6725 to 3.7000 on 1,000,000 USD, fee 1.9% plus 0.100 KWD'],
  ['quantities', '10 000 transactions, 12345 rows, 1 240,00 € in 3 batches of 4000 5000 6000'],
  ['a time below a header', 'missing header X-Meridian-Signature\n2025-03-04T09:14:22.114Z INFO started'],
  ['an order below a session', 'we lost the session id\nORD-10023\nand the token\nreq_7f9c24e83b5d'],
  [
    'errors beside tokens',
    'Token error-4012-retry, token ERR-4012-22, signature v2-mismatch, access token expired-401, token JsonWebTokenError',
  ],
  [
    'a log below a secret',
    'rotated the signing secret\n10:14:22 worker-3 restarted\nbad signature\nfile pay2.js line 31',
  ],
  ['a signed time', 'signature: 2025-03-04T09:14:22Z'],
  ['something to sort', 'sort by date 20-11-2025, sort 20 items, Sort A-Z, acc 12 of 20'],
  [
    'codes that are no secret',
    'the error code I got is 4012, code by text, message with code 12, SMS 2 of 3, no SMS since 2024-11-02',
  ],
  ['an amount of sms', 'we sent 448812 texts by SMS, the code we got 51, code they sent back 404'],
  [
    'what came by text',
    'link sent by SMS, 1250 EUR not paid. Invoice sent via WhatsApp 10023, receipt by SMS 2025-03-04, code by SMS 1250 EUR',
  ],
  ['a response code', 'response code we received: 100042; we got by text 2500 complaints'],
  ['a day to sort on', 'Please sort on 12-03-25, account 10023441 is missing'],
  ['a device beside a password', 'my password: iPhone and iPad fail'],
  ['numbers with stops', '1.234.567-89, 12.345.678, 123.456.789, v1.234.567-rc'],
  [
    'the name of a field',
    'password: newPassword is missing, passwd: userSecret does not match, my password is resetToken',
  ],
  [
    'the state of a password',
    'pw: wrong. Then locked. Passwort: zurückgesetzt. Mot de passe : correct. password: changed. ok',
  ],
  ['coordinates of code', 'at Object.<anonymous> (/srv/app/dist/pay.js:120:15), line 31'],
])('%s stays as it is', (_what, text) => {
  expect(createMask()(text)).toBe(text);
});

test.each([
  [
    'in a header',
    'From: Acme Foods\nDate: 3 May\nSubject: x\nAcme sold Foods',
    'From: [NAME-1]\nDate: 3 May\nSubject: x\n[NAME-1] sold Foods',
  ],
  ['beside an address', 'Acme Foods <a@b.example> wrote of Foods', '[NAME-1] <[EMAIL-1]> wrote of Foods'],
  ['under a closing', 'Foods fail.\n\nRegards,\nAcme Foods', 'Foods fail.\n\nRegards,\n[NAME-1]'],
  ['above an answer', 'Foods fail.\nOn Monday, Acme Foods wrote:', 'Foods fail.\nOn Monday, [NAME-1] wrote:'],
])('when a firm stands %s, then what it sells stays elsewhere', (_where, text, expected) => {
  expect(createMask()(text)).toBe(expected);
});

test('when a name stands under a rule within the text, then its words stay elsewhere', () => {
  const text = 'We sold Blue ones.\nThey fail.\n--\nBlue Hats\nOwner: none\nBlue Hats fail';
  expect(createMask()(text)).toBe(text.replace('\nBlue Hats\n', '\n[NAME-1]\n'));
});

/** Labelled tickets with invented senders: names, addresses and phone numbers stand in them, but no secrets. */
const bodies: string[] = readFileSync(join(projectRoot, 'training-data/tickets/train.jsonl'), 'utf8')
  .split('\n', 300)
  .map((line) => JSON.parse(line).body);
const masked = bodies.map((body) => ({ body, masked: createMask()(body) }));

test('of 300 ordinary tickets, next to none is taken to hold a secret', () => {
  const rare: PersonalData[] = ['CARD', 'IBAN', 'ACCOUNT', 'SECRET', 'ID', 'BIRTHDATE'];
  const hit = masked.filter(({ masked }) => rare.some((kind) => masked.includes(`[${kind}-`)));
  expect(hit.length).toBeLessThanOrEqual(2); // measured: none
});

test('of 300 ordinary tickets, words and numbers are left to classify by', () => {
  const lengthOf = (texts: string[]) => texts.join('').length;
  const kept = lengthOf(masked.map(({ masked }) => masked.replace(/\[[A-Z]+-\d+\]/g, '')));
  expect(kept / lengthOf(bodies)).toBeGreaterThan(0.98); // measured: 0.986, nearly all of it signatures
});

test('of 300 ordinary tickets, no number is lost but those of phones', () => {
  const numbersIn = (text: string) => text.replace(/\[[A-Z]+-\d+\]/g, ' ').match(/\d[\d.,:/-]*/g) ?? [];
  for (const { body, masked: rest } of masked) {
    if (rest.includes('[PHONE-')) continue;
    expect(numbersIn(rest)).toEqual(numbersIn(body));
  }
});
