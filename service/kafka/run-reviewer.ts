import { setImmediate as breathe } from 'node:timers/promises';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import type { Topics } from '../config.ts';
import type { MessageKind, ReadMessage, TopicMessage } from '../review/read-message.ts';
import { holdsNothing } from '../review/store/holds-nothing.ts';
import type { Database } from '../review/store/open-store.ts';
import { type StoredRecord, writeRecords } from '../review/store/write-records.ts';
import { headerText } from './cloud-events.ts';
import type { CreateClient } from './connect.ts';
import { type BatchInHand, createGroupConsumer, type RunningConsumer } from './group-consumer.ts';
import { type Assigned, lookAtPlaces } from './places-in-log.ts';
import { findOutOfLog, tellOutOfLog } from './places-of-reviewer.ts';
import { createReadWhenInPlace } from './read-when-in-place.ts';
import { withHeartbeats } from './with-heartbeats.ts';

export interface ReviewerParts {
  groupPrefix: string;
  topics: Topics;
  createClient: CreateClient;
  read: (message: TopicMessage) => ReadMessage;
  /** Does the work as soon as the store takes it, trying again until the signal says that nobody waits any more. */
  withStore: <T>(work: (db: Database) => Promise<T>, signal: AbortSignal, onFailure: () => void) => Promise<T>;
  /** Told after each write. */
  onStored: (kind: MessageKind, records: number) => void;
  onSkipped: (kind: MessageKind) => void;
  /** Messages of a partition that are not in the store yet, the broker's own marks included; of those alone that this process has. */
  onLag: (topic: string, partition: number, messages: number) => void;
  /** The group is joined anew: partitions may have passed to others, and what was told of their lag does not hold any more. */
  onMoved: () => void;
  /** This member has no partition: what it could not write is another's to write now. */
  onIdle: () => void;
  /** Told once when the consumer cannot go on. */
  onFailure: (error: Error) => void;
  stallSeconds: number;
  log: Logger;
}

/** Written and committed together. Few, because PGlite writes on the thread that also routes. */
const messagesPerWrite = 100;
/** Reading and cleaning take a millisecond or so each; others must get a turn between. */
const messagesPerBreath = 10;
const latestTimeMs = Date.UTC(9999, 0);

export const reviewerGroup = (groupPrefix: string): string => `${groupPrefix}-reviewer`;

/**
 * The reviewer role: what lies on the topics is copied into the store. Offsets are committed after the write, and writes are
 * idempotent: a crash between the two costs a repetition. While the store is down the batch in hand waits.
 */
