import { useSyncExternalStore } from 'react';
import { dateFormat } from './locale.ts';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

const day = dateFormat({ day: 'numeric', month: 'short' });
const dayOfYear = dateFormat({ day: 'numeric', month: 'short', year: 'numeric' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

/** Beyond a week. */
export const isLongAgo = (at: Date, now: Date): boolean => Math.abs(at.getTime() - now.getTime()) > 7 * dayMs;

/** `3 hr ago`; beyond a week the reader's day, with its year where that is another one. */
export function timeAgo(at: Date, now: Date): string {
  if (isLongAgo(at, now)) return (at.getFullYear() === now.getFullYear() ? day : dayOfYear).format(at);
  const ms = at.getTime() - now.getTime();
  const age = Math.abs(ms);
  if (age < minuteMs) return relative.format(0, 'second');
  if (age < 60 * minuteMs) return relative.format(Math.round(ms / minuteMs), 'minute');
  if (age < dayMs) return relative.format(Math.round(ms / (60 * minuteMs)), 'hour');
  return relative.format(Math.round(ms / dayMs), 'day');
}

const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

/** Calls the listener every minute; there is one clock for all of them. @returns how to stop */
export function everyMinute(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    for (const each of listeners) each();
  }, minuteMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** Draws its component again with each minute: what is told from now grows old. */
export function useMinute(): number {
  return useSyncExternalStore(everyMinute, () => Math.floor(Date.now() / minuteMs));
}
