import type { Kafka } from 'kafkajs';
import type { Topics } from '../config.ts';
import { settingsOf } from './topics.ts';

/** What the service can work with, and an operator should know: settings of the topics that can lose what nobody wants to lose. */
export async function topicCautions(kafka: Kafka, topics: Topics): Promise<string[]> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const names = Object.values(topics);
    const [{ brokers }, { topics: metadata }, settings] = await Promise.all([
      admin.describeCluster(),
      admin.fetchTopicMetadata({ topics: names }),
      settingsOf(admin, names),
    ]);
    const single = metadata.filter(({ partitions }) => partitions.some(({ replicas }) => replicas.length === 1));
    const having = (setting: string, isSuch: (value: string) => boolean) =>
      names.filter((_, i) => isSuch(settings[i]?.get(setting) ?? ''));
    const compacted = having('cleanup.policy', (policy) => policy.includes('compact'));
    const byOwnClock = having('message.timestamp.type', (type) => type === 'CreateTime').includes(topics.corrections);
    return [
      // A cluster of one broker has no other to keep a copy.
      brokers.length > 1 && single.length > 0
        ? `one broker alone keeps ${single.map(({ name }) => name).join(', ')}, and what it held is lost with it: raise the replication factor (3, with min.insync.replicas=2)`
        : '',
      compacted.length > 0
        ? `${compacted.join(', ')} is compacted, so that a message may be gone before it is read: set cleanup.policy=delete`
        : '',
      byOwnClock
        ? `the last correction of a ticket is found by its sender's clock, which may be ahead: set message.timestamp.type=LogAppendTime on ${topics.corrections}`
        : '',
    ].filter(Boolean);
  } finally {
    await admin.disconnect();
  }
}
