import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mcNemar } from '../../service/statistics/mcnemar.ts';
import { pairedDifference, scoreInterval } from '../../service/statistics/paired-difference.ts';

const limits = ({ low, high }: { low: number; high: number }) => [low, high];

describe("Tango's score interval", () => {
  test('is the published one of 21 children before and after a transplantation (Fagerland and others 2014)', () => {
    expect(limits(scoreInterval(1, 7, 21)).map((limit) => limit.toFixed(3))).toEqual(['-0.517', '-0.026']);
  });

  test('has a width where no item differs: z² / (n + z²), by hand', () => {
    const square = 1.959963984540054 ** 2;
    const expected = square / (463 + square);
    expect(limits(scoreInterval(0, 0, 463))).toEqual([expect.closeTo(-expected, 9), expect.closeTo(expected, 9)]);
  });

  test('where all are gained, the lower limit is (n - z²) / (n + z²), by hand, and the upper one is 1', () => {
    const square = 1.959963984540054 ** 2;
    expect(limits(scoreInterval(10, 0, 10))).toEqual([
      expect.closeTo((10 - square) / (10 + square), 9),
      expect.closeTo(1, 9),
    ]);
  });
});

const counts = fc
  .tuple(fc.nat(30), fc.nat(30), fc.nat(400))
  .map(([gained, lost, same]) => ({ gained, lost, n: gained + lost + same + 1 }));

describe('the interval of a paired difference', () => {
  test('of four lost and none gained among 135 reaches above 0, as the exact test has it', () => {
    const { estimate, low, high } = pairedDifference(0, 4, 135);
    expect(estimate).toBeCloseTo(-4 / 135, 12);
    expect(low).toBeCloseTo(scoreInterval(0, 4, 135).low, 12);
    // Among the four differing ones at most 1 - 0.025^(1/4) may be gained: 0.6024 of them.
    expect(high).toBeCloseTo(((2 * (1 - 0.025 ** (1 / 4)) - 1) * 4) / 135, 9);
  });

  test('leaves 0 out where the exact McNemar test is below 5 %, and nowhere else', () => {
    fc.assert(
      fc.property(counts, ({ gained, lost, n }) => {
        const { low, high } = pairedDifference(gained, lost, n);
        expect(low > 0 || high < 0).toBe(mcNemar(gained, lost) < 0.05);
      }),
    );
  });

  test('has the estimate within, and is mirrored when the two are swapped', () => {
    fc.assert(
      fc.property(counts, ({ gained, lost, n }) => {
        const one = pairedDifference(gained, lost, n);
        const other = pairedDifference(lost, gained, n);
        expect(one.low).toBeLessThanOrEqual(one.estimate);
        expect(one.high).toBeGreaterThanOrEqual(one.estimate);
        expect(other.low).toBeCloseTo(-one.high, 9);
        expect(other.high).toBeCloseTo(-one.low, 9);
      }),
    );
  });
});
