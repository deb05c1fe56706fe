import { describe, expect, it } from 'vitest';
import { mcNemar } from '../../service/statistics/mcnemar.ts';

describe('the exact McNemar test', () => {
  // By hand: 2 · Σ C(n, i) / 2^n for i up to the smaller count.
  it.each([
    [0, 0, 1],
    [5, 0, 2 / 32],
    [1, 7, (2 * 9) / 256],
    [10, 10, 1],
  ])('McNemar of %i and %i is %f', (fixed, broke, expected) => {
    expect(mcNemar(fixed, broke)).toBeCloseTo(expected, 12);
    expect(mcNemar(broke, fixed)).toBeCloseTo(expected, 12);
  });

  it('does not underflow with thousands of pairs', () => {
    expect(mcNemar(3000, 3100)).toBeGreaterThan(0.15);
    expect(mcNemar(3000, 3100)).toBeLessThan(0.25);
  });
});
