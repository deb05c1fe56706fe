import { randomBytes } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { describe, expect, inject, it } from 'vitest';
import { readConfig, type Topics } from '../../service/config.ts';
import { createKafka } from '../../service/kafka/connect.ts';
import { createTopics, inspectTopics, settingsOf } from '../../service/kafka/topics.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { until } from '../support/until.ts';

/** A cluster that names leaders at once but whose partitions answer only from the third question on, as real ones do. */
function clusterThatTakesItsTime() {
  const existing = new Set<string>();
  let refusals = 0;
  const admin = {
    connect: async () => {},
    disconnect: async () => {},
    listTopics: async () => [...existing],
    createTopics: async ({ topics }: { topics: { topic: string }[] }) => {
      for (const { topic } of topics) existing.add(topic);
      return true;
    },
    fetchTopicMetadata: async ({ topics }: { topics: string[] }) => ({
      topics: topics.map((name) => ({ name, partitions: [{ partitionId: 0, leader: 1 }] })),
    }),
    fetchTopicOffsets: async (topic: string) => {
      if (refusals < 2) {
        refusals++;
        throw new Error(`This server is not the leader for that topic-partition (${topic})`);
      }
      return [];
    },
  };
  return { kafka: { admin: () => admin } as unknown as Kafka, refusals: () => refusals };
}

describe('createTopics', () => {
  const { kafka: settings } = readConfig({});

  it('when the leaders have not taken their partitions over yet, then it waits until they answer', async () => {
    const { kafka, refusals } = clusterThatTakesItsTime();

    const created = await createTopics(kafka, settings);

    expect(created).toEqual(Object.values(settings.topics));
    expect(refusals()).toBe(2);
  });

  it('leaves topics alone that exist', async () => {
    const { kafka } = clusterThatTakesItsTime();
    await createTopics(kafka, settings);

    expect(await createTopics(kafka, settings)).toEqual([]);
  });
});

describe('createTopics, where some topics are there already', () => {
  const mebibyte = 1024 * 1024;
  const kafka = createKafka(
    { brokers: [inject('broker')], ssl: false, sasl: undefined },
    'test',
    createLog('fatal', 2),
  );

  type Existing = { partitions: number; settings: Record<string, string> };

  /** On the real broker; the other topics are not there yet. */
  async function withExisting(existing: Partial<Record<keyof Topics, Existing>>): Promise<Topics> {
    const name = `t${randomBytes(5).toString('hex')}`;
    const topics = Object.fromEntries(
      Object.keys(readConfig({}).kafka.topics).map((key) => [key, `${name}.${key}`]),
    ) as unknown as Topics;
    await asAdmin(async (admin) => {
      for (const [key, { partitions, settings }] of Object.entries(existing)) {
        const topic = topics[key as keyof Topics];
        const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
        const wanted = { topic, numPartitions: partitions, replicationFactor: 1, configEntries };
        await admin.createTopics({ waitForLeaders: false, topics: [wanted] });
        await until(`${topic} answers`, () => admin.fetchTopicOffsets(topic).catch(() => undefined));
      }
    });
    return topics;
  }

  async function asAdmin<T>(work: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  it.each([
    ['more partitions than configured', 5, {}, 5, 8 * mebibyte],
    ['fewer partitions than configured', 1, {}, 2, 8 * mebibyte],
    [
      'large messages, as their producers compress them',
      1,
      { 'max.message.bytes': `${6 * mebibyte}` },
      2,
      12 * mebibyte,
    ],
    [
      'large messages, stored uncompressed',
      1,
      { 'max.message.bytes': `${10 * mebibyte}`, 'compression.type': 'uncompressed' },
      2,
      10 * mebibyte + 16 * 1024,
    ],
  ])(
    'with an inbound topic of %s, then what it creates fits it',
    async (_, partitions, settings, expectedPartitions, expectedBytes) => {
      const topics = await withExisting({ inbound: { partitions, settings } });

      const created = await createTopics(kafka, { topics, partitions: 2 });

      expect(created).toEqual([topics.routed, topics.escalated, topics.rejected, topics.corrections]);
      const counts = await inspectTopics(kafka, topics); // throws what does not fit
      expect(await inspectTopics(kafka, topics, [])).toEqual(counts); // as a role that writes nothing starts
      expect(counts).toEqual(
        new Map([
          [topics.inbound, partitions],
          ...created.map((topic): [string, number] => [topic, topic === topics.corrections ? 2 : expectedPartitions]),
        ]),
      );
      const [ofRejected] = await asAdmin((admin) => settingsOf(admin, [topics.rejected]));
      expect(Number(ofRejected?.get('max.message.bytes'))).toBe(expectedBytes);
    },
  );

  it('when outputs are there and the inbound topic is not, then that gets no more partitions and no larger tickets than they take', async () => {
    const topics = await withExisting({
      escalated: { partitions: 3, settings: {} },
      rejected: { partitions: 4, settings: { 'max.message.bytes': `${2 * mebibyte}` } },
    });

    const created = await createTopics(kafka, { topics, partitions: 6 });

    expect(created).toEqual([topics.inbound, topics.routed, topics.corrections]);
    const counts = await inspectTopics(kafka, topics); // throws what does not fit
    expect([counts.get(topics.inbound), counts.get(topics.routed)]).toEqual([3, 6]);
    const [ofInbound] = await asAdmin((admin) => settingsOf(admin, [topics.inbound]));
    expect(Number(ofInbound?.get('max.message.bytes'))).toBe(2 * mebibyte - 16 * 1024);
  });

  it('when hardly a ticket would fit the dead letters that are there, then nothing is created, and it is told what to raise', async () => {
    const topics = await withExisting({ rejected: { partitions: 1, settings: { 'max.message.bytes': '300000' } } });
    await expect(createTopics(kafka, { topics, partitions: 6 })).rejects.toMatchObject({
      code: 'TOPIC_MISFIT',
      message: expect.stringContaining(`${topics.rejected} takes messages of 300000 bytes`),
      remedy: expect.stringContaining(`raise max.message.bytes of ${topics.rejected}`),
    });
    const listed = await asAdmin((admin) => admin.listTopics());
    expect(Object.values(topics).filter((topic) => listed.includes(topic))).toEqual([topics.rejected]);
  });

  it.each(['routed', 'escalated', 'rejected', 'corrections'] as const)(
    'when what is written to %s together would be refused for its size, then that is told, not found out at a busy hour',
    async (key) => {
      const small = { partitions: 2, settings: { 'max.message.bytes': '300000' } };
      const inbound = { partitions: 1, settings: { 'max.message.bytes': '100000' } }; // of which dead letters would fit one by one
      const topics = await withExisting({ inbound, [key]: small });
      await createTopics(kafka, { topics, partitions: 2 });
      await expect(inspectTopics(kafka, topics)).rejects.toMatchObject({
        code: 'TOPIC_MISFIT',
        message: expect.stringContaining(`${topics[key]} takes less than`),
        remedy: expect.stringContaining(topics[key]),
      });
    },
  );
});
