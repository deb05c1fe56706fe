import { describe, expect, test } from 'vitest';
import { candidatesOf, stretchesOf, weightsOf, without } from '../../service/review/explain-choice.ts';

const wordsOf = (text: { subject: string; body: string }, limits: { most: number; readWords: number }) =>
  stretchesOf(text, limits).map(({ field, start, end }) => text[field].slice(start, end));

describe('stretches of a text', () => {
  test('are its words, in every script, with their apostrophes', () => {
    const text = { subject: 'Größe?', body: "don't charge 3-D Secure, न्यूज़ 返金" };
    expect(wordsOf(text, { most: 60, readWords: 256 })).toEqual([
      'Größe',
      "don't",
      'charge',
      '3-D',
      'Secure',
      'न्यूज़',
      '返金',
    ]);
  });

  test('are joined where there are too many, and never across the two fields', () => {
    const text = { subject: 'a b c', body: Array.from({ length: 200 }, (_, i) => `w${i}`).join(' ') };
    const stretches = wordsOf(text, { most: 60, readWords: 256 });
    expect(stretches.length).toBeLessThanOrEqual(60);
    expect(stretches.slice(0, 2)).toEqual(['a b c', 'w0 w1 w2 w3']);
  });

  test('leave out the middle of a body that the model does not read', () => {
    const text = { subject: '', body: Array.from({ length: 100 }, (_, i) => `w${i}`).join(' ') };
    const stretches = wordsOf(text, { most: 60, readWords: 10 });
    expect(stretches).toEqual(['w0', 'w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w97', 'w98', 'w99']);
  });

  test('of nothing are none', () => {
    expect(wordsOf({ subject: '', body: ' … ' }, { most: 60, readWords: 10 })).toEqual([]);
  });
});

test('a stretch that is taken out leaves the rest as it was', () => {
  expect(without({ subject: 'A card', body: 'was charged' }, { field: 'body', start: 0, end: 3 })).toEqual({
    subject: 'A card',
    body: ' charged',
  });
});

test('a weight is what the probability of the category loses', () => {
  const stretches = [
    { field: 'body' as const, start: 0, end: 3 },
    { field: 'body' as const, start: 4, end: 6 },
  ];
  expect(
    weightsOf(
      stretches,
      [0.75, 0.25],
      [
        [0.25, 0.75],
        [1, 0],
      ],
      0,
    ).map(({ weight }) => weight),
  ).toEqual([0.5, -0.25]);
});

test('candidates are at most five, best first', () => {
  const found = candidatesOf([0.1, 0.4, 0.05, 0.2, 0.15, 0.1], ['A', 'B', 'C', 'D', 'E', 'F']);
  expect(found.map(({ category }) => category)).toEqual(['B', 'D', 'E', 'A', 'F']);
});
