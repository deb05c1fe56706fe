import validator from 'validator';
import { beforeEach, expect, test, vi } from 'vitest';
import { ibanLengths } from '../../service/privacy/iban-lengths.ts';
import { createMask } from '../../service/privacy/mask-personal-data.ts';

vi.mock('validator', async (importOriginal) => {
  const { default: original } = await importOriginal<typeof import('validator')>();
  return { default: { ...original, isIBAN: vi.fn(original.isIBAN) } };
});
beforeEach(() => {
  vi.mocked(validator.isIBAN).mockClear();
});

const small = 32 * 1024;
const large = 128 * 1024; // no cleaned body is longer

const repeated = (unit: string) => (length: number) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
/** A row of one character between two texts. */
const row = (before: string, character: string, after: string) => (length: number) =>
  `${before}${character.repeat(length - before.length - after.length)}${after}`;

/** Each looks like the beginning of something that is hidden, over and over, or goes on for long and is none in the end. */
const hostile: [name: string, of: (length: number) => string][] = [
  ['prefixes of keys', repeated('sk-')],
  ['prefixes of keys with digits', repeated('sk_a1.')],
  ['a key with a row of stops in it', row('sk-a1', '.', 'aaaaaaaaaaaaa')],
  ['a token with a row of stops in it', row('Bearer a1', '.', 'a1')],
  ['spaces behind a name', row('thanks, Bob', ' ', 'x')],
  ['tabs behind a name', row('thanks, Bob', '\t', 'x')],
  ['signatures', repeated('Regards,\nA')],
  ['beginnings of phone numbers', repeated('+49 ')],
  ['beginnings of accounts', repeated('DE12 ')],
  ['headers of mails', repeated('From: Lena Okafor; Bob Miller\nSent: Monday\n')],
  ['delimiters and names', repeated('--\nLena Okafor\n')],
  ['rules, departments and contacts', repeated('Card Form\n--\nCard Desk\nTel\nA: Card Risk\nSent: Card\n')],
  ['numbered accounts', repeated('account #1 ')],
  ['streets', repeated('14 Station Road, ')],
  ['words with capitals', repeated('Station Mill ')],
  ['numbers and words with capitals', repeated('1 Ab, 12345 Ab\n')],
  ['streets of the continent', repeated('rue de la ')],
  ['lines of forms', repeated('Address: 1 aaa, ')],
  ['a long line of a form', row('Address: 1', 'a', ' ')],
  ['dates', repeated('04/03/2025 ')],
  ['dates without a year', repeated('04-03 ')],
  ['amounts', repeated('1 240.00 ')],
  ['digits in words', repeated('double seven ')],
  ['codes by text', repeated('code a by text ')],
  ['labels of keys', repeated('api key \n')],
  ['titles', repeated('Mr ')],
  ['titles and names', repeated('Mr A. B. de la Cruz ')],
  ['greetings', repeated('Hi Bob\n')],
  ['names and blank lines', repeated('\n\nBob, how')],
  ['accounts and their branches', repeated('account 12345678 sort code 20-00-00 ')],
];

/** Of this process alone, so that others on the machine do not count. */
function computingMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}

test.each(hostile)('masking takes time in proportion to the length: %s', (_name, of) => {
  createMask()(of(1024)); // patterns are compiled when they are first used
  const [ofSmall, ofLarge] = [small, large].map((length) => computingMs(() => createMask()(of(length))));
  // Four times as long is 16 times the work where work is quadratic; the constant is for what else a process does meanwhile.
  expect(ofLarge).toBeLessThan(8 * ((ofSmall as number) + 50));
});

test.each([
  ['beginnings of accounts', repeated('DE12 ')],
  ['accounts of the right length with other digits', repeated('DE12 3456 7890 1234 5678 90 ')],
  ['small words and numbers', repeated('in 05 ')],
])('hardly anything is asked whether it is an account: %s', (_name, of) => {
  createMask()(of(large));
  expect(vi.mocked(validator.isIBAN).mock.calls.length).toBeLessThan(large / 8);
});

/** Accounts of a country with right check digits, in every form that one can have: letters in front, behind, digits between. */
function* formsOf(country: string, length: number): Generator<string> {
  for (const front of [0, 1, 2, 4]) {
    for (const behind of [0, 1, 2, 3]) {
      const digits = length - 4 - front - behind;
      const account = `${'A'.repeat(front)}${'1'.repeat(digits)}${'A'.repeat(behind)}`;
      const number = `${account}${country}00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
      yield `${country}${String(98n - (BigInt(number) % 97n)).padStart(2, '0')}${account}`;
    }
  }
}

test('an account of every country that validator knows has the length that is looked for', () => {
  expect([...ibanLengths.keys()].sort()).toEqual([...validator.ibanLocales].sort());
  const lengths = Array.from({ length: 21 }, (_, i) => 14 + i);
  for (const [country, expected] of ibanLengths) {
    const found = lengths.filter((length) => [...formsOf(country, length)].some((form) => validator.isIBAN(form)));
    expect(found, country).toEqual([expected]);
  }
});
