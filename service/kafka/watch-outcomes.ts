import type { Kafka, KafkaMessage } from 'kafkajs';
import type { Topics } from '../config.ts';
import type { RejectionReason } from '../contracts/rejection.ts';
import { pastRoutingEventSchema, type RoutingEvent } from '../contracts/routing-event.ts';
import { headerText } from './cloud-events.ts';

export type WatchedOutcome =
  | { kind: 'decided'; event: RoutingEvent }
  | { kind: 'rejected'; key: string; reason: RejectionReason; detail: string };

/**
 * Tells of outcomes published from now on, as they are committed. It joins no lasting group and commits nothing: whenever its group is
 * joined anew, or its place is out of its log, outcomes are told again. For showing, not for counting on.
 */
export async function watchOutcomes(
  kafka: Kafka,
  { topics, groupPrefix }: { topics: Pick<Topics, 'routed' | 'rejected'>; groupPrefix: string },
  onOutcome: (outcome: WatchedOutcome) => void,
): Promise<{ stop: () => Promise<void> }> {
  const watched = [topics.routed, topics.rejected];
  const groupId = `${groupPrefix}-watch-${process.pid}-${Date.now()}`;
  const admin = kafka.admin();
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  const stop = async () => {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  };
  try {
    await admin.connect();
    // The ends are read before the caller publishes: "latest" is only looked up at the first fetch, which may be too late.
    const ends = await Promise.all(
      watched.map(async (topic) => ({ topic, partitions: await admin.fetchTopicOffsets(topic) })),
    );
    await consumer.connect();
    await consumer.subscribe({ topics: watched, fromBeginning: true });
    // `run` may come back before the group is joined, when its coordinator was not there at first, and joins again by itself.
    const joined = new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
        if (!restart) reject(error);
      });
      consumer.on(consumer.events.GROUP_JOIN, () => {
        for (const { topic, partitions } of ends) {
          for (const { partition, high } of partitions) consumer.seek({ topic, partition, offset: high });
        }
        resolve();
      });
    });
    joined.catch(() => undefined); // told where it is awaited, if it comes so far
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ topic, message }) => {
        const outcome = topic === topics.routed ? decided(message) : rejected(message);
        if (outcome) onOutcome(outcome);
      },
    });
    await joined;
    return { stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** What others write to the topic is no decision. */
function decided({ value }: KafkaMessage): WatchedOutcome | undefined {
  try {
    return { kind: 'decided', event: pastRoutingEventSchema.parse(JSON.parse(value?.toString('utf8') ?? '')) };
  } catch {
    return undefined;
  }
}

function rejected({ key, headers }: KafkaMessage): WatchedOutcome {
  return {
    kind: 'rejected',
    key: key?.toString() ?? '',
    reason: headerText(headers, 'signalbox-reason') as RejectionReason,
    detail: headerText(headers, 'signalbox-detail') ?? '',
  };
}
