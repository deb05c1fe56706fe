import kafkajs, { type Kafka } from 'kafkajs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readTopic } from '../../service/kafka/read-topic.ts';
import { setUpKafkaOn } from '../support/kafka-setup.ts';
import { startOwnBroker } from '../support/own-broker.ts';

test('when the coordinators of groups have only just started, then a topic is read all the same, each message once', async () => {
  const broker = await startOwnBroker('read-topic');
  onTestFinished(() => broker.stop());
  const kafka = await setUpKafkaOn(broker.address, 2);
  const ids = Array.from({ length: 50 }, (_, i) => `t-${i}`);
  await kafka.publish(ids.map((ticketId) => ({ ticketId, value: Buffer.from('{}') })));
  // The first group that is asked for makes the broker create its coordinators, and several are spread over all of them.
  const readers = Array.from({ length: 8 }, async () => {
    const keys: string[] = [];
    const place = { topic: kafka.topics.inbound, groupPrefix: kafka.groupPrefix };
    await readTopic(kafka.client('test-reader'), place, ({ key }) => keys.push(String(key)));
    return keys.sort();
  });
  for (const keys of await Promise.all(readers)) expect(keys).toEqual([...ids].sort());
});

const refused = (retriable: boolean) =>
  new kafkajs.KafkaJSProtocolError(
    Object.assign(new Error('The coordinator is loading'), { type: 'GROUP_LOAD_IN_PROGRESS', code: 14, retriable }),
  );

/** One partition; each attempt delivers so many of its messages and then fails with the next of the errors, if any is left. */
function fakeCluster(
  errors: readonly unknown[],
  deliveredBefore: (attempt: number) => number = () => 0,
  { count = 2, deliversAll = true, cutTo }: { count?: number; deliversAll?: boolean; cutTo?: number } = {},
) {
  const groups: string[] = [];
  let low = 0;
  let high = count;
  const nothing = async () => undefined;
  const admin = {
    ...{ connect: nothing, disconnect: nothing, deleteGroups: nothing },
    fetchTopicOffsets: async () => [{ partition: 0, low: String(low), high: String(high) }],
    describeCluster: async () => ({ brokers: [{ host: 'kafka-1', port: 9092 }] }),
  };
  const consumer = ({ groupId }: { groupId: string }) => {
    const error = errors[groups.length];
    groups.push(groupId);
    const listeners = new Map<string, (event: object) => void>();
    return {
      ...{ connect: nothing, disconnect: nothing, subscribe: nothing },
      events: { END_BATCH_PROCESS: 'end', CRASH: 'crash' },
      on: (event: string, listener: (event: object) => void) => listeners.set(event, listener),
      run: async ({ eachMessage }: { eachMessage: (payload: object) => Promise<void> }) => {
        if (!deliversAll) low = count; // deleted before it could be read
        high = cutTo ?? count;
        const delivered = error || !deliversAll ? deliveredBefore(groups.length) : high;
        for (let offset = 0; offset < delivered; offset++)
          await eachMessage({ partition: 0, message: { offset: String(offset) } });
        if (error) listeners.get('crash')?.({ payload: { error } });
        else if (deliversAll) listeners.get('end')?.({ payload: { partition: 0, lastOffset: String(high - 1) } });
      },
    };
  };
  return { kafka: { admin: () => admin, consumer } as unknown as Kafka, groups };
}

const place = { topic: 'tickets.routed', groupPrefix: 'g' };

test('when an attempt fails midway, then the next one, in a group of its own, passes over what was read', async () => {
  const { kafka, groups } = fakeCluster([refused(true), refused(true)], () => 1);
  const offsets: string[] = [];
  await readTopic(kafka, place, ({ offset }) => offsets.push(offset));
  expect(offsets).toEqual(['0', '1']);
  expect(new Set(groups).size).toBe(3);
});

test('when coordinators refuse for longer than any takes to load, then it is told of which cluster, and what to do', async () => {
  const { kafka, groups } = fakeCluster(Array.from({ length: 1000 }, () => refused(true)));
  await expect(readTopic(kafka, { ...place, patienceMs: 800 }, () => undefined)).rejects.toMatchObject({
    code: 'BROKER_UNREACHABLE',
    message: expect.stringMatching(/tickets\.routed .* kafka-1:9092: The coordinator is loading/),
    remedy: expect.stringContaining('try again'),
  });
  expect(groups.length).toBeGreaterThan(1);
});

test('when each attempt gets on, then the patience begins anew with each', async () => {
  const errors = [refused(true), refused(true), refused(true)];
  const { kafka } = fakeCluster(errors, (attempt) => attempt, { count: 4 });
  const offsets: string[] = [];
  await readTopic(kafka, { ...place, patienceMs: 400 }, ({ offset }) => offsets.push(offset));
  expect(offsets).toEqual(['0', '1', '2', '3']);
});

test('when what is waited for is deleted meanwhile, then the reading ends', async () => {
  const { kafka, groups } = fakeCluster([], () => 0, { deliversAll: false });
  const read = vi.fn();
  await readTopic(kafka, { ...place, lookAgainMs: 5 }, read);
  expect(read).not.toHaveBeenCalled();
  expect(groups).toHaveLength(1);
});

test('when the broker loses what is waited for, then the reading ends with what is left', async () => {
  const { kafka, groups } = fakeCluster([], () => 0, { count: 4, cutTo: 2 });
  const offsets: string[] = [];
  await readTopic(kafka, { ...place, lookAgainMs: 5 }, ({ offset }) => offsets.push(offset));
  expect(offsets).toEqual(['0', '1']);
  expect(groups).toHaveLength(1);
});

test('when trying again cannot help, then it is not tried again', async () => {
  const { kafka, groups } = fakeCluster([refused(false)]);
  await expect(readTopic(kafka, place, () => undefined)).rejects.toMatchObject({ code: 14 });
  expect(groups).toHaveLength(1);
});

test('what whoever reads throws comes out', async () => {
  const { kafka, groups } = fakeCluster([]);
  const reading = readTopic(kafka, place, () => {
    throw new Error('unreadable');
  });
  await expect(reading).rejects.toThrow('unreadable');
  expect(groups).toHaveLength(1);
});
