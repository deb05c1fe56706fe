import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hypergeometricCdf } from '../../service/statistics/distributions.ts';
import {
  clopperPearson,
  differenceInterval,
  finitePopulationInterval,
  shareInterval,
  weightedCountInterval,
} from '../../service/statistics/intervals.ts';

describe('a share of a finite population', () => {
  test('is covered at least 95 % of the time, whatever the truth, by exact summation', () => {
    for (const [N, n] of [
      [30, 8],
      [50, 25],
      [40, 39],
    ] as const) {
      for (let K = 0; K <= N; K++) {
        let covered = 0;
        for (let x = Math.max(0, n + K - N); x <= Math.min(n, K); x++) {
          const { low, high } = finitePopulationInterval(x, n, N);
          if (low <= K && K <= high) covered += hypergeometricCdf(x, N, K, n) - hypergeometricCdf(x - 1, N, K, n);
        }
        expect(covered).toBeGreaterThanOrEqual(0.95 - 1e-9);
      }
    }
  });

  test('that was read whole is known', () => {
    expect(finitePopulationInterval(7, 20, 20)).toEqual({ low: 7, high: 7 });
  });

  test('of which little was read is as Clopper and Pearson have it', () => {
    const { low, high } = finitePopulationInterval(8, 10, 1_000_000);
    expect(low / 1_000_000).toBeCloseTo(0.4439, 3);
    expect(high / 1_000_000).toBeCloseTo(0.9748, 3);
  });
});

test('Clopper-Pearson against published values', () => {
  const { low, high } = clopperPearson(8, 10);
  expect([low, high]).toEqual([expect.closeTo(0.4439, 4), expect.closeTo(0.97479, 4)]);
  expect(clopperPearson(0, 10)).toEqual({ low: 0, high: expect.closeTo(1 - 0.025 ** 0.1, 6) });
});

describe('a weighted sum of counts', () => {
  test('with one weight is the exact Poisson interval', () => {
    // Garwood's interval of 10 is 4.795 to 18.39.
    const { low, high } = weightedCountInterval(10, 10, { sum: 1, variance: 1 });
    expect([low, high]).toEqual([expect.closeTo(4.795, 2), expect.closeTo(18.39, 2)]);
  });

  test('of which none was seen still has an upper end: three of its heaviest, about', () => {
    expect(weightedCountInterval(0, 0, { sum: 50, variance: 2_500 })).toEqual({
      low: 0,
      high: expect.closeTo(50 * Math.log(40), 3),
    });
  });

  test('that was read whole is known', () => {
    expect(weightedCountInterval(0, 0, { sum: 0, variance: 0 })).toEqual({ low: 0, high: 0 });
  });
});

test('a share of two estimates lies within its interval and both within 0 and 1', () => {
  const estimated = fc
    .tuple(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000))
    .map(([estimate, less, more]) => ({ estimate, low: Math.max(0, estimate - less), high: estimate + more }));
  fc.assert(
    fc.property(estimated, estimated, (a, b) => {
      fc.pre(a.estimate + b.estimate > 0);
      const { low, high } = shareInterval(a, b);
      const share = a.estimate / (a.estimate + b.estimate);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(share + 1e-9);
      expect(high).toBeGreaterThanOrEqual(share - 1e-9);
      expect(high).toBeLessThanOrEqual(1);
    }),
    { numRuns: 1_000 },
  );
});

test('a share of two known numbers is known', () => {
  const known = (estimate: number) => ({ estimate, low: estimate, high: estimate });
  expect(shareInterval(known(30), known(10))).toEqual({ low: expect.closeTo(0.75, 9), high: expect.closeTo(0.75, 9) });
});

test("a difference is Newcombe's", () => {
  // 56 of 70 and 48 of 80 with Wilson's intervals: 0.0524 to 0.3339 (Newcombe 1998, method 10).
  const { low, high } = differenceInterval(
    { estimate: 0.8, low: 0.6919, high: 0.8772 },
    { estimate: 0.6, low: 0.4904, high: 0.7005 },
  );
  expect([low, high]).toEqual([expect.closeTo(0.0524, 3), expect.closeTo(0.3339, 3)]);
});
