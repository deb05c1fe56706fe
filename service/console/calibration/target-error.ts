import type { ReadPoint } from '../parts/read-points.ts';
import { furthestWithin, lowestBound, nearestIndex, type ReleasedPoint, thresholdOf } from './released-curve.ts';

/** What the slider offers. */
export const targetRange = { least: 0.005, most: 0.1, step: 0.001 } as const;

/** A target from the URL; null for anything that the slider would not offer. */
export function targetOf(text: string): number | null {
  const target = thresholdOf(text);
  return target !== null && target >= targetRange.least && target <= targetRange.most ? target : null;
}

export interface Chosen {
  /** On the curve. */
  index: number;
  /** No threshold of the curve keeps the target; the one that comes nearest is shown. */
  isOutOfReach: boolean;
}

/**
 * The point that the URL means: a threshold that was chosen itself, else the lowest one that keeps the chosen target, else
 * the one in force. Null without points.
 */
export function chosenPoint(
  curve: readonly ReleasedPoint[],
  { threshold, target, inForce }: { threshold: number | null; target: number | null; inForce: number },
): Chosen | null {
  if (threshold === null && target !== null && curve.length > 0) {
    const index = furthestWithin(curve, target);
    return { index: index ?? lowestBound(curve), isOutOfReach: index === null };
  }
  const index = nearestIndex(curve, threshold ?? inForce);
  return index === null ? null : { index, isOutOfReach: false };
}

/** How many labelled tickets the curve was measured on, those set aside as out of the taxonomy included. */
export function ticketsOf(curve: readonly ReleasedPoint[]): number {
  const widest = curve.at(-1);
  return widest && widest.coverage > 0 ? Math.round(widest.accepted / widest.coverage) : 0;
}

/** Production at about this threshold; null where nothing has been read. */
export function productionAt(points: readonly ReadPoint[], threshold: number): ReadPoint | null {
  const distance = (point: ReadPoint) => Math.abs(point.threshold - threshold);
  return points.reduce<ReadPoint | null>(
    (best, point) => (best === null || distance(point) < distance(best) ? point : best),
    null,
  );
}

export interface SharedPoint {
  coverage: number;
  released?: number;
  production?: number;
  range?: [number, number];
}

/** Both curves over one axis of coverage. */
export const sharedCurve = (released: readonly ReleasedPoint[], production: readonly ReadPoint[]): SharedPoint[] =>
  [
    ...released.map(({ coverage, risk }): SharedPoint => ({ coverage, released: risk })),
    ...production.map(
      ({ coverage, risk }): SharedPoint => ({
        coverage,
        production: risk.estimate,
        range: [risk.low, risk.high],
      }),
    ),
  ].toSorted((a, b) => a.coverage - b.coverage);
