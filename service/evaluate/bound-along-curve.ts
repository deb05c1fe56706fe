import { errorUpperBound } from '../statistics/binomial-bound.ts';

export interface CountedPoint {
  accepted: number;
  errors: number;
}

// By the number of accepted tickets alone, never by their labels.
const startingShares = [0.25, 0.5];

/**
 * For each point the least target error that a test in a fixed order shows for it with 95 % confidence, so that whoever
 * sets a target and takes the furthest point within it is wrong in at most 5 of 100 calibrations. (A bound of each point by
 * itself is not enough: the loosest of a hundred that keeps the target is one that chance favoured.)
 *
 * Three sequences share the risk, as the two do by which training chooses its threshold (`calibrate.py`): from a quarter and
 * from half of the tickets towards looser thresholds, and from that quarter towards stricter ones. Each goes on until the
 * first point that breaks the target, so a point is shown for as much as the worst on the way to it.
 * @param points strictest first
 */
export function boundAlongCurve(points: readonly CountedPoint[]): number[] {
  const level = 1 - 0.05 / (startingShares.length + 1);
  const single = points.map(({ accepted, errors }) => errorUpperBound(errors, accepted, level));
  const most = points.at(-1)?.accepted ?? 0;
  const starts = startingShares.map((share) => points.findIndex(({ accepted }) => accepted >= share * most));
  const strict = starts[0] ?? 0;
  return single.map((_, i) => {
    const ways = starts.filter((start) => start <= i).map((start) => single.slice(start, i + 1));
    if (i <= strict) ways.push(single.slice(i, strict + 1));
    return Math.min(...ways.map((bounds) => Math.max(...bounds)));
  });
}
