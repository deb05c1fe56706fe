/** A pause beyond it may be over sooner than was said. */
const longestMs = 60_000;

/** How long a server wants to be left alone, by its header `retry-after`: seconds or a date. 0: it does not say. */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const pauseMs = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(pauseMs) ? Math.min(longestMs, Math.max(0, pauseMs)) : 0;
}
