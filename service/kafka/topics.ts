import { setTimeout as wait } from 'node:timers/promises';
import kafkajs, { type Kafka } from 'kafkajs';
import type { KafkaSettings, Topics } from '../config.ts';
import { SignalboxError } from '../errors.ts';

const mebibyte = 1024 * 1024;
/** How long new topics may take on a busy cluster. */
const settleMs = 60_000;

type ConfigEntry = { name: string; value: string };

/** A topic as we would create it. */
export interface TopicPlan {
  topic: string;
  numPartitions: number;
  configEntries: ConfigEntry[];
}

/** What comes of a ticket keeps its partition number, so these have at least the partitions of the inbound topic. */
const outputsOf = (topics: Topics) => [topics.routed, topics.escalated, topics.rejected];

/** What of an inbound topic that is there already the others have to fit. */
export interface ExistingInbound {
  partitions: number;
  settings: Map<string, string>;
}

/**
 * The topics with sane settings. What is written because of a message must never be refused for its size, so the limits
 * grow along the way: a dead letter is its message and some headers more.
 * @param existing the inbound topic, where it is there already
 */
export function planTopics(
  { topics, partitions }: Pick<KafkaSettings, 'topics' | 'partitions'>,
  existing?: ExistingInbound,
): TopicPlan[] {
  const ofOutputs = Math.max(partitions, existing?.partitions ?? 0);
  const largestDeadLetter = Math.max(8 * mebibyte, existing ? leastDeadLetterBytes(existing.settings) : 0);
  const plan = (topic: string, largestMessage: number, retentionDays: number, more: ConfigEntry[] = []): TopicPlan => ({
    topic,
    numPartitions: outputsOf(topics).includes(topic) ? ofOutputs : partitions,
    configEntries: [
      { name: 'cleanup.policy', value: 'delete' },
      { name: 'retention.ms', value: String(retentionDays * 24 * 3600 * 1000) },
      { name: 'max.message.bytes', value: String(largestMessage) },
      ...more,
    ],
  });
  return [
    // The limit is on compressed batches: stored uncompressed, it bounds what a dead letter has to carry.
    plan(topics.inbound, 4 * mebibyte, 7, [{ name: 'compression.type', value: 'uncompressed' }]),
    plan(topics.routed, 1 * mebibyte, 30),
    plan(topics.escalated, 4 * mebibyte, 7),
    plan(topics.rejected, largestDeadLetter, 30),
    // The broker's own time: the last correction wins, and a helpdesk's clock that is ahead is ahead in both times of its message.
    plan(topics.corrections, 1 * mebibyte, 30, [{ name: 'message.timestamp.type', value: 'LogAppendTime' }]),
  ];
}

/**
 * The least `max.message.bytes` of the rejected topic: a dead letter is larger than its message.
 * @param inbound settings of the inbound topic
 */
function leastDeadLetterBytes(inbound: Map<string, string>): number {
  const ofInbound = Number(inbound.get('max.message.bytes') ?? 0);
  // The limit is on what is stored: a message that came compressed by another codec may be larger in ours.
  return inbound.get('compression.type') === 'uncompressed' ? ofInbound + 16 * 1024 : 2 * ofInbound;
}

/**
 * Creates the topics that are missing, so that they fit an inbound topic that is there; those that exist are left alone.
 * @returns the names of the new ones
 */
export async function createTopics(
  kafka: Kafka,
  settings: Pick<KafkaSettings, 'topics' | 'partitions'>,
): Promise<string[]> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const existing = new Set(await admin.listTopics());
    if (Object.values(settings.topics).every((topic) => existing.has(topic))) return [];
    const { inbound } = settings.topics;
    const plans = planTopics(settings, existing.has(inbound) ? await lookAtInbound(admin, inbound) : undefined);
    const missing = plans.filter(({ topic }) => !existing.has(topic));
    const created = missing.map(({ topic }) => topic);
    // -1: the cluster's own default replication factor
    await admin.createTopics({
      waitForLeaders: false,
      timeout: settleMs,
      topics: missing.map((plan) => ({ ...plan, replicationFactor: -1 })),
    });
    await untilServed(admin, created);
    return created;
  } finally {
    await admin.disconnect();
  }
}

