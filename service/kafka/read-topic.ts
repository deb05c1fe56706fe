import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import type { ConsumedMessage } from './consume-exactly-once.ts';

/**
 * Reads what a topic holds now, committed messages only, each partition in its order. It joins no lasting group and commits nothing.
 * @throws what `onMessage` throws; the broker's own errors
 */
export async function readTopic(
  kafka: Kafka,
  { topic, groupPrefix }: { topic: string; groupPrefix: string },
  onMessage: (message: ConsumedMessage) => void,
): Promise<void> {
  const groupId = `${groupPrefix}-read-${randomUUID()}`;
  const admin = kafka.admin();
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
    retry: { restartOnFailure: async () => false },
  });
  try {
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets(topic);
    const unread = new Map(
      offsets.flatMap(({ partition, low, high }) => (BigInt(low) < BigInt(high) ? [[partition, BigInt(high)]] : [])),
    );
    if (unread.size === 0) return;
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      // The last offsets of a topic of transactions are markers that no reader ever sees, but this event counts them.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
        if (BigInt(lastOffset) + 1n >= (unread.get(partition) ?? 0n)) unread.delete(partition);
        if (unread.size === 0) resolve();
      });
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
    await consumer.disconnect().catch(() => undefined);
    await admin.deleteGroups([groupId]).catch(() => undefined); // one that was never joined does not exist
    await admin.disconnect().catch(() => undefined);
  }
}
