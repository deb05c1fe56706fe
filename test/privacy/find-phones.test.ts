import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMask } from '../../service/privacy/mask-personal-data.ts';

const two = (value: number) => String(value).padStart(2, '0');
const upTo = (max: number, min = 0) => fc.integer({ min, max });
const day = fc.tuple(upTo(28, 1), upTo(12, 1), upTo(2026, 2019));
const written = (order: (day: string, month: string, year: number) => (string | number)[]) => (separator: string) =>
  day.map(([d, m, y]) => order(two(d), two(m), y).join(separator));
const dayFirst = written((d, m, y) => [d, m, y]);
const yearFirst = written((d, m, y) => [y, m, d]);
const shortYear = written((d, m, y) => [d, m, y % 100]);
const clock = fc.tuple(upTo(23), upTo(59)).map(([h, m]) => `${two(h)}:${two(m)}`);
const amount = (stop: string, thousands = '') =>
  fc
    .tuple(upTo(9, 1), upTo(999), upTo(99))
    .map(([k, n, c]) => `${k}${thousands}${String(n).padStart(3, '0')}${stop}${two(c)}`);
const small = fc.tuple(upTo(999), upTo(99)).map(([n, c]) => `${n}.${two(c)}`);
const order = upTo(13_000, 10_000).map(String);
const padded = upTo(999, 100).map((n) => `00${n}`);

/** Columns of tables that merchants paste. */
const rows = (['/', '.', '-'] as const).flatMap((sign) => {
  const gaps = fc.constantFrom(' ', '  ', '   ');
  const row = (...cells: fc.Arbitrary<string>[]) => fc.tuple(gaps, ...cells).map(([gap, ...rest]) => rest.join(gap));
  const label = (text: string) => fc.constant(text);
  const date = dayFirst(sign);
  const forms: [string, fc.Arbitrary<string>][] = [
    ['date amount amount', row(date, small, small)],
    ['order date amount paid', row(order, date, amount('.'), label('paid'))],
    ['padded order date amounts', row(padded, date, small, small)],
    ['short year and amounts', row(shortYear(sign), small, amount('.'))],
    ['year first and amounts', row(yearFirst(sign), small, amount('.', ','))],
    ['from - to', row(label('from'), date, label('-'), date)],
    ['from / to', row(date, label('/'), date, small)],
    ['date and round amounts', row(label('Paid'), date, upTo(5000, 1).map(String), label('EUR'))],
    ['date, time and amounts', row(date, clock, small, upTo(5000, 1).map(String))],
    ['amounts with commas', row(date, amount(','), amount(',', '.'))],
    ['amounts with spaces', row(date, amount(',', ' '), small)],
    ['called on a date', row(label('called'), date, small, upTo(5000, 1).map(String))],
    [
      'amounts in brackets',
      row(
        date,
        small.map((one) => `(${one})`),
        small.map((one) => `(${one})`),
      ),
    ],
  ];
  const noYear = day.map(([d, m]) => `${two(d)}${sign}${two(m)}`);
  if (sign !== '-')
    forms.push(['days', row(noYear, noYear, noYear)], ['padded, day, amount', row(padded, noYear, small)]);
  return forms.map(([name, form]) => [`${name} (${sign})`, form] as const);
});

