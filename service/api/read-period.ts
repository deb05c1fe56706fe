import { SignalboxError } from '../errors.ts';
import type { Period } from '../review/report/facts.ts';

const dayMs = 86_400_000;
const usualDays = 30;
const mostDays = 3660;

/** @throws SignalboxError INPUT_INVALID when it ends before it begins, or is longer than ten years */
export function readPeriod({ from, to }: { from?: string | undefined; to?: string | undefined }, now: Date): Period {
  const end = to === undefined ? now : new Date(to);
  const start = from === undefined ? new Date(end.getTime() - usualDays * dayMs) : new Date(from);
  const remedy = 'give `from` and `to` as ISO 8601 times, `from` the earlier one';
  if (start >= end) throw new SignalboxError('INPUT_INVALID', 'from: is not before to', { remedy });
  if (end.getTime() - start.getTime() > mostDays * dayMs)
    throw new SignalboxError('INPUT_INVALID', `from: the period is longer than ${mostDays} days`, { remedy });
  return { from: start, to: end };
}

/** For lists, where either end may be left open. @throws SignalboxError INPUT_INVALID as above when both are given */
export function readSpan({ from, to }: { from?: string | undefined; to?: string | undefined }): Partial<Period> {
  if (from !== undefined && to !== undefined) return readPeriod({ from, to }, new Date(to));
  return { ...(from === undefined ? {} : { from: new Date(from) }), ...(to === undefined ? {} : { to: new Date(to) }) };
}
