import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ReviewSettings } from './config.ts';
import { adoptAuditRate } from './review/store/audit-rates.ts';
import { describeStore } from './review/store/describe-store.ts';
import { type KeptStore, keepStoreOpen } from './review/store/keep-store-open.ts';
import { openStore } from './review/store/open-store.ts';
import { watchStore } from './review/store/watch-store.ts';
import type { ReviewMetrics } from './telemetry/review-metrics.ts';
import { createTellOnce } from './telemetry/tell-once.ts';

export interface ReviewParts {
  settings: ReviewSettings;
  metrics: ReviewMetrics;
  log: Logger;
  /** Whether this process fills the store; otherwise it reads it and writes corrections. */
  isReviewer: boolean;
  /**
   * Told when a store that the start did not wait for turns out to be one that waiting does not help, and when an embedded one
   * has ended: only another start opens it again.
   */
  onFailure: (error: Error) => void;
}

/** How many were written. */
export interface Changes {
  decisions: number;
  corrections: number;
}

/** The one store of a process, and what its parts tell each other of it. */
export interface Review extends KeptStore {
  /** A correction has been written: it is published at once if this process has the reviewer role, else by the one that has. */
  wakeOutbox(): void;
  onWake(listener: () => void): () => void;
  /** A batch has been written. */
  changed(changes: Changes): void;
  onChanged(listener: (changes: Changes) => void): () => void;
}

/** Longer, and the store is opened in the background: routing does not wait for it. */
const openingLimitMs = 6_000;

/**
 * Opens the store. One that is down is no error: it is tried again in the background.
 * @throws SignalboxError STORE_MISFIT: waiting does not help
 */
export async function startReview({ settings, metrics, log, isReviewer, onFailure }: ReviewParts): Promise<Review> {
  const { databaseUrl, folder, auditRate } = settings;
  const tell = createTellOnce(log);
  // A setting that got lost on its way here shows in nothing else.
  log.info(`the analysts' store: ${describeStore(settings)}`);
  const kept = keepStoreOpen({
    open: () => openStore({ databaseUrl, folder, onConnectionLost: () => metrics.storeAnswers(false) }),
    prepare: async (db) => {
      if (isReviewer) await adoptAuditRate(db, auditRate, new Date());
    },
    onUnreachable: (error) => tell.failed('the store cannot be opened yet; it is tried again', error),
    onStopped: (error) => {
      stopWatching();
      metrics.storeAnswers(false);
      onFailure(error);
    },
  });
  let stopWatching: () => void = () => undefined;
  kept.opened.then(
    () => {
      metrics.storeAnswers(true);
      stopWatching = watchStore(kept.store, metrics.storeAnswers);
      tell.worked('the store is open');
    },
    () => undefined,
  );
  const opening = new AbortController();
  try {
    await Promise.race([kept.opened, wait(openingLimitMs, undefined, { signal: opening.signal })]);
  } catch (error) {
    await kept.close();
    throw error;
  } finally {
    opening.abort();
  }
  kept.opened.catch((error) => {
    if (error.code !== 'STOPPING') onFailure(error);
  });
  const changes = createSignal<Changes>();
  const wakes = createSignal<void>();
  return {
    ...kept,
    close: () => {
      stopWatching();
      return kept.close();
    },
    wakeOutbox: wakes.send,
    onWake: wakes.listen,
    changed: changes.send,
    onChanged: changes.listen,
  };
}

function createSignal<T>(): { send: (value: T) => void; listen: (listener: (value: T) => void) => () => void } {
  const listeners = new Set<(value: T) => void>();
  return {
    send: (value) => {
      for (const listener of listeners) listener(value);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
