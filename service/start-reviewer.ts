import type { Logger } from 'pino';
import type { KafkaSettings, ReviewSettings } from './config.ts';
import type { Taxonomy } from './contracts/taxonomy.ts';
import { SignalboxError } from './errors.ts';
import type { CreateClient } from './kafka/connect.ts';
import type { RunningConsumer } from './kafka/group-consumer.ts';
import { type RunningOutbox, runOutbox } from './kafka/publish-corrections.ts';
import { runReviewer } from './kafka/run-reviewer.ts';
import { createMessageReader } from './review/read-message.ts';
import { applyRetentionDaily } from './review/store/retention.ts';
import type { StoreAccess } from './review/store/store-access.ts';
import { tryUntilDone } from './review/store/try-until-done.ts';
import { countUnpublished, markPublished, unpublishedCorrections } from './review/store/unpublished-corrections.ts';
import { settledTogether } from './settled-together.ts';
import type { Review } from './start-review.ts';
import type { ReviewMetrics } from './telemetry/review-metrics.ts';
import { createTellOnce } from './telemetry/tell-once.ts';

export interface ReviewerRoleParts {
  review: Review;
  settings: ReviewSettings;
  kafka: Pick<KafkaSettings, 'groupPrefix' | 'topics' | 'stallSeconds'>;
  createClient: CreateClient;
  taxonomy: Taxonomy;
  metrics: ReviewMetrics;
  onFailure: (error: Error) => void;
  log: Logger;
}

/** The reviewer role: fills the store from the topics, publishes what analysts say, and deletes what is too old. */
export async function startReviewer(parts: ReviewerRoleParts): Promise<RunningConsumer> {
  const { review, settings, onFailure, log } = parts;
  let consumer: Promise<RunningConsumer> | undefined;
  let isConsuming = () => true; // what waits for its store keeps nobody from work
  let isStopped = false;
  // Who cannot write must not hold partitions: of several processes with an embedded store, one has it open.
  const starting = review.opened.then(
    async () => {
      if (isStopped) return;
      consumer = fillStore(parts);
      isConsuming = (await consumer).isReady;
    },
    () => undefined, // told by whoever opens it
  );
  if (isOpen(review.store)) await starting;
  else starting.catch((error) => (isStopped ? undefined : onFailure(error)));

  const outbox = publishCorrections(parts);
  const unlisten = review.onWake(outbox.wake);
  const stopRetention = applyRetentionDaily(review, {
    days: settings.retention,
    onApplied: ({ texts, decisions }) => log.info({ texts, decisions }, 'retention: what was too old is deleted'),
    onFailure: (error) => log.warn({ err: error }, 'retention could not be applied; tomorrow again'),
  });
  return {
    isReady: () => isConsuming(),
    async stop() {
      isStopped = true;
      unlisten();
      stopRetention();
      const stopped = consumer?.then(
        (running) => running.stop(),
        () => undefined, // one that could not start has told so
      );
      await settledTogether([stopped, outbox.stop()]);
    },
  };
}

function fillStore({ review, kafka, createClient, taxonomy, metrics, onFailure, log }: ReviewerRoleParts) {
  const tell = createTellOnce(log);
  return runReviewer({
    ...kafka,
    createClient,
    read: createMessageReader(taxonomy),
    withStore: async (work, signal, onTry) => {
      const done = await tryUntilDone(review.store, work, {
        signal,
        onFailure: (error) => {
          metrics.storeTakesWrites(false);
          tell.failed('the store takes no writes; what comes waits on the topics', error);
          onTry();
        },
      });
      metrics.storeTakesWrites(true);
      tell.worked('the store takes writes again');
      return done;
    },
    onStored: (kind, records) => {
      metrics.records.inc({ kind }, records);
      if (kind === 'decisions' || kind === 'corrections')
        review.changed({ decisions: 0, corrections: 0, [kind]: records });
    },
    onSkipped: (kind) => metrics.skipped.inc({ kind }),
    onLag: (topic, partition, messages) => metrics.lag.set({ topic, partition: String(partition) }, messages),
    onMoved: () => metrics.lag.reset(),
    onIdle: () => metrics.storeTakesWrites(true),
    onFailure,
    log,
  });
}

function publishCorrections({ review, kafka, createClient, metrics, log }: ReviewerRoleParts): RunningOutbox {
  const tell = createTellOnce(log);
  return runOutbox(createClient('signalbox-corrections'), kafka.topics.corrections, {
    waiting: async (most) => {
      const waiting = await unpublishedCorrections(review.store(), most);
      metrics.outbox.set(waiting.length < most ? waiting.length : await countUnpublished(review.store()));
      return waiting;
    },
    published: async (ids) => {
      await markPublished(review.store(), ids);
      tell.worked('corrections are published again');
    },
    onFailure: (error) => {
      // A store that is down is told of by whoever fills it.
      const isStoreDown = error instanceof SignalboxError && error.code === 'STORE_UNREACHABLE';
      if (!isStoreDown) tell.failed('corrections wait to be published', error);
    },
  });
}

function isOpen(store: StoreAccess): boolean {
  try {
    return Boolean(store());
  } catch {
    return false;
  }
}
