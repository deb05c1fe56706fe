import { lowestBound, type ReleasedPoint } from './released-curve.ts';
import { targetRange } from './target-error.ts';

export interface OutOfReach {
  thresholds: number;
  /** The point that comes nearest to the target. */
  best: ReleasedPoint;
  /** How many of the tickets that it routes are wrong. */
  wrong: number;
  /** The least target of the slider that a threshold keeps; null where even the largest is too little. */
  nextTarget: number | null;
  /** So many routed tickets without a single error it would take to show the target with 95 % confidence. */
  faultlessTickets: number;
}

/** Why no threshold of the curve keeps the target, and what would. Null without points. */
export function whyOutOfReach(curve: readonly ReleasedPoint[], target: number): OutOfReach | null {
  const best = curve[lowestBound(curve)];
  if (!best) return null;
  const { step, most } = targetRange;
  // Counted in whole steps: a sum of thousandths would be a target of its own.
  const stepsOfOne = Math.round(1 / step);
  const below = Math.floor(best.riskUpperBound95 * stepsOfOne);
  const next = (below / stepsOfOne >= best.riskUpperBound95 ? below : below + 1) / stepsOfOne;
  return {
    thresholds: curve.length,
    best,
    wrong: Math.round(best.risk * best.accepted),
    nextTarget: next <= most ? next : null,
    faultlessTickets: Math.ceil(Math.log(0.05) / Math.log(1 - target)),
  };
}
