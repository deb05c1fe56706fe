import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heaviestWords, markedLines } from '../../service/console/ticket/mark-words.ts';

describe('the words that drove a decision', () => {
  it('are marked where they stand, line by line', () => {
    const text = 'My payout\nis late';
    const words = [
      { start: 3, end: 9, weight: 0.4 },
      { start: 13, end: 17, weight: -0.2 },
    ];
    expect(markedLines(text, words)).toEqual([
      [
        { start: 0, text: 'My ', weight: null },
        { start: 3, text: 'payout', weight: 0.4 },
      ],
      [
        { start: 10, text: 'is ', weight: null },
        { start: 13, text: 'late', weight: -0.2 },
      ],
    ]);
  });

  it('never cost a letter, whatever stretches come', () => {
    const stretch = fc.record({
      start: fc.nat(40),
      end: fc.nat(60),
      weight: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    const text = fc.stringMatching(/^[a-c \n]{0,40}$/);
    fc.assert(
      fc.property(text, fc.array(stretch), (given, words) => {
        const lines = markedLines(given, words).map((line) => line.map((segment) => segment.text).join(''));
        expect(lines.join('\n')).toBe(given);
      }),
    );
  });

  it('leave out what hardly matters', () => {
    const words = [
      { start: 0, end: 1, weight: 0.5 },
      { start: 2, end: 3, weight: 0.01 },
    ];
    expect(markedLines('a b', words)[0]?.filter(({ weight }) => weight !== null)).toHaveLength(1);
  });

  it('are told as text too, each word once, heaviest first', () => {
    const texts = { subject: 'Late', body: 'late payout now' };
    const words = [
      { field: 'subject' as const, start: 0, end: 4, weight: 0.1 },
      { field: 'body' as const, start: 0, end: 4, weight: 0.2 },
      { field: 'body' as const, start: 5, end: 11, weight: 0.4 },
      { field: 'body' as const, start: 12, end: 15, weight: -0.3 },
    ];
    expect(heaviestWords(texts, words)).toEqual({
      supporting: [
        { text: 'payout', weight: 0.4 },
        { text: 'late', weight: 0.2 },
      ],
      opposing: [{ text: 'now', weight: -0.3 }],
    });
  });
});
