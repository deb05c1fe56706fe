import type { Kafka } from 'kafkajs';
import { expect, test } from 'vitest';
import { readConfig } from '../../service/config.ts';
import { inspectTopics } from '../../service/kafka/topics.ts';

const { topics } = readConfig({}).kafka;

/** A cluster that tells of the settings of some topics alone, and says this of the largest message. */
function cluster({ readable = Object.values(topics), largest = {} as Record<string, string | null> } = {}): Kafka {
  const admin = {
    connect: async () => undefined,
    disconnect: async () => undefined,
    listTopics: async () => Object.values(topics),
    fetchTopicMetadata: async (asked: { topics: string[] }) => ({
      topics: asked.topics.map((name) => ({ name, partitions: [{}] })),
    }),
    describeConfigs: async ({ resources }: { resources: { name: string }[] }) => {
      if (resources.length === 0) throw new Error('Resources array cannot be empty'); // as kafkajs does
      if (resources.some(({ name }) => !readable.includes(name)))
        throw Object.assign(new Error('Not authorized'), { type: 'TOPIC_AUTHORIZATION_FAILED', code: 29 });
      const entry = (name: string) => ({
        configName: 'max.message.bytes',
        configValue: name in largest ? largest[name] : '8388608',
      });
      return { resources: resources.map(({ name }) => ({ resourceName: name, configEntries: [entry(name)] })) };
    },
  };
  return { admin: () => admin } as unknown as Kafka;
}

const inbound = { [topics.inbound]: '1048576' };

test.each([
  ['what is written', [topics.inbound, topics.rejected]],
  ['the dead letters', [topics.inbound]],
  ['any topic', []],
])('when the settings of %s may not be looked at, then the start goes on', async (_, readable) => {
  const kafka = cluster({ readable, largest: inbound });
  expect((await inspectTopics(kafka, topics)).get(topics.routed)).toBe(1);
});

test.each([null, ''])('when the cluster says %j of a size, then that is no size', async (size) => {
  const unknown = { [topics.routed]: size, [topics.rejected]: size };
  expect((await inspectTopics(cluster({ largest: { ...inbound, ...unknown } }), topics)).size).toBe(5);
});

test('a topic that takes too little is a matter of those who write to it', async () => {
  const kafka = cluster({ largest: { ...inbound, [topics.escalated]: '1000' } });
  await expect(inspectTopics(kafka, topics, [topics.routed, topics.escalated])).rejects.toMatchObject({
    code: 'TOPIC_MISFIT',
    message: expect.stringContaining(topics.escalated),
  });
  await inspectTopics(kafka, topics, [topics.routed, topics.rejected]);
});

test('who writes nothing needs to look at no settings', async () => {
  expect((await inspectTopics(cluster({ readable: [] }), topics, [])).size).toBe(5);
});
