import type { DriftSignal, MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { begunWindows, type ReportTime } from '../parts/incomplete-window.ts';

export interface VolumeWindow {
  start: string;
  routed: number;
  /** Left to people with a category as first choice. */
  reviewed: number;
  /** Left to people without one: out of taxonomy, or without a text. */
  withoutCategory: number;
  /** It is not over. */
  isIncomplete: boolean;
}

/** Tickets of each window that has begun. */
export function volumeSeries({
  funnel,
  ...time
}: { funnel: Pick<MisclassificationReport['funnel'], 'trend'> } & ReportTime): VolumeWindow[] {
  const { begun, isLastIncomplete } = begunWindows(funnel.trend, time);
  return begun.map(({ start, routed, needsReview, withoutCategory }, i) => ({
    start,
    routed,
    reviewed: needsReview - withoutCategory,
    withoutCategory,
    isIncomplete: isLastIncomplete && i === begun.length - 1,
  }));
}

export const ticketsIn = ({ routed, reviewed, withoutCategory }: VolumeWindow): number =>
  routed + reviewed + withoutCategory;

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
