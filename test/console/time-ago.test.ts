import { afterEach, expect, it, vi } from 'vitest';

// The reader's zone is read when the formats are made.
vi.hoisted(() => {
  process.env.TZ = 'America/Los_Angeles';
});
const { everyMinute, timeAgo } = await import('../../service/console/parts/time-ago.ts');

afterEach(() => void vi.useRealTimers());

const now = new Date('2026-03-10T20:00:00Z');

it.each([
  ['2026-03-10T19:59:30Z', 'now'],
  ['2026-03-10T17:00:00Z', '3 hr. ago'],
  ['2026-03-08T20:00:00Z', '2 days ago'],
])('when less than a week has passed since %s, then it is told how long: %s', (at, text) => {
  expect(timeAgo(new Date(at), now)).toBe(text);
});

it('when it is longer ago, then the day is the reader’s own, with its year where that is another one', () => {
  expect(timeAgo(new Date('2026-02-02T03:00:00Z'), now)).toMatch(/^(?:Feb 1|1 Feb)$/);
  expect(timeAgo(new Date('2025-02-02T03:00:00Z'), now)).toMatch(/^(?:Feb 1, 2025|1 Feb 2025)$/);
});

it('when times are shown, then one clock tells all of them of each minute, and stops with the last of them', () => {
  vi.useFakeTimers();
  const [one, other] = [vi.fn(), vi.fn()];
  const stops = [everyMinute(one), everyMinute(other)];
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(60_000);
  stops[0]?.();
  vi.advanceTimersByTime(60_000);
  expect([one.mock.calls.length, other.mock.calls.length]).toEqual([1, 2]);
  stops[1]?.();
  expect(vi.getTimerCount()).toBe(0);
});
