import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundAlongCurve } from '../../service/evaluate/bound-along-curve.ts';
import { errorUpperBound } from '../../service/statistics/binomial-bound.ts';

const level = 1 - 0.05 / 3;
/** Of a hundred tickets to a point, so many errors in each. */
const curveOf = (errors: readonly number[]) =>
  errors.map((_, i) => ({ accepted: 100 * (i + 1), errors: errors.slice(0, i + 1).reduce((a, b) => a + b, 0) }));
const bound = (errors: number, accepted: number) => errorUpperBound(errors, accepted, level);

test('when errors grow towards loose thresholds, then a point is shown for its own bound, at the level of one sequence of three', () => {
  const bounds = boundAlongCurve(curveOf([0, 0, 0, 1, 4, 8, 12, 20]));
  expect(bounds.slice(3)).toEqual([bound(1, 400), bound(5, 500), bound(13, 600), bound(25, 700), bound(45, 800)]);
});

test('when a stricter point on the way breaks a target, then no looser one keeps it', () => {
  const bounds = boundAlongCurve(curveOf([0, 9, 0, 8, 0, 0, 0, 0]));
  // By itself the last would be better than the half with which the sequence begins.
  expect(bound(17, 800)).toBeLessThan(bound(17, 400));
  expect(bounds.slice(3)).toEqual([1, 1, 1, 1, 1].map(() => bound(17, 400)));
});

test('when half of the tickets are too many, then those that begin at a quarter are still shown', () => {
  expect(boundAlongCurve(curveOf([0, 0, 0, 40, 40, 40, 40, 40]))[2]).toBe(bound(0, 200));
});

test('without points there is nothing to show, and points without tickets promise nothing', () => {
  expect(boundAlongCurve([])).toEqual([]);
  expect(boundAlongCurve([{ accepted: 0, errors: 0 }])).toEqual([1]);
});

test('it is never below the bound of a point by itself', () => {
  const errors = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(errors, (given) => {
      const curve = curveOf(given);
      for (const [i, shown] of boundAlongCurve(curve).entries()) {
        const { errors, accepted } = curve[i] as (typeof curve)[number];
        expect(shown).toBeGreaterThanOrEqual(bound(errors, accepted));
      }
    }),
    { numRuns: 30 },
  );
});

test('whoever takes the furthest point within 2 % has more than that in at most 5 of 100 calibrations', () => {
  // Seeded: the same calibrations in every run.
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const rounds = 300;
  let broken = 0;
  for (let round = 0; round < rounds; round++) {
    let errors = 0;
    const points = [];
    for (let n = 1; n <= 1000; n++) {
      // A little above the target at every threshold, so that whatever is taken is too much.
      if (random() < 0.0205) errors += 1;
      if (n % 20 === 0) points.push({ accepted: n, errors });
    }
    if (boundAlongCurve(points).some((shown) => shown <= 0.02)) broken += 1;
  }
  // Three standard errors above 5 %; bounds of the points by themselves come to 0.14.
  expect(broken / rounds).toBeLessThanOrEqual(0.088);
});
