import { setTimeout as wait } from 'node:timers/promises';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import type { KafkaSettings, Topics } from '../config.ts';
import { SignalboxError } from '../errors.ts';
import { mostSentBytes } from './bounded-sends.ts';

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

/** What of a topic that is there already the new ones have to fit. */
export interface ExistingTopic {
  partitions: number;
  settings: Map<string, string>;
}

/**
 * The topics with sane settings. What is written because of a message must never be refused for its size, so the limits
 * grow along the way: a dead letter is its message and some headers more.
 * @param existing those that are there already, by their names
 * @throws SignalboxError TOPIC_MISFIT when no inbound topic would fit them
 */
export function planTopics(
  { topics, partitions }: Pick<KafkaSettings, 'topics' | 'partitions'>,
  existing: ReadonlyMap<string, ExistingTopic> = new Map(),
): TopicPlan[] {
  const inbound = existing.get(topics.inbound);
  const ofOutputs = Math.max(partitions, inbound?.partitions ?? 0);
  const ofInbound = Math.min(
    partitions,
    ...outputsOf(topics).map((topic) => existing.get(topic)?.partitions ?? partitions),
  );
  const partitionsOf = (topic: string) => {
    if (topic === topics.inbound) return ofInbound;
    return outputsOf(topics).includes(topic) ? ofOutputs : partitions;
  };
  const largestDeadLetter = Math.max(8 * mebibyte, inbound ? leastDeadLetterBytes(inbound.settings) : 0);
  const plan = (topic: string, largestMessage: number, retentionDays: number, more: ConfigEntry[] = []): TopicPlan => ({
    topic,
    numPartitions: partitionsOf(topic),
    configEntries: [
      { name: 'cleanup.policy', value: 'delete' },
      { name: 'retention.ms', value: String(retentionDays * 24 * 3600 * 1000) },
      { name: 'max.message.bytes', value: String(largestMessage) },
      ...more,
    ],
  });
  return [
    // The limit is on compressed batches: stored uncompressed, it bounds what a dead letter has to carry.
    plan(topics.inbound, inbound ? 4 * mebibyte : largestTicketBeside(topics.rejected, existing), 7, [
      { name: 'compression.type', value: 'uncompressed' },
    ]),
    plan(topics.routed, 1 * mebibyte, 30),
    plan(topics.escalated, 4 * mebibyte, 7),
    plan(topics.rejected, largestDeadLetter, 30),
    // The broker's own time: the last correction wins, and a helpdesk's clock that is ahead is ahead in both times of its message.
    plan(topics.corrections, 1 * mebibyte, 30, [{ name: 'message.timestamp.type', value: 'LogAppendTime' }]),
  ];
}

/** How much more a dead letter has than its message: headers. */
const deadLetterBytes = 16 * 1024;

/** The `max.message.bytes` of a new inbound topic: its dead letters have to fit the rejected topic, where that is there already. */
function largestTicketBeside(rejected: string, existing: ReadonlyMap<string, ExistingTopic>): number {
  const given = existing.get(rejected)?.settings.get('max.message.bytes');
  const largest = Math.min(4 * mebibyte, Number(given || Number.POSITIVE_INFINITY) - deadLetterBytes);
  if (largest >= mostSentBytes) return largest;
  throw new SignalboxError(
    'TOPIC_MISFIT',
    `${rejected} takes messages of ${given} bytes: an inbound topic whose dead letters fit would take hardly a ticket`,
    { remedy: `raise max.message.bytes of ${rejected} (${8 * mebibyte} as we create it), and run this again` },
  );
}

/**
 * The least `max.message.bytes` of the rejected topic: a dead letter is larger than its message.
 * @param inbound settings of the inbound topic
 */
function leastDeadLetterBytes(inbound: Map<string, string>): number {
  const ofInbound = Number(inbound.get('max.message.bytes') ?? 0);
  // The limit is on what is stored: a message that came compressed by another codec may be larger in ours.
  return inbound.get('compression.type') === 'uncompressed' ? ofInbound + deadLetterBytes : 2 * ofInbound;
}

/**
 * Creates the topics that are missing, so that they fit those that exist, which are left alone.
 * @returns the names of the new ones
 * @throws SignalboxError: see planTopics
 */
