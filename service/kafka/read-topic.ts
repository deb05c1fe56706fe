import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import { SignalboxError } from '../errors.ts';
import type { ConsumedMessage } from './consume-exactly-once.ts';
import { isPassing } from './rebalance-errors.ts';

export interface TopicToRead {
  topic: string;
  groupPrefix: string;
  /** How long coordinators are asked again that refuse; anew after each attempt that got on. */
  patienceMs?: number;
  /** How often it is looked whether messages that are waited for have been deleted or lost meanwhile. */
  lookAgainMs?: number;
}

type OnMessage = (message: ConsumedMessage) => void;

/** A coordinator has its groups loaded within seconds of its broker's start; one that has not after so long needs a person. */
const usualPatienceMs = 60_000;
const firstWaitMs = 250;
const longestWaitMs = 5_000;
const usualLookAgainMs = 5_000;

/**
 * Reads what a topic holds now, committed messages only, each once and each partition in its order. It joins no lasting group and
 * commits nothing.
 * @throws what `onMessage` throws; SignalboxError BROKER_UNREACHABLE while coordinators refuse; the broker's own errors
 */
export async function readTopic(
  kafka: Kafka,
  { topic, groupPrefix, patienceMs = usualPatienceMs, lookAgainMs = usualLookAgainMs }: TopicToRead,
  onMessage: OnMessage,
): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets(topic);
    const unread = new Map(
      offsets.flatMap(({ partition, low, high }) => (BigInt(low) < BigInt(high) ? [[partition, BigInt(high)]] : [])),
    );
    const read = new Map<number, bigint>();
    // What commits nothing reads from the beginning again after each attempt, and whenever its group is joined anew.
    let hasGotOn = false;
    const once: OnMessage = (message) => {
      const { partition } = message;
      const offset = BigInt(message.offset);
      if (offset < (read.get(partition) ?? 0n)) return;
      read.set(partition, offset + 1n);
      hasGotOn = true;
      onMessage(message);
    };
    let deadline = performance.now() + patienceMs;
    for (let waitMs = firstWaitMs; unread.size > 0; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      hasGotOn = false;
      try {
        await readAsMember(kafka, admin, { topic, groupPrefix, lookAgainMs }, unread, once);
      } catch (error) {
        if (!isPassing(error)) throw error;
        if (hasGotOn) {
          waitMs = firstWaitMs;
          deadline = performance.now() + patienceMs;
        }
        if (performance.now() + waitMs > deadline) throw await refusedBy(admin, topic, patienceMs, error);
        await wait(waitMs);
      }
    }
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** @param unread the end of each partition that has not been read so far; those that were are taken out */
async function readAsMember(
  kafka: Kafka,
  admin: Admin,
  { topic, groupPrefix, lookAgainMs }: TopicToRead,
  unread: Map<number, bigint>,
  onMessage: OnMessage,
): Promise<void> {
  const groupId = `${groupPrefix}-read-${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
    retry: { restartOnFailure: async () => false },
  });
  const reached = new Map<number, bigint>();
  let looking: NodeJS.Timeout | undefined;
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      // The last offsets of a topic of transactions are markers that no reader ever sees, but this event counts them.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
        reached.set(partition, BigInt(lastOffset) + 1n);
        if (BigInt(lastOffset) + 1n >= (unread.get(partition) ?? 0n)) unread.delete(partition);
        if (unread.size === 0) resolve();
      });
      looking = setInterval(async () => {
        const offsets = await admin.fetchTopicOffsets(topic).catch(() => []); // a broker that is away makes the reading fail as well
        for (const { partition, low, high } of offsets) {
          const end = unread.get(partition);
          if (end === undefined) continue;
          const left = BigInt(high) < end ? BigInt(high) : end; // a broker that has lost messages has nothing more to give
          if (BigInt(low) >= left || (reached.get(partition) ?? 0n) >= left) unread.delete(partition);
          else unread.set(partition, left);
        }
        if (unread.size === 0) resolve();
      }, lookAgainMs);
      consumer.on(consumer.events.CRASH, ({ payload: { error } }) => reject(error));
      consumer
        .run({
          autoCommit: false,
          eachMessage: async ({ partition, message }) => {
            try {
              onMessage({ ...message, topic, partition });
            } catch (error) {
              reject(error);
            }
          },
        })
        .catch(reject);
    });
  } finally {
    clearInterval(looking);
    await consumer.disconnect().catch(() => undefined);
    await admin.deleteGroups([groupId]).catch(() => undefined); // one that was never joined does not exist
  }
}

async function refusedBy(admin: Admin, topic: string, patienceMs: number, cause: unknown): Promise<SignalboxError> {
  const named = await admin.describeCluster().then(
    ({ brokers }) => brokers.map(({ host, port }) => `${host}:${port}`).join(', '),
    () => '',
  );
  return new SignalboxError(
    'BROKER_UNREACHABLE',
    `${topic} could not be read for ${patienceMs / 1000} s from the cluster ${named || 'of KAFKA_BROKERS'}: ${cause instanceof Error ? cause.message : cause}`,
    {
      cause,
      remedy:
        'try again when its brokers are all up; if it repeats, look at their logs for __consumer_offsets, whose partitions they load after a start',
    },
  );
}
