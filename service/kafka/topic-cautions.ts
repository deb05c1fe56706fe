import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import type { Topics } from '../config.ts';
import { settingsOf } from './topics.ts';

const hour = 3600 * 1000;

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
    const forgotten = await offsetsRetentionMs(admin, brokers);
    const single = metadata.filter(({ partitions }) => partitions.some(({ replicas }) => replicas.length === 1));
    const having = (setting: string, isSuch: (value: string) => boolean) =>
      names.filter((_, i) => isSuch(settings[i]?.get(setting) ?? ''));
    const compacted = having('cleanup.policy', (policy) => policy.includes('compact'));
    // What a group has read and committed is read again once its offsets are forgotten.
    const lasting = (ms: number) => (ms < 0 ? Number.POSITIVE_INFINITY : ms);
    const outliving = having('retention.ms', (kept) => lasting(Number(kept)) > forgotten).filter((name) =>
      [topics.inbound, topics.escalated].includes(name),
    );
    const byOwnClock = having('message.timestamp.type', (type) => type === 'CreateTime').includes(topics.corrections);
    return [
      // A cluster of one broker has no other to keep a copy.
      brokers.length > 1 && single.length > 0
        ? `one broker alone keeps ${single.map(({ name }) => name).join(', ')}, and what it held is lost with it: raise the replication factor (3, with min.insync.replicas=2)`
        : '',
      compacted.length > 0
        ? `${compacted.join(', ')} is compacted, so that a message may be gone before it is read: set cleanup.policy=delete`
        : '',
      outliving.length > 0
        ? `the brokers forget how far a group has come ${forgotten / hour} hours after its last member left, and ${outliving.join(', ')} keeps tickets for longer: whoever starts after that decides them, and pays for them, a second time; raise offsets.retention.minutes of the brokers, or lower retention.ms`
        : '',
      byOwnClock
        ? `the last correction of a ticket is found by its sender's clock, which may be ahead: set message.timestamp.type=LogAppendTime on ${topics.corrections}`
        : '',
    ].filter(Boolean);
  } finally {
    await admin.disconnect();
  }
}

/** The shortest of all brokers; for ever where they do not say: not everybody may ask, and not every Kafka knows. */
async function offsetsRetentionMs(admin: Admin, brokers: readonly { nodeId: number }[]): Promise<number> {
  const configNames = ['offsets.retention.minutes'];
  const asked = brokers.map(({ nodeId }) => ({
    type: kafkajs.ConfigResourceTypes.BROKER,
    ...{ name: String(nodeId), configNames },
  }));
  const answered = await admin.describeConfigs({ includeSynonyms: false, resources: asked }).catch(() => undefined);
  const minutes = (answered?.resources ?? [])
    .flatMap(({ configEntries }) => configEntries)
    .filter(({ configName }) => configNames.includes(configName))
    .map(({ configValue }) => Number(configValue))
    .filter((value) => value > 0);
  return Math.min(...minutes) * 60_000;
}
