import kafkajs, { type Admin } from 'kafkajs';
import { beforeAll, describe, expect, test } from 'vitest';
import { heldSince, promisedSince } from '../../service/kafka/held-since.ts';
import { type KafkaSetup, setUpKafka } from '../support/kafka-setup.ts';
import { until } from '../support/until.ts';

const now = new Date('2026-03-31T00:00:00Z');
const settings = (given: Record<string, string>) =>
  new Map(Object.entries({ 'cleanup.policy': 'delete', 'retention.bytes': '-1', 'retention.ms': '-1', ...given }));

describe('what the settings of a topic promise', () => {
  test.each([
    ['everything, when it never deletes', {}, new Date(0)],
    [
      'what is younger than its retention, less a margin',
      { 'retention.ms': '864000000' },
      new Date('2026-03-22T00:00:00Z'),
    ],
    ['everything, when its retention is longer than time', { 'retention.ms': '9223372036854775807' }, new Date(0)],
    ['nothing, when it deletes by size', { 'retention.bytes': '1000' }, now],
    ['nothing, when it keeps the latest of each key', { 'cleanup.policy': 'compact,delete' }, now],
  ])('%s', (_, given, since) => {
    expect(promisedSince(settings(given), now)).toEqual(since);
  });
});

describe('what a topic holds', () => {
  const dayMs = 86_400_000;
  const today = new Date();
  const daysAgo = (days: number) => today.getTime() - days * dayMs;
  const justAfter = (timestampMs: number) => new Date(timestampMs + 1);
  let kafka: KafkaSetup;
  let decisions: () => Promise<Date>;

  beforeAll(async () => {
    kafka = await setUpKafka();
    decisions = async () => (await heldSince(kafka.client('test'), kafka.topics, today)).decisions;
  });

  async function onBroker(work: (admin: Admin) => Promise<unknown>) {
    const admin = kafka.client('test').admin();
    await admin.connect();
    await work(admin).finally(() => admin.disconnect());
  }

  const setRetention = (retentionMs: number) =>
    onBroker(async (admin) => {
      const resource = { type: kafkajs.ConfigResourceTypes.TOPIC as number, name: kafka.topics.routed };
      const entry = { name: 'retention.ms', value: String(retentionMs) };
      await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries: [entry] }] });
      await until('the broker knows it', async () => {
        const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
        return resources[0]?.configEntries.some(
          ({ configName, configValue }) => configName === entry.name && configValue === entry.value,
        );
      });
    });

  const deleteBefore = (partition: number, offset: string) =>
    onBroker(async (admin) => {
      await admin.fetchTopicOffsets(kafka.topics.routed); // kafkajs does not look for the leaders by itself
      await admin.deleteTopicRecords({ topic: kafka.topics.routed, partitions: [{ partition, offset }] });
    });

  async function write(partition: number, ...days: number[]) {
    const producer = kafka.client('test').producer();
    await producer.connect();
    const messages = days.map((age) => ({ partition, value: 'x', timestamp: String(daysAgo(age)) }));
    await producer.send({ topic: kafka.topics.routed, messages });
    await producer.disconnect();
  }

  test('when it is new, then nothing, whatever it is to keep', async () => {
    expect(await decisions()).toEqual(today);
    await setRetention(-1);
    expect(await decisions()).toEqual(today);
  });

  test('when it never deletes, then no more than what is younger than the oldest record of each partition that was written', async () => {
    await write(0, 30, 10);
    expect(await decisions()).toEqual(justAfter(daysAgo(30)));
    await write(1, 20, 5);
    expect(await decisions()).toEqual(justAfter(daysAgo(20)));
  });

  test('when some of it was deleted before its retention was raised, then what is younger than what is left', async () => {
    await deleteBefore(0, '1');
    expect(await decisions()).toEqual(justAfter(daysAgo(10)));
  });

  test('when it keeps less than it has, then no more than it keeps', async () => {
    await setRetention(8 * dayMs);
    expect(await decisions()).toEqual(new Date(daysAgo(7.2)));
    await setRetention(-1);
  });

  test('when all of a partition was deleted, then nothing', async () => {
    await deleteBefore(1, '2');
    expect(await decisions()).toEqual(today);
  });
});
