const shortestWindowMs = 3_600_000;

/** Whether the period ends inside the last window, so that its numbers are those so far. */
export function isLastIncomplete(windows: readonly { start: string }[], period: { to: string }): boolean {
  const [one, other] = windows;
  const last = windows.at(-1);
  if (!one || !last) return false;
  const windowMs = other ? Date.parse(other.start) - Date.parse(one.start) : shortestWindowMs;
  return Date.parse(last.start) + windowMs > Date.parse(period.to);
}
