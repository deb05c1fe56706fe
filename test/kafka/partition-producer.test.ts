import type { Kafka, Transaction } from 'kafkajs';
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

/** Claims a partition of which the broker says so much. */
function claimFrom(committed: string, low: string, last?: { position: bigint; note: string }) {
  const nothing = async () => undefined;
  const sendOffsets = vi.fn();
  const commit = vi.fn(nothing);
  const admin = {
    ...{ connect: nothing, disconnect: nothing },
    fetchOffsets: async () => [{ partitions: [{ partition: 0, offset: committed, metadata: 'as committed' }] }],
    fetchTopicOffsets: async () => [{ partition: 0, low, high: '20' }],
  };
  const transaction = async () => ({ abort: nothing, commit, sendOffsets });
  const producer = { connect: nothing, disconnect: nothing, transaction };
  const createClient = () => ({ producer: () => producer, admin: () => admin }) as unknown as Kafka;
  const owned = { groupId: 'g', topic: 'in', partition: 0 };
  const claim = PartitionProducer.claim(owned, { createClient, partitionCounts: new Map() }, last);
  return { claim, sendOffsets, commit };
}

const last = { position: 10n, note: 'as known' };

it.each([
  ['was overtaken by retention and overwritten', '-2', '12'],
  ['is behind what this member has committed', '7', '0'],
])(
  'when the place of a partition %s, then what its last owner knows counts, and is committed again',
  async (_, committed, low) => {
    const { claim, sendOffsets } = claimFrom(committed, low, last);
    expect(await claim).toMatchObject(last);
    const kept = [{ partition: 0, offset: '10', metadata: 'as known' }];
    expect(sendOffsets.mock.calls).toEqual([[{ consumerGroupId: 'g', topics: [{ topic: 'in', partitions: kept }] }]]);
  },
);

it.each([
  ['has gone on', '12', { position: 12n, note: 'as committed' }],
  ['was never committed', '-1', { position: null, note: '' }],
])('when the place of a partition %s, then what the broker says counts', async (_, committed, found) => {
  const { claim, sendOffsets } = claimFrom(committed, '0', last);
  expect(await claim).toMatchObject(found);
  expect(sendOffsets).not.toHaveBeenCalled();
});

it.each([
  ['lies in the log all the same', '-2', '10', last],
  ['nobody here knows it', '-2', '12', undefined],
])('when a place was overwritten and %s, then the claim is refused', async (_, committed, low, known) => {
  const { claim } = claimFrom(committed, low, known);
  await expect(claim).rejects.toMatchObject({ code: 'TOPIC_CUT_SHORT' });
});

it('when the answer to a commit is lost, then the owner does not know its place any more', async () => {
  const { claim, commit } = claimFrom('12', '0');
  const owner = await claim;
  expect(owner.place).toEqual({ position: 12n, note: 'as committed' });
  commit.mockRejectedValueOnce(new Error('no answer'));
  await expect(owner.publish([], 15n)).rejects.toThrow('no answer');
  expect(owner.place).toBeUndefined();
});
