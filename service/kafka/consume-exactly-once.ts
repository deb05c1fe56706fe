import kafkajs, { type EachBatchPayload, type Kafka, type KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import { SignalboxError } from '../errors.ts';
import { type BatchInHand, createGroupConsumer, type RunningConsumer } from './group-consumer.ts';
import { createOwnedPartitions } from './owned-partitions.ts';
import type { OutboundRecord, PartitionProducer } from './partition-producer.ts';
import { assertInLog, findPlaces, type PlaceInLog } from './places-in-log.ts';
import { createReadWhenInPlace } from './read-when-in-place.ts';
import { FencedError, isFenced, rebalanceIn } from './rebalance-errors.ts';
import { withHeartbeats } from './with-heartbeats.ts';

const { KafkaJSError } = kafkajs; // its CommonJS build hides this name from ESM imports

/** A message with its place. */
export type ConsumedMessage = KafkaMessage & { topic: string; partition: number };

/** What a handler works with beside its messages. */
export interface HandlingContext {
  partition: number;
  /** Aborted when nothing new is to be begun; what was begun is waited for up to `finishMs`. */
  leaving: AbortSignal;
  /** Aborted when the work is not waited for any more. */
  signal: AbortSignal;
  /** Kept beside the partition's offset for whoever owns it next; see `PartitionProducer.note`. `position` is that offset. */
  note: { text: string; readonly position: bigint; save(text: string): Promise<void> };
  /** Tells the watchdog that slow work gets on. */
  progressed(): void;
}

export interface ExactlyOnceOptions {
  groupId: string;
  topic: string;
  createClient: (clientId: string) => Kafka;
  partitionCounts: ReadonlyMap<string, number>;
  /** See `PartitionProducerParts`. */
  mostSentTo?: Readonly<Record<string, number>>;
  /** Topics whose partitions are looked at before anything is handled, which may cost money. Default: when they are written to. */
  outputs?: readonly string[];
  /**
   * Turns messages into the records that settle them, one for each message in their order; once `leaving` is aborted, perhaps
   * only for the first of them, and these are committed without the others. Called before the transaction opens and possibly
   * again for the same messages after a crash or a rebalance, so what it does beside its result must bear being done twice.
   */
  handle: (messages: ConsumedMessage[], context: HandlingContext) => Promise<OutboundRecord[]>;
  /** The note that a commit is to keep, asked when it is made; undefined: the one that is there. */
  noteAtCommit?: (context: HandlingContext) => string | undefined;
  /** Messages that are committed together. */
  messagesPerTransaction?: number;
  /** Transactions whose messages are handled while an earlier one is still in hand; they are committed in order all the same. */
  handledAhead?: number;
  /**
   * How long a stop or a rebalance waits for work in hand, where doing it again costs more than the wait; below the group's
   * rebalance timeout of 30 s. Default 0: it is dropped and done again by the next owner.
   */
  finishMs?: number;
  /** See `GroupConsumerOptions`. Nothing more is read from a broker until all that was read from it is settled. */
  maxBytesPerPartition?: number;
  /** Told after each commit. */
  onCommitted?: (records: readonly OutboundRecord[]) => void;
  /** Told once when the consumer cannot go on; the process should exit, so that a supervisor restarts it. */
  onFailure: (error: Error) => void;
  stallSeconds: number;
  log: Logger;
}

// Small enough that a stop finds little in hand, large enough that a transaction's 20-30 ms do not count.
const usualPerTransaction = 128;
// The first of a batch is small: somebody waits for its outcome, and it costs one transaction more in a thousand tickets.
const messagesInFirstTransaction = 8;
const mostFailuresInARow = 8;
const sessionTimeoutMs = 8_000;

/**
 * Reads a topic, settles each message by records on other topics, and commits both in one transaction per chunk:
 * a read-committed reader sees each message's records exactly once, whatever crashes, pauses or rebalances.
 */
export async function consumeExactlyOnce(options: ExactlyOnceOptions): Promise<RunningConsumer> {
  const { topic, log, messagesPerTransaction = usualPerTransaction, handledAhead = 1, finishMs = 0 } = options;
  const group = createGroupConsumer({ ...options, sessionTimeoutMs, finishMs });
  const { consumer } = group;
  const owned = createOwnedPartitions(group, options);
  const failuresInARow = new Map<number, number>();
  const readWhenInPlace = createReadWhenInPlace(group, {
    find: (assigned) => findPlaces(options, assigned[topic] ?? [], owned.lastPlaceOf),
    onFound: (places) => places.forEach(warnOfOvertaken),
    log,
  });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    // kafkajs joins anew without a word to batches of other brokers that are in hand: what of them is begun is finished.
    if (finishMs > 0) for (const { leave } of group.inHand.values()) leave(new Error('the group was joined anew'));
    void readWhenInPlace.assigned(payload.memberAssignment);
  });

  await group.run([topic], {
    partitionsAtOnce: 6,
    eachBatch: async (payload, inHand) => {
      const { partition } = payload.batch;
      // Read before the group was joined anew, and waiting for its turn since: somebody else's by now, or read again from where it is settled.
      if (!owned.isAssigned(partition) || readWhenInPlace.isWaiting() || payload.isStale()) return;
      try {
        const producer = await owned.ownerOf(partition, payload.heartbeat);
        if (!producer) return; // joined anew meanwhile
        try {
          await settleBatch(payload, inHand, producer);
        } catch (error) {
          if (!owned.isOwner(partition, producer)) return; // joined anew meanwhile: it is read and claimed again
          owned.disown(partition, producer);
          throw error;
        } finally {
          if (!owned.isOwner(partition, producer)) await producer.close();
        }
      } catch (error) {
        throw group.stopping.aborted ? error : afterFailure(partition, error);
      }
    },
  });

  /** The path of a batch. Chunk after chunk: settle, publish and commit in one transaction, and only then go on. */
  async function settleBatch(
    { batch, heartbeat, resolveOffset, isRunning, isStale }: EachBatchPayload,
    { leaving, abandoned, leave, progressed }: BatchInHand,
    producer: PartitionProducer,
  ): Promise<void> {
    const { partition } = batch;
    const first = BigInt(batch.firstOffset() ?? '0');
    if (producer.position !== null && first < producer.position) {
      if (producer.position > BigInt(batch.highWatermark))
        await assertStillInLog(producer, partition, producer.position);
      // Read before the former owner's last commit became visible: its work is done.
      consumer.seek({ topic, partition, offset: producer.position.toString() });
      return;
    }
    producer.position ??= first; // nothing was committed yet, and the topic is read from its beginning
    const chunks = chunksOf(
      batch.messages.map((message) => ({ ...message, topic, partition })),
      messagesPerTransaction,
    );
    const context: HandlingContext = {
      partition,
      leaving,
      signal: abandoned,
      note: {
        text: producer.note,
        get position() {
          return producer.position ?? first;
        },
        save: (text) => producer.saveNote(text),
      },
      progressed,
    };
    // What has begun can still be committed, until somebody else claims the partition: that fences this producer.
    const beat = () =>
      heartbeat().catch((error) => {
        if (finishMs === 0 || rebalanceIn(error)?.type !== 'REBALANCE_IN_PROGRESS') throw error;
        leave(error);
      });
    const upcoming: Promise<OutboundRecord[]>[] = [];
    for (const [i, chunk] of chunks.entries()) {
      // The next ones are worked on while this one is waited for and committed.
      const begun = leaving.aborted ? upcoming.length : i + 1 + handledAhead;
      for (const ahead of chunks.slice(upcoming.length, begun)) upcoming.push(startHandling(ahead, context));
      const handling = upcoming[i];
      if (!handling) break;
      const records = await withHeartbeats(beat, handling);
      // Where the group was joined anew meanwhile, what is left is read and claimed again.
      const isOwner = owned.isOwner(partition, producer);
      if (!isOwner && finishMs === 0) return;
      if (isOwner && isStale()) return;
      const last = chunk[records.length - 1];
      if (!last) break;
      // Behind the last message may lie marks of transactions, which are settled with it: or it would look like lag for ever.
      const isAll = chunk === chunks.at(-1) && records.length === chunk.length;
      const settled = BigInt(isAll ? batch.lastOffset() : last.offset);
      await producer.publish(records, settled + 1n, () => options.noteAtCommit?.(context));
      if (isOwner) resolveOffset(last.offset); // otherwise another place may be read already
      failuresInARow.delete(partition);
      progressed();
      options.onCommitted?.(records);
      if (records.length < chunk.length) break;
      if (!leaving.aborted) {
        if (!isRunning()) return;
        await beat();
      }
    }
    if (!leaving.aborted || group.stopping.aborted || !owned.isOwner(partition, producer)) return;
    throw leaving.reason; // kafkajs rejoins by it
  }

  function startHandling(chunk: ConsumedMessage[], context: HandlingContext): Promise<OutboundRecord[]> {
    const handled = options.handle(chunk, context);
    handled.catch(() => undefined); // reported where it is awaited, if the batch gets so far
    return handled;
  }

  async function assertStillInLog(producer: PartitionProducer, partition: number, position: bigint): Promise<void> {
    try {
      await assertInLog(options, partition, position);
    } catch (error) {
      // The log may have been cut while this member read it, and kafkajs has written over the place then.
      if (error instanceof SignalboxError) await producer.saveNote(producer.note).catch(() => undefined);
      throw error;
    }
  }

  function warnOfOvertaken({ partition, offset, settledBefore }: PlaceInLog): void {
    if (offset === settledBefore) return;
    log.warn(
      { topic, partition, settledBefore: `${settledBefore}`, firstLeft: `${offset}` },
      'what lay between was deleted, tickets that nobody had read or only marks of transactions; what is left is read',
    );
  }

  /** What kafkajs is told: it looks at the type alone, and takes rebalance errors only untouched. */
  function afterFailure(partition: number, error: unknown): unknown {
    const rebalance = rebalanceIn(error);
    if (rebalance) return rebalance;
    if (isFenced(error)) return new FencedError();
    const failures = (failuresInARow.get(partition) ?? 0) + 1;
    failuresInARow.set(partition, failures);
    const cause = error instanceof Error ? error : new Error(String(error));
    const hopeless = error instanceof SignalboxError && !error.retryable;
    if (hopeless || failures > mostFailuresInARow) group.fail(cause);
    log.warn({ err: cause, topic, partition, failuresInARow: failures }, 'a batch was not settled; it is read again');
    return hopeless ? Object.assign(new KafkaJSError(cause), { retriable: false }) : new KafkaJSError(cause);
  }

  return {
    isReady: group.isReady,
    async stop() {
      try {
        await group.stop();
      } finally {
        await owned.dropAll();
      }
    },
  };
}

function chunksOf(messages: ConsumedMessage[], size: number): ConsumedMessage[][] {
  const firstSize = Math.min(size, messagesInFirstTransaction);
  const chunks = [messages.slice(0, firstSize)];
  for (let i = firstSize; i < messages.length; i += size) chunks.push(messages.slice(i, i + size));
  return chunks;
}
