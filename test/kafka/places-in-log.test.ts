import { expect, onTestFinished, test } from 'vitest';
import {
  type ConsumedMessage,
  consumeExactlyOnce,
  type HandlingContext,
} from '../../service/kafka/consume-exactly-once.ts';
import { PartitionProducer } from '../../service/kafka/partition-producer.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { readCommitted } from '../support/java-consumer.ts';
import { type KafkaSetup, setUpKafka } from '../support/kafka-setup.ts';
import { until } from '../support/until.ts';

const groupOf = ({ groupPrefix }: KafkaSetup) => `${groupPrefix}-test`;

/** One partition that holds `count` messages, and a group that has committed `offset` with a note. */
async function settledUpTo(offset: bigint, count: number) {
  const kafka = await setUpKafka({ partitions: 1 });
  const producer = kafka.client('test').producer();
  await producer.connect();
  for (let i = 0; i < count; i++) {
    const messages = [{ key: String(i), value: String(i), partition: 0 }]; // one send each, so that they can be read one by one
    await producer.send({ topic: kafka.topics.inbound, messages });
  }
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
  /** Deletes what lies before it, as retention does. */
  const deleteBefore = async (offset: string) => {
    await admin.fetchTopicOffsets(kafka.topics.inbound); // kafkajs deletes of topics alone that it has looked at
    await admin.deleteTopicRecords({ topic: kafka.topics.inbound, partitions: [{ partition: 0, offset }] });
  };
  return { kafka, admin, committed, deleteBefore };
}

type BeforeHandling = (messages: ConsumedMessage[], context: HandlingContext) => Promise<void> | void;

async function consume(
  kafka: KafkaSetup,
  { before, ...more }: { before?: BeforeHandling; maxBytesPerPartition?: number } = {},
) {
  const handled: string[] = [];
  const failures: Error[] = [];
  const summary = { outcome: 'routed', detail: 'PAY' } as const;
  const running = await consumeExactlyOnce({
    ...{ groupId: groupOf(kafka), topic: kafka.topics.inbound, createClient: kafka.client },
    ...{ stallSeconds: 300, log: createLog('silent'), partitionCounts: new Map([[kafka.topics.routed, 1]]) },
    ...more,
    handle: async (messages, context) => {
      await before?.(messages, context);
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
  const { kafka, committed, deleteBefore } = await settledUpTo(2n, 6);
  await deleteBefore('4');
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

/** A member of the group that never gets a partition: kafkajs gives them out by the order of the members' names. */
async function joinIdly(kafka: KafkaSetup) {
  const consumer = kafka.client('zzz').consumer({ groupId: groupOf(kafka) });
  onTestFinished(() => consumer.disconnect());
  const joined = new Promise<string[]>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => resolve(Object.keys(payload.memberAssignment)));
  });
  await consumer.connect();
  await consumer.subscribe({ topic: kafka.topics.inbound });
  await consumer.run({ autoCommit: false, eachMessage: async () => undefined });
  expect(await joined).toEqual([]);
}

test('when retention overtakes a member that reads, and the group is joined anew before its next commit, then it goes on, its note too', async () => {
  const { kafka, committed, deleteBefore } = await settledUpTo(2n, 6);
  let hasBegun = false;
  const { handled, failures, running } = await consume(kafka, {
    maxBytesPerPartition: 1, // a message at a time
    before: async ([message], { signal }) => {
      if (message?.offset === '2') await deleteBefore('4'); // its next read is out of range
      if (message?.offset !== '4' || hasBegun) return;
      hasBegun = true;
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  });
  await until('it reads what is left', () => hasBegun || failures.length > 0);
  expect(await committed()).toMatchObject({ offset: '-2' });
  await joinIdly(kafka);
  await until('all is settled', async () => failures.length > 0 || (await committed()).offset === '6');
  await running.stop();
  expect(failures).toEqual([]);
  expect(handled).toEqual(['2', '4', '5']);
  expect((await readCommitted(kafka.broker, kafka.topics.routed)).map(({ key }) => key)).toEqual(['2', '4', '5']);
  expect(await committed()).toEqual({ offset: '6', metadata: 'the ledger' });
});
