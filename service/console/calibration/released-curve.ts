import type { CalibrationView } from '../../contracts/api-calibration.ts';

export type ReleasedPoint = CalibrationView['released'][number];

/** As the address has it: finer ones are one threshold. */
export const thresholdText = (threshold: number): string => threshold.toFixed(6);

/** Lowest coverage first, as a curve is drawn; each threshold once, and of two alike the one that was tested. */
export const curveOf = (released: readonly ReleasedPoint[]): ReleasedPoint[] => {
  const testedLast = released.toSorted((a, b) => (a.testedLevel ?? 0) - (b.testedLevel ?? 0));
  const byThreshold = new Map(testedLast.map((point) => [thresholdText(point.threshold), point]));
  return [...byThreshold.values()].sort((a, b) => a.coverage - b.coverage || b.threshold - a.threshold);
};

/** The point whose threshold is nearest; null without points. */
export function nearestIndex(curve: readonly ReleasedPoint[], threshold: number): number | null {
  if (curve.length === 0) return null;
  const distance = (i: number) => Math.abs((curve[i] as ReleasedPoint).threshold - threshold);
  return curve.reduce((best, _, i) => (distance(i) < distance(best) ? i : best), 0);
}

/**
 * The point that routes most and still keeps the bound below the target; null where none does. The bounds are those of a test in
 * a fixed order: to pick the furthest of them is what they are made for.
 */
export function furthestWithin(curve: readonly ReleasedPoint[], targetError: number): number | null {
  const within = curve.flatMap(({ riskUpperBound95 }, i) => (riskUpperBound95 <= targetError ? [i] : []));
  return within.at(-1) ?? null;
}

/** Where the error's bound is lowest; of several the one that routes most. */
export function lowestBound(curve: readonly ReleasedPoint[]): number {
  const bounds = curve.map(({ riskUpperBound95 }) => riskUpperBound95);
  return bounds.lastIndexOf(Math.min(...bounds));
}

/** A threshold from the URL; null for anything that is none. */
export function thresholdOf(text: string): number | null {
  const value = Number(text);
  return text !== '' && value >= 0 && value <= 1 ? value : null;
}