export async function createTopics(
  kafka: Kafka,
  settings: Pick<KafkaSettings, 'topics' | 'partitions'>,
): Promise<string[]> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const listed = new Set(await admin.listTopics());
    const names = Object.values(settings.topics);
    if (names.every((topic) => listed.has(topic))) return [];
    const existing = await lookAt(
      admin,
      names.filter((topic) => listed.has(topic)),
    );
    const missing = planTopics(settings, existing).filter(({ topic }) => !existing.has(topic));
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

async function lookAt(admin: Admin, names: string[]): Promise<Map<string, ExistingTopic>> {
  if (names.length === 0) return new Map();
  const { topics: metadata } = await admin.fetchTopicMetadata({ topics: names });
  const settings = await settingsOf(admin, names);
  const partitions = new Map(metadata.map(({ name, partitions }) => [name, partitions.length]));
  return new Map(
    names.map((name, i) => [name, { partitions: partitions.get(name) ?? 0, settings: settings[i] ?? new Map() }]),
  );
}

/**
 * A new topic is there when the leader of each partition answers for it: metadata names leaders before they have taken
 * their partitions over, and kafkajs' own waiting gives up at the first such answer.
 */
async function untilServed(admin: Admin, topics: string[]): Promise<void> {
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
 * @param written those that this process writes; how much others take is no matter of its own
 * @throws SignalboxError TOPIC_MISSING, TOPIC_MISFIT
 */
export async function inspectTopics(
  kafka: Kafka,
  topics: Topics,
  written: readonly string[] = [...outputsOf(topics), topics.corrections],
): Promise<Map<string, number>> {
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
    await assertTakesDeadLetters(admin, topics, written);
    await assertTakesSends(admin, written);
    return counts;
  } finally {
    await admin.disconnect();
  }
}

type Settings = Map<string, string | null>;

/** Undefined where the cluster does not tell. */
const largestMessageOf = (settings: Settings | undefined): number | undefined =>
  Number(settings?.get('max.message.bytes') || Number.NaN) || undefined;

async function assertTakesDeadLetters(admin: Admin, { inbound, rejected }: Topics, written: readonly string[]) {
  if (!written.includes(rejected)) return;
  const [ofInbound = new Map(), ofRejected] = await settingsIfAllowed(admin, [inbound, rejected]);
  const needed = leastDeadLetterBytes(ofInbound);
  const given = largestMessageOf(ofRejected);
  if (given === undefined || given >= needed) return;
  throw new SignalboxError(
    'TOPIC_MISFIT',
    `${rejected} takes messages of ${given} bytes and ${inbound} of ${ofInbound.get('max.message.bytes')}: a dead letter is larger than its message`,
    { remedy: `raise max.message.bytes of ${rejected} to at least ${needed}` },
  );
}

const codesOfMissingRights = [29, 30]; // of a topic, of a group

/** Who may write to a topic need not be allowed to look at its settings; `topicCautions` tells of that. */
const settingsIfAllowed = (admin: Admin, names: readonly string[]) =>
  settingsOf(admin, names).catch((error) => {
    if (codesOfMissingRights.includes(error.code)) return [];
    throw error;
  });

async function assertTakesSends(admin: Admin, written: readonly string[]) {
  const settings = await settingsIfAllowed(admin, written);
  const tooSmall = written.filter((_, i) => (largestMessageOf(settings[i]) ?? mostSentBytes) < mostSentBytes);
  if (tooSmall.length === 0) return;
  throw new SignalboxError(
    'TOPIC_MISFIT',
    `${tooSmall.join(', ')} takes less than ${mostSentBytes} bytes at once, and so much may be written together: tickets would stay undecided for ever`,
    { remedy: `raise max.message.bytes of ${tooSmall.join(', ')} to at least ${mebibyte}` },
  );
}

/** Those settings of each topic that matter to us, by their names. */
export async function settingsOf(admin: Admin, names: readonly string[]): Promise<Map<string, string>[]> {
  if (names.length === 0) return []; // kafkajs refuses to ask for nothing
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configNames: [
        'max.message.bytes',
        'compression.type',
        'cleanup.policy',
        'message.timestamp.type',
        'retention.ms',
      ],
    })),
  });
  return names.map((name) => {
    const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
    return new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
  });
}
