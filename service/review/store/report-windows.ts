import type { Period } from '../report/facts.ts';

const hourMs = 3_600_000;
const lengths = [hourMs, 6 * hourMs, 24 * hourMs, 7 * 24 * hourMs, 28 * 24 * hourMs];
const mostWindows = 32;
const referenceWindows = 28;

export interface Windows {
  windowMs: number;
  /** Starts of the windows of the period. */
  starts: Date[];
  /** Starts of the windows before it and in it, ascending. */
  edges: Date[];
}

/** Windows of the shortest usual length that keeps a period's trend readable, and the ones before it for comparison. */
export function windowsOf({ from, to }: Period): Windows {
  const spanMs = to.getTime() - from.getTime();
  const windowMs = lengths.find((length) => spanMs / length <= mostWindows) ?? Math.ceil(spanMs / mostWindows);
  const startAt = (i: number) => new Date(from.getTime() + i * windowMs);
  const starts = Array.from({ length: Math.max(1, Math.ceil(spanMs / windowMs)) }, (_, i) => startAt(i));
  const before = Array.from({ length: referenceWindows }, (_, i) => startAt(i - referenceWindows));
  return { windowMs, starts, edges: [...before, ...starts] };
}
