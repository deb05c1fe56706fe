/** A first choice that a threshold may accept. */
export interface Acceptable {
  confidence: number;
  isRight: boolean;
}

export interface CurvePoint {
  /** Least confidence that is accepted. */
  threshold: number;
  accepted: number;
  errors: number;
}

/** What each threshold would accept and how much of it wrongly, strictest first; tickets of one confidence stand or fall together. */
export function riskCoverageCurve(choices: readonly Acceptable[]): CurvePoint[] {
  const sorted = [...choices].sort((a, b) => b.confidence - a.confidence);
  const points: CurvePoint[] = [];
  let errors = 0;
  sorted.forEach(({ confidence, isRight }, i) => {
    if (!isRight) errors += 1;
    if (sorted[i + 1]?.confidence !== confidence) points.push({ threshold: confidence, accepted: i + 1, errors });
  });
  return points;
}

/** At most `most` points, evenly spread over what is accepted; the loosest is always among them. */
export function spreadPoints(points: readonly CurvePoint[], most: number): CurvePoint[] {
  const last = points.at(-1);
  if (!last || points.length <= most) return [...points];
  const picked = Array.from({ length: most }, (_, i) =>
    points.find(({ accepted }) => accepted >= ((i + 1) / most) * last.accepted),
  );
  return [...new Set(picked)].filter((point) => point !== undefined);
}
