import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';

const shortestWindowMs = 3_600_000;

/** When a report was made and where its period ends: later, where the last of its days is not over. */
export type ReportTime = Pick<MisclassificationReport, 'period' | 'generatedAt'>;

/** The windows that have begun, and whether the last of them is not over, so that its numbers are those so far. */
export function begunWindows<W extends { start: string }>(
  windows: readonly W[],
  { period, generatedAt }: ReportTime,
): { begun: W[]; isLastIncomplete: boolean } {
  const end = Math.min(Date.parse(period.to), Date.parse(generatedAt));
  const begun = windows.filter(({ start }) => Date.parse(start) < end);
  const [one, other] = windows;
  const last = begun.at(-1);
  if (!one || !last) return { begun, isLastIncomplete: false };
  const windowMs = other ? Date.parse(other.start) - Date.parse(one.start) : shortestWindowMs;
  return { begun, isLastIncomplete: Date.parse(last.start) + windowMs > end };
}
