import type { Transaction } from 'kafkajs';
import { expect, it, vi } from 'vitest';
import { PartitionProducer, sendOffsets } from '../../service/kafka/partition-producer.ts';
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

const refusal = (type: string) => Object.assign(new Error(type), { type });

it.each(['GROUP_LOAD_IN_PROGRESS', 'GROUP_COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP'])(
  'when the coordinator of the group moves (%s), then the offset is sent again',
  async (type) => {
    const send = vi.fn().mockRejectedValueOnce(refusal(type)).mockRejectedValueOnce(refusal(type));
    const offsets = { consumerGroupId: 'g', topics: [] };
    await sendOffsets({ sendOffsets: send } as unknown as Transaction, offsets);
    expect(send.mock.calls).toEqual([[offsets], [offsets], [offsets]]);
  },
);

it('when another owner has the partition, then the offset is not sent again', async () => {
  const send = vi.fn().mockRejectedValue(refusal('INVALID_PRODUCER_EPOCH'));
  const sent = sendOffsets({ sendOffsets: send } as unknown as Transaction, { consumerGroupId: 'g', topics: [] });
  await expect(sent).rejects.toMatchObject({ type: 'INVALID_PRODUCER_EPOCH' });
  expect(send).toHaveBeenCalledTimes(1);
});
