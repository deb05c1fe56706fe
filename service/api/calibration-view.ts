import type { CalibrationView } from '../contracts/api-calibration.ts';
import type { Calibration } from '../contracts/model-manifest.ts';
import { boundAlongCurve } from '../evaluate/bound-along-curve.ts';
import type { RouterParts } from '../route-tickets.ts';

/** The thresholds in force: the one that most categories have is the default, the others are named. */
export function calibrationView(
  { model, policy, taxonomy }: Pick<RouterParts, 'model' | 'policy' | 'taxonomy'>,
  calibration: Calibration,
): CalibrationView {
  const usual = mostFrequent(policy.thresholds.filter(Number.isFinite)) ?? 1;
  const own = taxonomy.codes
    .map((code, i) => [code, policy.thresholds[i] ?? Number.POSITIVE_INFINITY] as const)
    .filter(([, threshold]) => threshold !== usual)
    .map(([code, threshold]) => [code, Number.isFinite(threshold) ? threshold : ('never' as const)] as const);
  return {
    modelVersion: model.version,
    targetError: calibration.thresholds.targetError,
    thresholds: {
      default: usual,
      categories: Object.fromEntries(own),
      outOfTaxonomy: Math.min(1, policy.outOfTaxonomyThreshold),
    },
    released: releasedCurve(calibration),
  };
}

function releasedCurve({ riskCoverage, thresholds }: Calibration): CalibrationView['released'] {
  const tickets = ticketsOf({ riskCoverage, thresholds });
  const points = riskCoverage
    .map(({ threshold, coverage, risk }) => ({ threshold, coverage, risk, accepted: Math.round(coverage * tickets) }))
    .sort((a, b) => b.threshold - a.threshold);
  const bounds = boundAlongCurve(
    points.map(({ accepted, risk }) => ({ accepted, errors: Math.round(risk * accepted) })),
  );
  const curve = points.map((point, i) => ({ ...point, riskUpperBound95: bounds[i] as number }));
  const tested = testedPoint(thresholds, tickets);
  if (!tested) return curve;
  return [...curve.filter(({ threshold }) => threshold !== tested.threshold), tested].sort(
    (a, b) => b.threshold - a.threshold,
  );
}

/**
 * The threshold that training chose by these tickets. What it was tested for is the target: a smaller figure from the same
 * tickets would not hold for a threshold that they chose. Its 5 in 100 are those of training's own test; the curve has others.
 */
function testedPoint(
  { global, targetError }: Calibration['thresholds'],
  tickets: number,
): CalibrationView['released'][number] | null {
  const { threshold, accepted, errors, level } = global;
  if (threshold === null || accepted === 0 || tickets < accepted) return null;
  return {
    threshold,
    coverage: accepted / tickets,
    risk: errors / accepted,
    accepted,
    riskUpperBound95: targetError,
    // Older calibrations do not say it; what passed a stricter test passes this one.
    testedLevel: level ?? 0.95,
  };
}

/** Older calibrations do not say how many tickets they were made from; the released threshold tells it. */
function ticketsOf({ riskCoverage, thresholds }: Pick<Calibration, 'riskCoverage' | 'thresholds'>): number {
  if (typeof thresholds.tested === 'number') return thresholds.tested;
  const { threshold, accepted } = thresholds.global;
  const point = riskCoverage.find((candidate) => candidate.threshold <= (threshold ?? 0) && candidate.coverage > 0);
  return point ? accepted / point.coverage : 0;
}

function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
