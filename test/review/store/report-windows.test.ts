import { expect, test } from 'vitest';
import { windowsOf } from '../../../service/review/store/report-windows.ts';

const hour = 3_600_000;
const from = new Date('2026-01-01T00:00:00Z');

test.each([
  [24, hour, 24],
  [7 * 24, 6 * hour, 28],
  [30 * 24, 24 * hour, 30],
  [90 * 24, 7 * 24 * hour, 13],
  [1, hour, 1],
  [100 * 365 * 24, 27_375 * hour, 32],
])('a period of %d hours has windows of %d ms, %d of them', (hours, windowMs, n) => {
  const windows = windowsOf({ from, to: new Date(from.getTime() + hours * hour) });
  expect([windows.windowMs, windows.starts.length]).toEqual([windowMs, n]);
  expect(windows.starts[0]).toEqual(from);
});

test('windows begin on the hour, also of a period that does not', () => {
  const { starts } = windowsOf({ from: new Date('2026-01-01T07:59:59Z'), to: new Date('2026-01-01T09:30:00Z') });
  expect(starts.map((start) => start.toISOString())).toEqual([
    '2026-01-01T07:00:00.000Z',
    '2026-01-01T08:00:00.000Z',
    '2026-01-01T09:00:00.000Z',
  ]);
});