async function lookAtInbound(admin: ReturnType<Kafka['admin']>, topic: string): Promise<ExistingInbound> {
  const { topics: metadata } = await admin.fetchTopicMetadata({ topics: [topic] });
  const [settings = new Map<string, string>()] = await settingsOf(admin, [topic]);
  return { partitions: metadata[0]?.partitions.length ?? 0, settings };
}

/**
 * A new topic is there when the leader of each partition answers for it: metadata names leaders before they have taken
 * their partitions over, and kafkajs' own waiting gives up at the first such answer.
 */
async function untilServed(admin: ReturnType<Kafka['admin']>, topics: string[]): Promise<void> {
  const deadline = performance.now() + settleMs;
  for (;;) {
    try {
      const { topics: metadata } = await admin.fetchTopicMetadata({ topics });
      if (metadata.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0))) {
        for (const topic of topics) await admin.fetchTopicOffsets(topic);
        return;
      }
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    if (performance.now() > deadline) {
      throw new SignalboxError('TOPIC_MISSING', `the new topics ${topics.join(', ')} have no leader`, {
        remedy: 'look at the brokers',
      });
    }
    await wait(50);
  }
}

/**
 * Partition counts of all topics, after checking that they fit each other.
 * @throws SignalboxError TOPIC_MISSING, TOPIC_MISFIT
 */
export async function inspectTopics(kafka: Kafka, topics: Topics): Promise<Map<string, number>> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const names = Object.values(topics);
    const existing = new Set(await admin.listTopics());
    const missing = names.filter((name) => !existing.has(name));
    if (missing.length > 0) {
      throw new SignalboxError('TOPIC_MISSING', `the cluster has no topic ${missing.join(', ')}`, {
        remedy: 'create them: npx signalbox topics --create (or name yours by KAFKA_TOPIC_*)',
      });
    }
    const { topics: metadata } = await admin.fetchTopicMetadata({ topics: names });
    const counts = new Map(metadata.map(({ name, partitions }) => [name, partitions.length]));
    const inbound = counts.get(topics.inbound) ?? 0;
    const smaller = outputsOf(topics).filter((name) => (counts.get(name) ?? 0) < inbound);
    if (smaller.length > 0) {
      throw new SignalboxError(
        'TOPIC_MISFIT',
        `${topics.inbound} has ${inbound} partitions, more than ${smaller.join(', ')}; what comes of a ticket keeps its partition number`,
        { remedy: `give ${smaller.join(', ')} at least ${inbound} partitions` },
      );
    }
    const [ofInbound = new Map(), ofRejected] = await settingsOf(admin, [topics.inbound, topics.rejected]);
    const needed = leastDeadLetterBytes(ofInbound);
    const given = Number(ofRejected?.get('max.message.bytes'));
    if (given < needed) {
      throw new SignalboxError(
        'TOPIC_MISFIT',
        `${topics.rejected} takes messages of ${given} bytes and ${topics.inbound} of ${ofInbound.get('max.message.bytes')}: a dead letter is larger than its message`,
        { remedy: `raise max.message.bytes of ${topics.rejected} to at least ${needed}` },
      );
    }
    return counts;
  } finally {
    await admin.disconnect();
  }
}

/** Those settings of each topic that matter to us, by their names. */
export async function settingsOf(admin: ReturnType<Kafka['admin']>, names: string[]): Promise<Map<string, string>[]> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configNames: ['max.message.bytes', 'compression.type', 'cleanup.policy', 'message.timestamp.type'],
    })),
  });
  return names.map((name) => {
    const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
    return new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
  });
}
