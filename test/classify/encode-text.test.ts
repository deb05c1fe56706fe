import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTextEncoder } from '../../service/classify/encode-text.ts';
import { ids, writeTinyTokenizer } from './tiny-tokenizer.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-tokenizer-'));
  await writeTinyTokenizer(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const idsOf = (tokens: string) => tokens.split(' ').map((token) => ids[token] as number);
const repeated = (token: string, times: number) => Array<number>(times).fill(ids[token] as number);
const encode = (subject: string, body: string, maxTokens = 42) =>
  createTextEncoder(folder, maxTokens)({ subject, body });

test.each([
  ['subject and body', 'Login', 'My CARD was refused!', '[CLS] login my card was refused ! [SEP]'],
  ['a body only', '', 'help', '[CLS] help [SEP]'],
  ['a subject only', 'help', '', '[CLS] help [SEP]'],
  ['nothing', '', '', '[CLS] [SEP]'],
  ['white space', ' ', '\n\t ', '[CLS] [SEP]'],
  ['words in pieces', '', 'cards logined x11', '[CLS] card ##s login ##ed x ##1 ##1 [SEP]'],
  ['unknown words', '', 'the Zürich card', '[CLS] the [UNK] card [SEP]'],
])('when there is %s, then subject and body stand between the special tokens', (_what, subject, body, tokens) => {
  expect(encode(subject, body)).toEqual(idsOf(tokens));
});

describe('when a text is longer than the window', () => {
  // 42 tokens: 40 beside the special ones.
  test('then a body that just fits is whole, whatever truncation the tokenizer carries', () => {
    expect(encode('', 'x '.repeat(40))).toEqual([ids['[CLS]'], ...repeated('x', 40), ids['[SEP]']]);
  });

  test('then the body keeps 70 % from its head and the rest from its tail', () => {
    const found = encode('', `${'x '.repeat(28)}${'y '.repeat(50)}${'z '.repeat(12)}`);
    expect(found).toEqual([ids['[CLS]'], ...repeated('x', 28), ...repeated('z', 12), ids['[SEP]']]);
  });

  test('then the subject is kept, up to a quarter of the window', () => {
    const short = encode('a a a', `${'x '.repeat(25)}${'y '.repeat(50)}${'z '.repeat(12)}`);
    expect(short).toEqual([
      ids['[CLS]'],
      ...repeated('a', 3),
      ...repeated('x', 25),
      ...repeated('z', 12),
      ids['[SEP]'],
    ]);
    const long = encode('a '.repeat(30), `${'x '.repeat(21)}${'y '.repeat(50)}${'z '.repeat(9)}`);
    expect(long).toEqual([ids['[CLS]'], ...repeated('a', 10), ...repeated('x', 21), ...repeated('z', 9), ids['[SEP]']]);
  });

  test('then a long subject is cut before a body that fits', () => {
    expect(encode('a '.repeat(60), 'x y')).toEqual([ids['[CLS]'], ...repeated('a', 10), ...idsOf('x y'), ids['[SEP]']]);
  });

  // The fine-tuning pipeline cuts by whole numbers (room * 7 // 10); 90 * 0.7 is a little less than 63.
  test.each([90, 170, 180, 200])('then the head of %i tokens is as long as in fine-tuning', (room) => {
    const head = (room * 7) / 10;
    const found = encode('', `${'x '.repeat(head)}${'y '.repeat(50)}${'z '.repeat(room - head)}`, room + 2);
    expect(found).toEqual([ids['[CLS]'], ...repeated('x', head), ...repeated('z', room - head), ids['[SEP]']]);
  });
});

test('when the body is 1 MB, then the same tokens are kept as if it were read as a whole', () => {
  const middle = Array.from({ length: 20 }, () => 'y card refused '.repeat(3_500)).join('');
  const body = `${'my card was refused. '.repeat(7)}${middle}${'help please '.repeat(6)}`;
  expect(body.length).toBeGreaterThan(1_000_000);
  const head = idsOf('my card was refused . '.repeat(6).trim()).slice(0, 28);
  expect(encode('', body)).toEqual([ids['[CLS]'], ...head, ...idsOf('help please '.repeat(6).trim()), ids['[SEP]']]);
});

test.each([
  ['one endless word', 'x'.repeat(1_000_000)],
  ['emoji without a space', '🙂'.repeat(500_000)],
  ['nothing but spaces', ' '.repeat(1_000_000)],
])('when the body is 1 MB of %s, then it still fits the window', (_what, body) => {
  const found = encode('help', body);
  expect(found.slice(0, 2)).toEqual(idsOf('[CLS] help'));
  expect(found.at(-1)).toBe(ids['[SEP]']);
  expect(found.length).toBeLessThanOrEqual(42);
});

test('whatever the text, it has one beginning, one end, and never more tokens than the window', () => {
  const bounded = createTextEncoder(folder, 16);
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.array(fc.constantFrom('card', 'x1', 'help!', '\n', 'Zürich'), { maxLength: 60 }).map((list) => list.join(' ')),
  );
  fc.assert(
    fc.property(text, text, (subject, body) => {
      const found = bounded({ subject, body });
      expect(found.length).toBeLessThanOrEqual(16);
      expect(found[0]).toBe(ids['[CLS]']);
      expect(found.lastIndexOf(ids['[SEP]'] as number)).toBe(found.length - 1);
      expect(bounded({ subject, body })).toEqual(found);
    }),
  );
});
