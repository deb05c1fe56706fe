import type { Kafka } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../service/config.ts';
import { createTopics } from '../../service/kafka/topics.ts';

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
