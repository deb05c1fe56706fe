import type { Estimate, RiskPoint } from '../../contracts/misclassification-report.ts';

export type ReadPoint = RiskPoint & { risk: Estimate & { estimate: number } };

/** Points that people have read tickets for, least coverage first. */
export const readPoints = (points: readonly RiskPoint[]): ReadPoint[] =>
  points
    .filter((point): point is ReadPoint => point.risk.estimate !== null)
    .toSorted((a, b) => a.coverage - b.coverage || b.threshold - a.threshold);
