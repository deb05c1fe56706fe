import { expect, test } from 'vitest';
import { calibrationView } from '../../service/api/calibration-view.ts';
import { calibrationViewSchema } from '../../service/contracts/api-calibration.ts';
import { errorUpperBound } from '../../service/statistics/binomial-bound.ts';
import { calibration, model, policy, taxonomy } from '../support/fixtures.ts';

const sure = { threshold: 0.95, coverage: 0.5, risk: 0.002, accepted: 1000 };
const curve = [
  { threshold: 0.99, coverage: 0.25, risk: 0 },
  { threshold: 0.95, coverage: 0.5, risk: 0.002 },
  { threshold: 0.6, coverage: 1, risk: 0.04 },
];
const global = { threshold: 0.9, accepted: 1200, errors: 15, errorUpperBound95: 0.0195, level: 0.975 };
const released = (thresholds: object) =>
  calibrationView(
    { model, policy, taxonomy },
    { ...calibration, thresholds: { ...calibration.thresholds, tested: 2000, ...thresholds }, riskCoverage: curve },
  ).released;

test('of the threshold that training chose the target is shown that it was tested for, not a bound of its own tickets', () => {
  const points = released({ targetError: 0.02, global });
  expect(points.map(({ threshold }) => threshold)).toEqual([0.99, 0.95, 0.9, 0.6]);
  expect(points[2]).toEqual({
    ...{ threshold: 0.9, coverage: 0.6, risk: 0.0125, accepted: 1200 },
    ...{ riskUpperBound95: 0.02, testedLevel: 0.975 },
  });
});

test('of every other threshold the bound leaves room for the choice among many', () => {
  const [, point] = released({ targetError: 0.02, global });
  expect(point).toEqual({ ...sure, riskUpperBound95: errorUpperBound(2, 1000, 1 - 0.05 / 3) });
});

test('a calibration that says no level was tested at 95 % at least; one without a threshold tested none', () => {
  const { level: _, ...older } = global;
  expect(released({ global: older }).map(({ testedLevel }) => testedLevel)).toContain(0.95);
  const none = { threshold: null, accepted: 0, errors: 0, errorUpperBound95: 1 };
  expect(released({ global: none })).toHaveLength(3);
});

test('when nothing may be routed alone and there is no curve, then the view says never and draws none', () => {
  const never = { ...policy, thresholds: taxonomy.codes.map(() => Number.POSITIVE_INFINITY) };
  const unbounded = { ...never, outOfTaxonomyThreshold: Number.POSITIVE_INFINITY };
  const view = calibrationView({ model, policy: unbounded, taxonomy }, { ...calibration, riskCoverage: [] });
  expect(calibrationViewSchema.parse(view)).toMatchObject({
    thresholds: { categories: { PAY: 'never', ACCESS: 'never', TERMINAL: 'never' }, outOfTaxonomy: 1 },
    released: [],
  });
});
