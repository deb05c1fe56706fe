import { expect, onTestFinished, test } from 'vitest';
import { consumeExactlyOnce } from '../../service/kafka/consume-exactly-once.ts';
import { PartitionProducer } from '../../service/kafka/partition-producer.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { type KafkaSetup, setUpKafka } from '../support/kafka-setup.ts';
import { until } from '../support/until.ts';

const groupOf = ({ groupPrefix }: KafkaSetup) => `${groupPrefix}-test`;

/** One partition that holds `count` messages, and a group that has committed `offset` with a note. */
async function settledUpTo(offset: bigint, count: number) {
  const kafka = await setUpKafka({ partitions: 1 });
  const producer = kafka.client('test').producer();
  await producer.connect();
  const messages = Array.from({ length: count }, (_, i) => ({ key: String(i), value: String(i), partition: 0 }));
  await producer.send({ topic: kafka.topics.inbound, messages });
  await producer.disconnect();
  const admin = kafka.client('test').admin();
  await admin.connect();
  onTestFinished(() => admin.disconnect());
  const owned = { groupId: groupOf(kafka), topic: kafka.topics.inbound, partition: 0 };
  // No consumer has joined the group, so its coordinator may still have to be found.
  const owner = await until('it is claimed', () =>
    PartitionProducer.claim(owned, { createClient: kafka.client, partitionCounts: new Map() }).catch(() => undefined),
  );
  await owner.publish([], offset);
  await owner.saveNote('the ledger');
  await owner.close();
  const committed = async () => {
    const [found] = await admin.fetchOffsets({ groupId: groupOf(kafka), topics: [kafka.topics.inbound] });
    const { offset, metadata } = found?.partitions[0] ?? {};
    return { offset, metadata };
  };
  return { kafka, admin, committed };
}

async function consume(kafka: KafkaSetup) {
  const handled: string[] = [];
  const failures: Error[] = [];
  const summary = { outcome: 'routed', detail: 'PAY' } as const;
  const running = await consumeExactlyOnce({
    ...{ groupId: groupOf(kafka), topic: kafka.topics.inbound, createClient: kafka.client },
    ...{ stallSeconds: 300, log: createLog('silent'), partitionCounts: new Map([[kafka.topics.routed, 1]]) },
    handle: async (messages) => {
      handled.push(...messages.map(({ offset }) => offset));
      return messages.map(({ key, value }) => ({ topic: kafka.topics.routed, key, value, headers: {}, summary }));
    },
    onFailure: (error) => failures.push(error),
  });
  return { handled, failures, running };
}

test('when the log ends before what the group has settled, then nothing is decided again, and its place and note are kept', async () => {
  const { kafka, committed } = await settledUpTo(10n, 6);
  for (const start of ['first', 'second']) {
    const { handled, failures, running } = await consume(kafka);
    await until(`the ${start} start has come to something`, () => failures.length > 0 || handled.length > 0);
    await running.stop();
    expect(handled).toEqual([]);
    expect(failures).toEqual([
      expect.objectContaining({
        code: 'TOPIC_CUT_SHORT',
        message: expect.stringMatching(/inbound\/0 ends at 6.*before 10/),
      }),
    ]);
    expect(await committed()).toEqual({ offset: '10', metadata: 'the ledger' });
  }
});

test('when messages were deleted before they were read, then what is left is read, and the note is kept', async () => {
  const { kafka, admin, committed } = await settledUpTo(2n, 6);
  await admin.fetchTopicOffsets(kafka.topics.inbound); // kafkajs deletes of topics alone that it has looked at
  await admin.deleteTopicRecords({ topic: kafka.topics.inbound, partitions: [{ partition: 0, offset: '4' }] });
  const { handled, failures, running } = await consume(kafka);
  await until('what is left is settled', async () => (await committed()).offset === '6');
  await running.stop();
  expect(handled).toEqual(['4', '5']);
  expect(failures).toEqual([]);
  expect(await committed()).toEqual({ offset: '6', metadata: 'the ledger' });
});

test('when a place was overwritten already, then it is told, and nothing is decided again', async () => {
  const { kafka, admin } = await settledUpTo(2n, 6);
  const overwritten = [{ partition: 0, offset: '-2' }]; // as kafkajs does after a read out of range
  await admin.setOffsets({ groupId: groupOf(kafka), topic: kafka.topics.inbound, partitions: overwritten });
  const { handled, failures, running } = await consume(kafka);
  await until('the start has come to something', () => failures.length > 0 || handled.length > 0);
  await running.stop();
  expect(handled).toEqual([]);
  expect(failures).toEqual([
    expect.objectContaining({
      code: 'TOPIC_CUT_SHORT',
      message: expect.stringMatching(/lost its place in .*inbound\/0/),
    }),
  ]);
});

test('when a group is new, then it begins at the beginning', async () => {
  const { kafka } = await settledUpTo(2n, 3);
  const { handled, failures, running } = await consume({ ...kafka, groupPrefix: `${kafka.groupPrefix}-new` });
  await until('all is settled', () => handled.length === 3);
  await running.stop();
  expect({ handled, failures }).toEqual({ handled: ['0', '1', '2'], failures: [] });
});
