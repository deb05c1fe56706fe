import type { Changed } from '../contracts/api-events.ts';
import { type ChangeCounts, changeCounts } from '../review/store/change-counts.ts';
import { findDecisions } from '../review/store/find-decisions.ts';
import type { Database } from '../review/store/open-store.ts';
import type { StoreAccess } from '../review/store/store-access.ts';

/** Tells of each batch that this process has written. @returns how to stop listening */
export type OnChanged = (listener: (changed: ChangeCounts) => void) => () => void;

export interface ChangeFeed {
  subscribe(listener: (changed: Changed) => void): () => void;
  /** Something was written in this process: look now. */
  wake(): void;
}

/** Other processes write as well, so the store itself is looked at; a batch of this process only hastens it. */
const lookEveryMs = 2000;
const leastPauseMs = 1000;

/** Looks for what is new, and only while somebody listens. A store that is down has nothing new. */
export function createChangeFeed(store: StoreAccess, onChanged: OnChanged | null): ChangeFeed {
  const listeners = new Set<(changed: Changed) => void>();
  let seen: ChangeCounts | null = null;
  /** Of this process, since somebody listens and before the first look, which cannot tell it from what was there. */
  let early: ChangeCounts = { decisions: 0, corrections: 0 };
  let isWoken = false;
  let timer: NodeJS.Timeout | undefined;
  let lookedAtMs = 0;
  let isLooking = false;
  let unsubscribe: (() => void) | undefined;

  async function look(): Promise<void> {
    lookedAtMs = performance.now();
    isLooking = true;
    isWoken = false;
    try {
      const db = store();
      const now = await changeCounts(db);
      const counts = seen
        ? { decisions: now.decisions - seen.decisions, corrections: now.corrections - seen.corrections }
        : early;
      seen = now;
      if (counts.decisions + counts.corrections === 0) return;
      const latest = await latestTicket(db);
      for (const listener of listeners) listener({ ...counts, latest });
    } catch {
      // Whoever asks for something gets the error; there is nobody here to tell.
    } finally {
      isLooking = false;
      plan(isWoken ? leastPauseMs : lookEveryMs);
    }
  }

  function plan(pauseMs: number): void {
    clearTimeout(timer);
    if (listeners.size === 0) return;
    timer = setTimeout(() => void look(), Math.max(0, pauseMs - (performance.now() - lookedAtMs)));
    timer.unref();
  }

  function wake(): void {
    isWoken = true; // what is looked at may be from before
    if (!isLooking) plan(leastPauseMs);
  }

  return {
    wake,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) {
        seen = null;
        early = { decisions: 0, corrections: 0 };
        unsubscribe = onChanged?.(({ decisions, corrections }) => {
          if (!seen) early = { decisions: early.decisions + decisions, corrections: early.corrections + corrections };
          wake();
        });
        void look();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearTimeout(timer);
        unsubscribe?.();
      };
    },
  };
}

async function latestTicket(db: Database): Promise<Changed['latest']> {
  const [last] = await findDecisions(db, {}, { limit: 1 });
  if (!last) return null;
  const { eventId, ticketId, revision, subject, excerpt, confidence } = last;
  return { eventId, ticketId, revision, subject, excerpt, confidence };
}