test.each(rows)('in a row of dates and amounts no number is lost: %s', (_name, row) => {
  fc.assert(
    fc.property(row, (text) => {
      expect(createMask()(text)).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test.each([
  '10025    04/03/2025  240.00   0.00',
  'Paid 01/02/2025 1500 EUR',
  '00330 11/03 824.64',
  '04. 03. 2025  1500,00  49,90',
  '25 / 03 / 2024 2037 1802.27',
  '01/2025 2149.78 03/2025 2079',
  'open 08.30 - 17.00 09.00-12.00',
  '(677) (1864) (1483), (25025) (20000)',
  '2025/03/04 1500 2000',
  '04-03-25 1500 2000 0.00',
  'called 04.03.25 1500 2000',
])('stays as it is: %s', (text) => {
  expect(createMask()(text)).toBe(text);
});

test.each([
  ['04/03/2025 0171 3920012 240.00', '04/03/2025 [PHONE-1] 240.00'],
  ['030/23125-042 und 0171/3920012', '[PHONE-1] und [PHONE-2]'],
  ['0171 3920012/0172 3920013', '[PHONE-1]/[PHONE-2]'],
  ['01.42.68.53.00 ou 01/42/68/53/00', '[PHONE-1] ou [PHONE-1]'],
  ['le 04.03.2025 au 01 42 68 53 00', 'le 04.03.2025 au [PHONE-1]'],
  ['ring 02/2794 5566 or 02/2012 3456', 'ring [PHONE-1] or [PHONE-2]'],
  ['0 (532) 123 45 67', '[PHONE-1]'],
  ['(415) 555-2671 12/04/2025', '[PHONE-1] 12/04/2025'],
  ['Voicemail from +44 7700 900733 (0:41)', 'Voicemail from [PHONE-1] (0:41)'],
  ['call 07700 900123 14:05', 'call [PHONE-1] 14:05'],
  ['Tel: 02/12 34 567, Mobil 0171-12 05 2019', 'Tel: [PHONE-1], Mobil [PHONE-2]'],
  ['+32 2 12/05 20 19', '[PHONE-1]'],
  ['phone 05 10 2020 10', 'phone [PHONE-1]'],
  ['Meine Nummer 0431 12.10.20', 'Meine Nummer [PHONE-1]'],
  ['Erreichbar unter 0431/12.10.20', 'Erreichbar unter [PHONE-1]'],
  ['mein Büro: 040 11.12.13.', 'mein Büro: [PHONE-1].'],
  ['Rückruf bitte 0711 10-12-24', 'Rückruf bitte [PHONE-1]'],
  ['Kern GmbH, Kiel, 0431 12.10.20', 'Kern GmbH, Kiel, [PHONE-1]'],
  ['0171.3920012 1.500,00', '[PHONE-1] 1.500,00'],
])('a phone number beside a date or an amount is hidden alone: %s', (text, expected) => {
  expect(createMask()(text)).toBe(expected);
});

test.each([
  ['Kontakt: 601 234 567', 'Kontakt: [PHONE-1]'],
  ['Telefoonnummer 612345678, Telefonnr. 601234567', 'Telefoonnummer [PHONE-1], Telefonnr. [PHONE-2]'],
  ['rappelez-moi au 612 345 678', 'rappelez-moi au [PHONE-1]'],
  ['mon numéro : 612345678', 'mon numéro : [PHONE-1]'],
  ['llámame al 612 345 678', 'llámame al [PHONE-1]'],
  ['ring mig på 701 234 567', 'ring mig på [PHONE-1]'],
  ['bel mij op 612345678', 'bel mij op [PHONE-1]'],
  ['proszę o kontakt pod numerem 601 234 567', 'proszę o kontakt pod numerem [PHONE-1]'],
])('when a number is named as a phone in another language, then it is hidden: %s', (text, expected) => {
  expect(createMask()(text)).toBe(expected);
});

test.each([
  'mon numéro de commande 612345678, mon numéro de client : 612345678',
  'mi número de pedido 612345678',
  'zamówienie pod numerem 601234567',
  'Kontakt wegen Bestellung 601234567, Kontakt: 9 bis 17 Uhr, Kontakt: 02.03.2026 12.03.2026',
  'mijn klantnummer 601234567, mijn nummer van de bestelling 601234567',
  'terminalen ring på 123456789',
])('when a number is of an order or a customer, then it stays: %s', (text) => {
  expect(createMask()(text)).toBe(text);
});

test.each([
  ['Call me: oh seven seven double oh nine hundred one two three.', 'Call me: [PHONE-1].'],
  ['ring me on oh seven seven double-oh, nine hundred, two eight one', 'ring me on [PHONE-1]'],
  ['my number is five five five oh one oh two', 'my number is [PHONE-1]'],
  ['Telefon null eins sieben eins drei neun zwei null', 'Telefon [PHONE-1]'],
  ['teléfono seis uno dos tres cuatro cinco siete', 'teléfono [PHONE-1]'],
  ['nought two nought seven nine four six nought', '[PHONE-1]'],
])('spoken digits are hidden: %s', (text, expected) => {
  expect(createMask()(text)).toBe(expected);
});

test.each([
  'one, two, three, four, five steps, then six, seven',
  'eins, zwei, drei, vier Kassen; two hundred, three hundred, four',
  'one hundred two hundred three hundred four hundred five hundred people',
  'two of three failed, one or two hundred payments, five six',
])('counting is not hidden: %s', (text) => {
  expect(createMask()(text)).toBe(text);
});
