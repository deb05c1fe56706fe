import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countWords, firstWordsOf, mostWords } from '../../../service/evaluate/page/shorten.ts';

test('a short text is one line as it is', () => {
  expect(firstWordsOf(' one\n\ttwo ', 10)).toBe('one two');
  expect(firstWordsOf('', 10)).toBe('');
});

test('a longer one ends with a whole word', () => {
  expect(firstWordsOf('the payout is late again', 16)).toBe('the payout is…');
  expect(firstWordsOf('the payout is late again', 19)).toBe('the payout is late…');
  expect(firstWordsOf('a supercalifragilistic word', 12)).toBe('a supercali…');
});

test('never more characters than asked for, nor half of one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 2, max: 40 }), (text, most) => {
      const short = firstWordsOf(text, most);
      expect(short.length).toBeLessThanOrEqual(most);
      expect(short.isWellFormed()).toBe(true);
    }),
  );
});

test('words are those of the language, with or without spaces between them', () => {
  expect(countWords('Where is my payout, please? #1')).toBe(6);
  expect(countWords('请问我的付款在哪里')).toBeGreaterThan(3);
  expect(countWords('')).toBe(0);
  expect(countWords('a '.repeat(1_000_000))).toBe(mostWords);
});
