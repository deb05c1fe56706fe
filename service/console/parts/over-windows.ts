/** Without the last window where it is not over yet: it would look like a fall. */
export function overWindows<Window extends { start: string }>(
  windows: readonly Window[],
  period: { to: string },
): readonly Window[] {
  const [one, other] = windows;
  const last = windows.at(-1);
  if (!one || !other || !last) return windows;
  const windowMs = Date.parse(other.start) - Date.parse(one.start);
  return Date.parse(last.start) + windowMs > Date.parse(period.to) ? windows.slice(0, -1) : windows;
}
