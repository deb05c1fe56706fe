import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { KafkaSettings, ReviewSettings } from './config.ts';
import type { Taxonomy } from './contracts/taxonomy.ts';
import { SignalboxError } from './errors.ts';
import type { CreateClient } from './kafka/connect.ts';
import type { RunningConsumer } from './kafka/consume-exactly-once.ts';
import { runOutbox } from './kafka/publish-corrections.ts';
import { runReviewer } from './kafka/run-reviewer.ts';
import { createMessageReader } from './review/read-message.ts';
import { adoptAuditRate } from './review/store/audit-rates.ts';
import { applyRetention } from './review/store/forget.ts';
import { type KeptStore, keepStoreOpen } from './review/store/keep-store-open.ts';
import { type Database, openStore } from './review/store/open-store.ts';
import type { StoreAccess } from './review/store/store-access.ts';
import { markPublished, unpublishedCorrections } from './review/store/unpublished-corrections.ts';
import type { ReviewMetrics } from './telemetry/review-metrics.ts';

export interface ReviewParts {
  settings: ReviewSettings;
  metrics: ReviewMetrics;
  log: Logger;
  /** Whether this process fills the store; otherwise it only reads it and writes corrections. */
  isReviewer: boolean;
}

/** How many were written. */
export interface Changes {
  decisions: number;
  corrections: number;
}

export interface ReviewerRoleParts {
  kafka: Pick<KafkaSettings, 'groupPrefix' | 'topics' | 'stallSeconds'>;
  createClient: CreateClient;
  taxonomy: Taxonomy;
  onFailure: (error: Error) => void;
}

/** The one store of a process, and what is done with it beside the API. */
export interface Review {
  store: StoreAccess;
  /** A correction has been written: it is published at once, if this process has the reviewer role, else by the one that has. */
  wakeOutbox(): void;
  /** Told whenever this process has written a batch. @returns the end of it */
  onChanged(listener: (changes: Changes) => void): () => void;
  /** Starts the reviewer role. */
  startReviewer(parts: ReviewerRoleParts): Promise<RunningConsumer>;
  close(): Promise<void>;
}

/** Longer, and the store is opened in the background: routing does not wait for it. */
const openingLimitMs = 6_000;
const dayMs = 24 * 3600 * 1000;
const retryMs = { first: 250, longest: 5_000 };

/**
 * Opens the store. One that is down is no error: it is tried again in the background.
 * @throws SignalboxError STORE_MISFIT: waiting does not help
 */
