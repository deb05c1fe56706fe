import { describe, expect, it } from 'vitest';
import { frontierLift, mcNemar } from '../../service/evaluate/frontier-lift.ts';

describe('the lift of the fallback', () => {
  it('counts what was fixed, broken and left, out-of-taxonomy tickets too', () => {
    const lift = frontierLift(
      [
        { label: 'A', before: 'B', after: 'A' }, // fixed
        { label: null, before: 'B', after: null }, // fixed
        { label: 'A', before: 'A', after: 'B' }, // broken
        { label: 'A', before: 'A', after: null }, // broken
        { label: 'A', before: 'B', after: 'C' }, // wrong before and after
        { label: 'A', before: 'A', after: 'A' },
        { label: 'A', before: 'B', after: undefined }, // answered, but not to be used
        { label: 'A', before: 'B', after: undefined }, // never answered
      ],
      7,
    );
    expect(lift).toMatchObject({ n: 8, answered: 7, unusable: 1, fixed: 2, broke: 2, unchanged: 4, mcNemarP: 1 });
    expect(lift.perCategory).toEqual({
      A: { n: 3, fixed: 0, broke: 2 },
      B: { n: 5, fixed: 2, broke: 0 },
    });
  });

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
