import type { Consumer, EachBatchPayload } from 'kafkajs';
import { SignalboxError } from '../errors.ts';
import { type BatchLeave, createBatchLeave } from './batch-leave.ts';
import type { CreateClient } from './connect.ts';
import { rebalanceIn } from './rebalance-errors.ts';
import { createWatchdog } from './watchdog.ts';

export interface GroupConsumerOptions {
  groupId: string;
  createClient: CreateClient;
  sessionTimeoutMs: number;
  /** How long a stop or a rebalance waits for work in hand; below the group's rebalance timeout of 30 s. */
  finishMs: number;
  /** The most that is read of a partition at once; a message or a batch of its producer that is larger comes alone. Default 1 MiB. */
  maxBytesPerPartition?: number;
  /** Told once when the consumer cannot go on; the process should exit, so that a supervisor restarts it. */
  onFailure: (error: Error) => void;
  stallSeconds: number;
}

export interface RunningConsumer {
  /** Whether it is a member of its group now. */
  isReady(): boolean;
  /** Waits for what is in hand as long as `finishMs` lets it, commits what is done by then and leaves the group. */
  stop(): Promise<void>;
}

/** How a batch in hand is left, and how it tells the watchdog that it gets on. */
export type BatchInHand = BatchLeave & { progressed(): void };

export interface GroupConsumer extends RunningConsumer {
  consumer: Consumer;
  /** Aborted by the stop. */
  stopping: AbortSignal;
  /** By topic and partition; see `placeOf`. */
  inHand: ReadonlyMap<string, BatchInHand>;
  fail(error: Error): void;
  /**
   * Joins the group. Nothing is committed or resolved but by `eachBatch`; what it throws makes kafkajs join anew or read the
   * batch again, and is of no interest once the consumer stops.
   * @throws what the broker answers; then nothing is left running
   */
  run(topics: string[], options: RunOptions): Promise<void>;
}

export interface RunOptions {
  partitionsAtOnce: number;
  eachBatch: (payload: EachBatchPayload, inHand: BatchInHand) => Promise<void>;
}

const heartbeatEveryMs = 1_500;

export const placeOf = (topic: string, partition: number): string => `${topic}/${partition}`;

/** A member of a consumer group that crashes, stalls and stops in the one way that all roles have. */
export function createGroupConsumer(options: GroupConsumerOptions): GroupConsumer {
  const { groupId, createClient, sessionTimeoutMs, finishMs, maxBytesPerPartition, stallSeconds } = options;
  const stopping = new AbortController();
  const inHand = new Map<string, BatchInHand>();
  let isMember = false;
  /** Of one membership, anew with each: why the first batch left it. */
  let membership: { leftFor?: unknown } = {};
  let failed = false;

  const beats = createBeatInterval(heartbeatEveryMs);
  const consumer = createClient(`${groupId}-consumer`).consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: beats.interval,
    rebalanceTimeout: 30_000,
    maxWaitTimeInMs: 250,
    ...(maxBytesPerPartition === undefined ? {} : { maxBytesPerPartition }),
    allowAutoTopicCreation: false,
    retry: {
      initialRetryTime: 100,
      maxRetryTime: 3_000,
      retries: 8,
      restartOnFailure: async () => !stopping.signal.aborted,
    },
  });
  const fail = (error: Error) => {
    if (failed || stopping.signal.aborted) return;
    failed = true;
    options.onFailure(error);
  };
  const watchdog = createWatchdog(stallSeconds, () =>
    fail(
      new SignalboxError('NO_PROGRESS', `${groupId} has neither read nor got on for ${stallSeconds} s`, {
        remedy: 'let a supervisor restart the process; if it repeats, look at the broker (signalbox doctor)',
      }),
    ),
  );
  consumer.on(consumer.events.HEARTBEAT, beats.beaten);
  consumer.on(consumer.events.FETCH, watchdog.read);
  consumer.on(consumer.events.REBALANCING, () => {
    isMember = false;
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    isMember = false;
    if (!payload.restart) fail(payload.error);
  });
  consumer.on(consumer.events.GROUP_JOIN, () => {
    isMember = true;
    membership = {};
  });

  async function handled(payload: EachBatchPayload, eachBatch: RunOptions['eachBatch']): Promise<void> {
    // kafkajs joins anew only when all batches of its last read are done with: those that waited for their turn must not begin then.
    const own = membership;
    if (own.leftFor !== undefined && !stopping.signal.aborted) throw own.leftFor;
    const place = placeOf(payload.batch.topic, payload.batch.partition);
    const leave = createBatchLeave(stopping.signal, finishMs);
    const batch: BatchInHand = {
      ...leave,
      leave: (reason) => {
        own.leftFor ??= reason;
        leave.leave(reason);
      },
      // What is abandoned goes on for a moment, and must not look like a batch in hand.
      progressed: () => {
        if (!leave.abandoned.aborted) watchdog.worked(place);
      },
    };
    inHand.set(place, batch);
    watchdog.worked(place);
    try {
      await eachBatch(payload, batch);
    } catch (error) {
      // kafkajs looks at the type alone, and its own retries wrap it away: it would crash instead of joining anew.
      const rebalance = rebalanceIn(error);
      own.leftFor ??= rebalance;
      if (!stopping.signal.aborted) throw rebalance ?? error;
    } finally {
      leave.end(); // what was begun is not waited for
      inHand.delete(place);
      watchdog.rested(place);
    }
  }

  return {
    consumer,
    stopping: stopping.signal,
    inHand,
    fail,
    isReady: () => isMember,
    async run(topics, { partitionsAtOnce, eachBatch }) {
      try {
        await consumer.connect();
        await consumer.subscribe({ topics, fromBeginning: true });
        await consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: partitionsAtOnce,
          eachBatch: (payload) => handled(payload, eachBatch),
        });
      } catch (error) {
        watchdog.stop();
        await consumer.disconnect().catch(() => undefined);
        throw error;
      }
    },
    async stop() {
      stopping.abort(new SignalboxError('STOPPING', 'the service is stopping'));
      watchdog.stop();
      await consumer.stop();
      await consumer.disconnect();
    },
  };
}

/**
 * kafkajs adds the interval to the wall clock's time of the last beat: where that clock is set back, nothing would be due for as
 * long as that, and the member be expelled. So it gets one that is over at once when a monotonic clock says so, and never before.
 */
function createBeatInterval(everyMs: number): { interval: number; beaten: () => void } {
  let lastMs = Number.NEGATIVE_INFINITY;
  const interval = {
    valueOf: () => (performance.now() - lastMs >= everyMs ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY),
  };
  return {
    interval: interval as unknown as number,
    beaten: () => {
      lastMs = performance.now();
    },
  };
}
