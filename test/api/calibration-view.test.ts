import { expect, test } from 'vitest';
import { calibrationView } from '../../service/api/calibration-view.ts';
import { calibrationViewSchema } from '../../service/contracts/api-calibration.ts';
import { calibration, model, policy, taxonomy } from '../support/fixtures.ts';

test('when nothing may be routed alone and there is no curve, then the view says never and draws none', () => {
  const never = { ...policy, thresholds: taxonomy.codes.map(() => Number.POSITIVE_INFINITY) };
  const unbounded = { ...never, outOfTaxonomyThreshold: Number.POSITIVE_INFINITY };
  const view = calibrationView({ model, policy: unbounded, taxonomy }, { ...calibration, riskCoverage: [] });
  expect(calibrationViewSchema.parse(view)).toMatchObject({
    thresholds: { categories: { PAY: 'never', ACCESS: 'never', TERMINAL: 'never' }, outOfTaxonomy: 1 },
    released: [],
  });
});
