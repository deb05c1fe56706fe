import type { DriftSignal, MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { isLastIncomplete } from '../parts/incomplete-window.ts';

export interface VolumeWindow {
  start: string;
  routed: number;
  reviewed: number;
  /** The period ends inside it. */
  isIncomplete: boolean;
}

/**
 * Tickets of each window over all categories; those that count for no category are in none of them.
 */
export function volumeSeries({
  categories,
  period,
}: Pick<MisclassificationReport, 'categories' | 'period'>): VolumeWindow[] {
  const windows = new Map<string, VolumeWindow>();
  for (const { trend } of categories) {
    for (const { start, routed, reviewed } of trend) {
      const window = windows.get(start) ?? { start, routed: 0, reviewed: 0, isIncomplete: false };
      window.routed += routed;
      window.reviewed += reviewed;
      windows.set(start, window);
    }
  }
  const series = [...windows.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
  const last = series.at(-1);
  if (last) last.isIncomplete = isLastIncomplete(series, period);
  return series;
}

/** How many tickets are in no window: reviews that count for no category, as out of taxonomy or without a text. */
export function outsideWindows(
  { consumed, escalatedPending }: Pick<MisclassificationReport['funnel'], 'consumed' | 'escalatedPending'>,
  windows: readonly VolumeWindow[],
): number {
  return windows.reduce((left, { routed, reviewed }) => left - routed - reviewed, consumed - escalatedPending);
}

export interface SignalPoint {
  start: string;
  value: number;
  /** Where it was to be expected, cut to what a share can be. */
  expected: [number, number];
  alert: boolean;
}

/** A share over time beside the range that the windows before it let expect. */
export function signalSeries({ windows }: Pick<DriftSignal, 'windows'>): SignalPoint[] {
  const inside = (value: number) => Math.min(1, Math.max(0, value));
  return windows
    .filter(({ n }) => n > 0)
    .map(({ start, value, low, high, alert }) => ({ start, value, expected: [inside(low), inside(high)], alert }));
}