export async function startReview({ settings, metrics, log, isReviewer }: ReviewParts): Promise<Review> {
  const { databaseUrl, folder, auditRate } = settings;
  const told = toldOnce(log);
  const kept: KeptStore = keepStoreOpen({
    open: () => openStore({ databaseUrl, folder, onConnectionLost: () => metrics.storeUp.set(0) }),
    prepare: async (db) => {
      if (isReviewer) await adoptAuditRate(db, auditRate, new Date());
    },
    onUnreachable: (error) => told.failed('the store cannot be opened yet; it is tried again', error),
  });
  kept.opened.then(
    () => {
      metrics.storeUp.set(1);
      told.worked('the store is open');
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
  const listeners = new Set<(changes: Changes) => void>();
  let wakeOutbox = () => {};

  return {
    store: kept.store,
    wakeOutbox: () => wakeOutbox(),
    onChanged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async startReviewer({ kafka, createClient, taxonomy, onFailure }) {
      let consumer: Promise<RunningConsumer> | undefined;
      let isConsuming = () => true; // what waits for its store keeps nobody from work
      let isStopped = false;
      const start = () =>
        runReviewer({
          ...kafka,
          createClient,
          read: createMessageReader(taxonomy.codes),
          withStore: (work, signal, onTry) => tryUntilStored(kept.store, work, { signal, onTry, metrics, told }),
          onStored: (kind, records) => {
            metrics.records.inc({ kind }, records);
            if (kind !== 'decisions' && kind !== 'corrections') return;
            const changes = { decisions: 0, corrections: 0, [kind]: records };
            for (const listener of listeners) listener(changes);
          },
          onSkipped: (kind) => metrics.skipped.inc({ kind }),
          onLag: (topic, partition, messages) => metrics.lag.set({ topic, partition: String(partition) }, messages),
          onFailure,
          log,
        });
      // Who cannot write must not hold partitions: of several processes with an embedded store, one has it open.
      const starting = kept.opened.then(async () => {
        if (isStopped) return;
        consumer = start();
        isConsuming = (await consumer).isReady;
      });
      if (isOpen(kept.store)) await starting;
      else starting.catch((error) => (isStopped ? undefined : onFailure(error)));
      const tellOutbox = toldOnce(log);
      const outbox = runOutbox(createClient('signalbox-corrections'), kafka.topics.corrections, {
        waiting: async (most) => {
          const waiting = await unpublishedCorrections(kept.store(), most);
          metrics.outbox.set(waiting.length);
          return waiting;
        },
        published: async (ids) => {
          await markPublished(kept.store(), ids);
          tellOutbox.worked('corrections are published again');
        },
        onFailure: (error) => {
          // A store that is down is told of by whoever fills it.
          if (!isUnreachable(error)) tellOutbox.failed('corrections wait to be published', error);
        },
      });
      wakeOutbox = outbox.wake;
      const stopRetention = applyDaily(kept, settings, log);
      return {
        isReady: () => isConsuming(),
        async stop() {
          isStopped = true;
          stopRetention();
          await Promise.all([consumer?.then((running) => running.stop()), outbox.stop()]);
        },
      };
    },
    close: kept.close,
  };
}

function isOpen(store: StoreAccess): boolean {
  try {
    return Boolean(store());
  } catch {
    return false;
  }
}

const isUnreachable = (error: unknown) => error instanceof SignalboxError && error.code === 'STORE_UNREACHABLE';

/** The store may be down for long; what is to be written waits here. */
async function tryUntilStored<T>(
  store: StoreAccess,
  work: (db: Database) => Promise<T>,
  {
    signal,
    onTry,
    metrics,
    told,
  }: { signal: AbortSignal; onTry: () => void; metrics: ReviewMetrics; told: ReturnType<typeof toldOnce> },
): Promise<T> {
  for (let waitMs = retryMs.first; ; waitMs = Math.min(2 * waitMs, retryMs.longest)) {
    try {
      const done = await work(store());
      metrics.storeUp.set(1);
      told.worked('the store takes writes again');
      return done;
    } catch (error) {
      signal.throwIfAborted();
      metrics.storeUp.set(0);
      told.failed('the store takes no writes; what comes waits on the topics', error);
      onTry();
      await wait(waitMs, undefined, { signal });
    }
  }
}

/** Each kind of failure once until another comes or it works again. */
function toldOnce(log: Logger) {
  let last: string | undefined;
  return {
    failed: (text: string, error: unknown) => {
      const { code, remedy, message } = error as { code?: string; remedy?: string; message?: string };
      const kind = `${code} ${text}`;
      if (kind !== last) log.warn({ code, remedy }, `${text}: ${message ?? String(error)}`);
      last = kind;
    },
    worked: (text: string) => {
      if (last !== undefined) log.info(text);
      last = undefined;
    },
  };
}

/** @returns its stop */
function applyDaily({ opened, store }: KeptStore, { retention }: ReviewSettings, log: Logger): () => void {
  const apply = () =>
    applyRetention(store(), retentionOf(retention, new Date())).then(
      ({ texts, decisions }) => log.info({ texts, decisions }, 'retention: what was too old is deleted'),
      (error) => log.warn({ err: error }, 'retention could not be applied; tomorrow again'),
    );
  const timer = setInterval(() => void opened.then(apply, () => undefined), dayMs).unref();
  void opened.then(apply, () => undefined);
  return () => clearInterval(timer);
}

/** What is older goes. */
export function retentionOf({ textDays, decisionDays }: ReviewSettings['retention'], now: Date) {
  const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
  return { textsBefore: daysAgo(textDays), decisionsBefore: daysAgo(decisionDays) };
}
