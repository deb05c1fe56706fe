import { expect, it } from 'vitest';
import { PartitionProducer } from '../../service/kafka/partition-producer.ts';
import { setUpKafka } from '../support/kafka-setup.ts';
import { until } from '../support/until.ts';

it('when notes are saved right behind other transactions, then each is kept, and the offset stays where it was', async () => {
  const { topics, groupPrefix, client } = await setUpKafka({ partitions: 1 });
  const owned = { groupId: `${groupPrefix}-escalator`, topic: topics.escalated, partition: 0 };
  const parts = { createClient: client, partitionCounts: new Map([[topics.routed, 1]]) };
  // No consumer has joined the group, so its coordinator may still have to be found.
  const producer = await until('it is claimed', () =>
    PartitionProducer.claim(owned, parts).catch(() => false as const),
  );
  const summary = { outcome: 'routed', detail: 'PAY' } as const;
  const rounds = 50;
  for (let round = 1; round <= rounds; round++) {
    const record = { topic: topics.routed, key: null, value: Buffer.from(String(round)), headers: {}, summary };
    await producer.publish([record], BigInt(round));
    await producer.saveNote(`first of ${round}`);
    await producer.saveNote(`second of ${round}`);
  }
  await producer.close();

  const next = await PartitionProducer.claim(owned, parts);
  expect(next).toMatchObject({ position: BigInt(rounds), note: `second of ${rounds}` });
  await next.close();
});
