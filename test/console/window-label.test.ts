import { describe, expect, it } from 'vitest';
import { windowLabel } from '../../service/console/parts/window-label.ts';
import { windowsOf } from '../../service/review/store/report-windows.ts';

const labelsOf = (from: string, to: string) => {
  const windows = windowsOf({ from: new Date(from), to: new Date(to) }).starts.map((start) => ({
    start: start.toISOString(),
  }));
  return windows.map(({ start }) => windowLabel(windows)(start));
};

describe('a window of a report', () => {
  it('is called by its day where it begins at midnight, as those of chosen days do', () => {
    const labels = labelsOf('2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z');
    expect(new Set(labels).size).toBe(labels.length);
    expect(labelsOf('2026-03-01T00:00:00Z', '2026-03-31T00:00:00Z').slice(0, 2)).toEqual(['Mar 1', 'Mar 2']);
  });

  it.each([
    ['the last 24 hours', '2026-03-09T14:00:00Z'],
    ['the last 7 days', '2026-03-03T14:00:00Z'],
    ['the last 30 days', '2026-02-08T14:00:00Z'],
    ['the last 90 days', '2025-12-10T14:00:00Z'],
  ])('has a name of its own, with the hour at which it begins, in %s', (_, from) => {
    const labels = labelsOf(from, '2026-03-10T14:41:00Z');
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels[0]).toMatch(/2:00\sPM|14:00/);
  });
});
