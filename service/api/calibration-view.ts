import type { CalibrationView } from '../contracts/api-calibration.ts';
import type { Calibration } from '../contracts/model-manifest.ts';
import { errorUpperBound95 } from '../evaluate/binomial-bound.ts';
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
  return riskCoverage
    .map(({ threshold, coverage, risk }) => {
      const accepted = Math.round(coverage * tickets);
      return {
        threshold,
        coverage,
        risk,
        accepted,
        riskUpperBound95: errorUpperBound95(Math.round(risk * accepted), accepted),
      };
    })
    .sort((a, b) => b.threshold - a.threshold);
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
