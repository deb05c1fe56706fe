import { describe, expect, it, vi } from 'vitest';
import { windowsOf } from '../../service/review/store/report-windows.ts';

// The reader's zone is read when the formats are made.
vi.hoisted(() => {
  process.env.TZ = 'America/New_York';
});
const { daysLabel, windowLabel } = await import('../../service/console/parts/window-label.ts');

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

describe('a period', () => {
  const labelOf = (from: string, to: string) => daysLabel({ from, to });

  it('when it begins and ends at midnight in UTC, then it is called by its first and last day there', () => {
    expect(labelOf('2026-11-01T00:00:00Z', '2026-11-08T00:00:00Z')).toBe('Nov 1, 2026 to Nov 7, 2026 UTC');
    expect(labelOf('2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z')).toBe('Nov 1, 2026 UTC');
  });

  it('when only one end is a midnight, as before a day that is not over, then both are moments in UTC', () => {
    expect(labelOf('2026-11-25T16:00:00Z', '2026-11-27T00:00:00Z')).toMatch(
      /^Nov 25, 2026, (4:00\sPM|16:00) to Nov 27, 2026, (12:00\sAM|00:00) UTC$/,
    );
  });

  it('when neither end is one, then it is for the reader’s own zone', () => {
    expect(labelOf('2026-11-25T16:00:00Z', '2026-11-26T16:00:00Z')).toBeNull();
  });
});