export async function runReviewer(parts: ReviewerParts): Promise<RunningConsumer> {
  const { topics, read, withStore, log } = parts;
  const groupId = reviewerGroup(parts.groupPrefix);
  const kinds = new Map<string, MessageKind>([
    [topics.inbound, 'tickets'],
    [topics.routed, 'decisions'],
    [topics.escalated, 'escalations'],
    [topics.rejected, 'rejections'],
    [topics.corrections, 'corrections'],
  ]);
  const group = createGroupConsumer({ ...parts, groupId, sessionTimeoutMs: 10_000, finishMs: 0 });
  const { consumer } = group;
  const place = { groupId, createClient: parts.createClient };
  let assigned: Assigned = {};
  let membership = {}; // anew with each
  let contentChecked: Promise<void> | undefined;

  const readWhenInPlace = createReadWhenInPlace(group, {
    find: (assigned) => findOutOfLog(place, assigned),
    onFound: async (places) => {
      for (const found of places) tellOutOfLog(found, log);
      // At once: a log that grows beyond the old place before anything is committed would make it look right.
      if (places.length > 0) await consumer.commitOffsets(places.map(toCommit));
    },
    log,
  });

  const moved = () => {
    membership = {};
    parts.onMoved();
  };
  consumer.on(consumer.events.REBALANCING, moved);
  consumer.on(consumer.events.CRASH, moved);
  // What is read without a message in it, the broker's marks and what transactions took back, is no batch of `eachBatch`.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { topic, partition, batchSize, offsetLag } }) => {
    if (batchSize === 0 && assigned[topic]?.includes(partition)) parts.onLag(topic, partition, Number(offsetLag));
  });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    assigned = payload.memberAssignment;
    moved();
    if (Object.values(assigned).every((partitions) => partitions.length === 0)) parts.onIdle();
    void readWhenInPlace.assigned(assigned);
    checkContent().catch(() => undefined); // whoever has a batch in hand asks again
  });

  await group.run([...kinds.keys()], { partitionsAtOnce: 4, eachBatch: storeBatch });

  /** The path of a batch. Piece after piece: read, write, and only then commit. */
  async function storeBatch(
    { batch, heartbeat, resolveOffset, commitOffsetsIfNecessary, isRunning, isStale }: EachBatchPayload,
    inHand: BatchInHand,
  ): Promise<void> {
    const { topic, partition } = batch;
    const kind = kinds.get(topic) as MessageKind;
    const own = membership;
    const tellLag = (lastStored: bigint) => {
      if (own === membership) parts.onLag(topic, partition, Number(BigInt(batch.highWatermark) - lastStored - 1n));
    };
    // A store that hangs is no consumer that does: the process goes on, and with it the routing beside this.
    const beat = async () => {
      await heartbeat();
      inHand.progressed();
    };
    tellLag(BigInt(batch.firstOffset() ?? batch.lastOffset()) - 1n);
    await withHeartbeats(beat, checkContent());
    for (let i = 0; i < batch.messages.length; i += messagesPerWrite) {
      if (!isRunning() || isStale()) return;
      const messages = batch.messages.slice(i, i + messagesPerWrite);
      const last = messages.at(-1) as KafkaMessage;
      await withHeartbeats(beat, store(kind, topic, partition, messages, inHand));
      if (isStale()) return;
      // Not by consumer.commitOffsets(), which does nothing any more once a stop has begun.
      const settled = last === batch.messages.at(-1) ? batch.lastOffset() : last.offset; // with the broker's marks behind it
      const committed = { partition, offset: (BigInt(settled) + 1n).toString() };
      await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [committed] }] });
      resolveOffset(last.offset);
      inHand.progressed();
      tellLag(BigInt(last.offset));
    }
    tellLag(BigInt(batch.lastOffset()));
  }

  async function store(
    kind: MessageKind,
    topic: string,
    partition: number,
    messages: readonly KafkaMessage[],
    { abandoned, progressed }: BatchInHand,
  ): Promise<void> {
    const records: (StoredRecord & { offset: string })[] = [];
    const skip = (offset: string, why: string) => {
      log.warn({ topic, partition, offset, why }, 'a message is left out of the store');
      parts.onSkipped(kind);
    };
    for (const [i, message] of messages.entries()) {
      if (i % messagesPerBreath === 0) await breathe();
      const { offset } = message;
      const found = read(asTopicMessage(kind, topic, partition, message));
      if (found?.kind === 'unreadable') skip(offset, found.why);
      else if (found) records.push({ ...found, offset });
    }
    const leftOut = await withStore((db) => writeRecords(db, records), abandoned, progressed);
    for (const { record, why } of leftOut) skip(record.offset, why);
    if (records.length > leftOut.length) parts.onStored(kind, records.length - leftOut.length);
  }

  /** Once, before anything is written; at the join already, for an empty store may have nothing new to wait for. */
  function checkContent(): Promise<void> {
    contentChecked ??= readAnewIntoAnEmptyStore().catch((error) => {
      contentChecked = undefined;
      throw error;
    });
    return contentChecked;
  }

  /**
   * The group remembers how far it was, and the store may be a new one: an embedded store on a disk that did not last, another
   * database. Then all is read again.
   */
  async function readAnewIntoAnEmptyStore(): Promise<void> {
    const waitOn = () => {
      for (const batch of group.inHand.values()) batch.progressed();
    };
    if (!(await withStore(holdsNothing, group.stopping, waitOn))) return;
    const beginnings = await beginningsOfAssigned();
    await consumer.commitOffsets(beginnings); // so that a crash before the end does not leave a gap
    for (const beginning of beginnings) consumer.seek(beginning); // makes batches that are in hand stale
  }

  async function beginningsOfAssigned() {
    for (;;) {
      const asked = assigned;
      const logs = await lookAtPlaces(place, asked);
      if (asked === assigned) return logs.map(({ low, ...of }) => toCommit({ ...of, offset: low }));
    }
  }

  return group;
}

const toCommit = ({ topic, partition, offset }: { topic: string; partition: number; offset: bigint }) => ({
  ...{ topic, partition },
  offset: `${offset}`,
});

function asTopicMessage(kind: MessageKind, topic: string, partition: number, message: KafkaMessage): TopicMessage {
  return {
    kind,
    source: { topic, partition, offset: Number(message.offset) },
    key: message.key,
    value: message.value,
    header: (name) => headerText(message.headers, name),
    // A producer may write any time, also one that no date and no database has.
    receivedAt: new Date(Math.min(Math.max(0, Number(message.timestamp)), latestTimeMs)),
  };
}
