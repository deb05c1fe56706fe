import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import type { Topics } from '../config.ts';
import type { HeldSince } from '../review/store/forget.ts';

/** The brokers delete while the service is stopped and reads again: so much of the retention is not counted on. */
const share = 0.9;

/**
 * From when on the topics hold all that was sent: as their settings promise it, and as their logs bear it out. The settings alone
 * say nothing of what went before they were changed, nor of what lay on another cluster.
 */
export async function heldSince(kafka: Kafka, topics: Topics, now: Date): Promise<HeldSince> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [topics.inbound, topics.routed, topics.escalated, topics.rejected].map((name) => ({
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name,
        configNames: ['retention.ms', 'retention.bytes', 'cleanup.policy'],
      })),
    });
    const since = (topic: string): Promise<Date> => {
      const entries = resources.find(({ resourceName }) => resourceName === topic)?.configEntries ?? [];
      const settings = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
      return heldInLog(admin, topic, promisedSince(settings, now), now);
    };
    return {
      tickets: await since(topics.inbound),
      decisions: await since(topics.routed),
      escalations: await since(topics.escalated),
      rejections: await since(topics.rejected),
    };
  } finally {
    await admin.disconnect();
  }
}

/** @param settings of a topic; where they promise nothing that lies in the past, now */
export function promisedSince(settings: ReadonlyMap<string, string>, now: Date): Date {
  const isByTimeAlone = settings.get('cleanup.policy') === 'delete' && settings.get('retention.bytes') === '-1';
  const retentionMs = Number(settings.get('retention.ms') ?? 0);
  if (!isByTimeAlone) return now;
  return new Date(retentionMs < 0 ? 0 : Math.max(0, now.getTime() - share * retentionMs));
}

/**
 * The first moment after `from` from which on no partition lacks a record: each has an older one. A partition that was never
 * written lacks none, in a topic that was: tickets may be few. One of which all is deleted may lack any, and so may a new topic.
 */
async function heldInLog(admin: Admin, topic: string, from: Date, now: Date): Promise<Date> {
  const written = (await admin.fetchTopicOffsets(topic)).filter(({ high }) => BigInt(high) > 0n);
  if (written.length === 0 || written.some(({ low, high }) => low === high)) return now;
  const oldest = new Map(written.map(({ partition, low }) => [partition, BigInt(low)]));
  const isHeldSince = async (timestampMs: number) => {
    const first = await admin.fetchTopicOffsetsByTimestamp(topic, timestampMs); // the end, where nothing is so young
    return first.every(({ partition, offset }) => BigInt(offset) > (oldest.get(partition) ?? -1n));
  };
  // Kafka knows the offset of a time, not the time of an offset: it is found in some forty questions.
  let [earliest, latest] = [from.getTime(), now.getTime()];
  while (earliest < latest) {
    const middle = Math.floor((earliest + latest) / 2);
    if (await isHeldSince(middle)) latest = middle;
    else earliest = middle + 1;
  }
  return new Date(latest);
}
