import kafkajs, { type Kafka } from 'kafkajs';
import type { Topics } from '../config.ts';
import type { HeldSince } from '../review/store/forget.ts';

/** The brokers delete while the service is stopped and reads again: so much of the retention is not counted on. */
const share = 0.9;

/** From when on the topics hold all that was sent, as far as their settings promise it. */
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
    const since = (topic: string): Date => {
      const entries = resources.find(({ resourceName }) => resourceName === topic)?.configEntries ?? [];
      return sinceOf(new Map(entries.map(({ configName, configValue }) => [configName, configValue])), now);
    };
    return {
      tickets: since(topics.inbound),
      decisions: since(topics.routed),
      escalations: since(topics.escalated),
      rejections: since(topics.rejected),
    };
  } finally {
    await admin.disconnect();
  }
}

/** @param settings of a topic; where they promise nothing that lies in the past, now */
export function sinceOf(settings: ReadonlyMap<string, string>, now: Date): Date {
  const isByTimeAlone = settings.get('cleanup.policy') === 'delete' && settings.get('retention.bytes') === '-1';
  const retentionMs = Number(settings.get('retention.ms') ?? 0);
  if (!isByTimeAlone) return now;
  return new Date(retentionMs < 0 ? 0 : Math.max(0, now.getTime() - share * retentionMs));
}
