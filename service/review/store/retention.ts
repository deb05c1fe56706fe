import { applyRetention, type Retention } from './forget.ts';
import type { KeptStore } from './keep-store-open.ts';

const dayMs = 24 * 3600 * 1000;

/** What is older goes. */
export function retentionAt(
  now: Date,
  { textDays, decisionDays }: { textDays: number; decisionDays: number },
): Retention {
  const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
  return { textsBefore: daysAgo(textDays), decisionsBefore: daysAgo(decisionDays) };
}

export interface DailyRetention {
  days: { textDays: number; decisionDays: number };
  onApplied: (deleted: { texts: number; decisions: number }) => void;
  /** It is tried again the next day. */
  onFailure: (error: unknown) => void;
}

/** Deletes what is too old as soon as the store is open, and once a day. @returns its stop */
export function applyRetentionDaily(
  { opened, store }: KeptStore,
  { days, onApplied, onFailure }: DailyRetention,
): () => void {
  const apply = () =>
    opened.then(
      () => applyRetention(store(), retentionAt(new Date(), days)).then(onApplied, onFailure),
      () => undefined,
    );
  const timer = setInterval(() => void apply(), dayMs).unref();
  void apply();
  return () => clearInterval(timer);
}
