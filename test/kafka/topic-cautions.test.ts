import kafkajs, { type Kafka } from 'kafkajs';
import { expect, test } from 'vitest';
import { readConfig } from '../../service/config.ts';
import { topicCautions } from '../../service/kafka/topic-cautions.ts';

const { topics } = readConfig({}).kafka;

/** A cluster whose topics are as `topics --create` makes them, but for what is said of single ones. */
function cluster({
  brokers = 3,
  single = '',
  settings = {} as Record<string, Record<string, string>>,
  offsetsRetention = ['10080', '20160', '10080'] as string[] | Error,
} = {}): Kafka {
  const usual = (name: string) => ({
    'cleanup.policy': 'delete',
    'retention.ms': String(7 * 24 * 3600 * 1000),
    'message.timestamp.type': name === topics.corrections ? 'LogAppendTime' : 'CreateTime',
    ...settings[name],
  });
  const admin = {
    connect: async () => undefined,
    disconnect: async () => undefined,
    describeCluster: async () => ({ brokers: Array.from({ length: brokers }, (_, nodeId) => ({ nodeId })) }),
    fetchTopicMetadata: async (asked: { topics: string[] }) => ({
      topics: asked.topics.map((name) => ({ name, partitions: [{ replicas: name === single ? [1] : [1, 2, 3] }] })),
    }),
    describeConfigs: async ({ resources }: { resources: { type: number; name: string }[] }) => {
      const ofBrokers = resources.every(({ type }) => type === kafkajs.ConfigResourceTypes.BROKER);
      if (ofBrokers && offsetsRetention instanceof Error) throw offsetsRetention;
      return {
        resources: resources.map(({ name }, i) => ({
          resourceName: name,
          configEntries: Object.entries(
            ofBrokers ? { 'offsets.retention.minutes': Object(offsetsRetention)[i] } : usual(name),
          ).map(([configName, configValue]) => ({ configName, configValue })),
        })),
      };
    },
  };
  return { admin: () => admin } as unknown as Kafka;
}

test.each([
  ['as we make them', {}, []],
  ['kept by one broker of several', { single: topics.routed }, [/one broker alone keeps tickets\.routed,/]],
  ['kept by the one broker that there is', { single: topics.routed, brokers: 1 }, []],
  [
    'compacted',
    { settings: { [topics.inbound]: { 'cleanup.policy': 'compact,delete' } } },
    [/tickets\.inbound is compacted/],
  ],
  [
    'that keep tickets for longer than one broker keeps offsets',
    { offsetsRetention: ['20160', '1440', '20160'] },
    [/forget how far a group has come 24 hours .* tickets\.inbound, tickets\.escalated keeps/],
  ],
  [
    'that keep tickets for ever',
    { settings: { [topics.escalated]: { 'retention.ms': '-1' } } },
    [/168 hours .* tickets\.escalated keeps/],
  ],
  [
    'of brokers that do not tell',
    {
      settings: { [topics.inbound]: { 'retention.ms': '99999999999' }, [topics.escalated]: { 'retention.ms': '-1' } },
      offsetsRetention: new Error('Cluster authorization failed'),
    },
    [],
  ],
  [
    'of corrections by the sender\u2019s clock',
    { settings: { [topics.corrections]: { 'message.timestamp.type': 'CreateTime' } } },
    [/LogAppendTime on tickets\.corrections/],
  ],
])('topics %s', async (_, given, expected) => {
  const found = await topicCautions(cluster(given), topics);
  expect(found).toEqual(expected.map((words) => expect.stringMatching(words)));
});
