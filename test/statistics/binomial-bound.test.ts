import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorUpperBound, errorUpperBound95 } from '../../service/statistics/binomial-bound.ts';

// Values of scipy.stats.beta.ppf(0.95, errors + 1, n - errors).
test.each([
  [0, 100, 0.029513],
  [0, 1, 0.95],
  [1, 1, 1],
  [1, 2, 0.9746794],
  [12, 1_000, 0.0193702],
  [50, 100, 0.5863783],
  [99, 100, 0.9994872],
  [2_000, 100_000, 0.0207436],
])('%i errors among %i: the rate may be as high as %f', (errors, n, bound) => {
  expect(errorUpperBound95(errors, n)).toBeCloseTo(bound, 6);
});

test('at another level it is the quantile of that level', () => {
  // scipy.stats.beta.ppf(0.975, 21, 1551)
  expect(errorUpperBound(20, 1571, 0.975)).toBeCloseTo(0.0195934, 6);
});

test('when nothing was accepted or everything was wrong, then nothing is promised', () => {
  expect(errorUpperBound95(0, 0)).toBe(1);
  expect(errorUpperBound95(7, 7)).toBe(1);
});

test('the bound lies above the observed rate, grows with errors and shrinks with evidence', () => {
  const counts = fc
    .integer({ min: 1, max: 3_000 })
    .chain((n) => fc.tuple(fc.integer({ min: 0, max: n - 1 }), fc.constant(n)));
  fc.assert(
    fc.property(counts, ([errors, n]) => {
      const bound = errorUpperBound95(errors, n);
      expect(bound).toBeGreaterThan(errors / n);
      expect(bound).toBeLessThanOrEqual(1);
      expect(errorUpperBound95(errors + 1, n)).toBeGreaterThan(bound);
      expect(errorUpperBound95(errors, n + 1)).toBeLessThan(bound);
    }),
  );
});
