import type { Period } from '../report/facts.ts';

const hourMs = 3_600_000;
const lengths = [hourMs, 6 * hourMs, 24 * hourMs, 7 * 24 * hourMs, 28 * 24 * hourMs];
const mostWindows = 32;
const referenceWindows = 28;

export interface Windows {
  windowMs: number;
  /** Starts of the windows of the period. */
  starts: Date[];
  /** How many windows before the period it is compared with. */
  before: number;
}

/** Windows of the shortest usual length that keeps a period's trend readable, and the ones before it. All begin on an hour. */
export function windowsOf({ from, to }: Period): Windows {
  const first = Math.floor(from.getTime() / hourMs) * hourMs;
  const spanMs = to.getTime() - first;
  const windowMs =
    lengths.find((length) => spanMs / length <= mostWindows) ?? Math.ceil(spanMs / mostWindows / hourMs) * hourMs;
  const n = Math.max(1, Math.ceil(spanMs / windowMs));
  const starts = Array.from({ length: n }, (_, i) => new Date(first + i * windowMs));
  return { windowMs, starts, before: referenceWindows };
}
