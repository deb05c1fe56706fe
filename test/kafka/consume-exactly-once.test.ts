import type { EachBatchPayload, Kafka } from 'kafkajs';
import { expect, test, vi } from 'vitest';
import { smallestReadBytes } from '../../service/kafka/bounded-sends.ts';
import { consumeExactlyOnce } from '../../service/kafka/consume-exactly-once.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { setUpKafka } from '../support/kafka-setup.ts';
import { until } from '../support/until.ts';

const record = {
  ...{ topic: 'out', key: null, value: null, headers: {} },
  summary: { outcome: 'routed', detail: 'PAY' } as const,
};

/** A batch from the beginning of a log, for a group that has settled all before an offset; the broker does as it is told. */
async function beginAnew({ settled, highWatermark, end }: { settled: string; highWatermark: string; end: string }) {
  let eachBatch: (payload: EachBatchPayload) => Promise<void> = async () => undefined;
  const nothing = async () => undefined;
  const seek = vi.fn();
  const resume = vi.fn();
  const joined: ((event: object) => void)[] = [];
  let endNow = '20'; // what is lost is lost after the group was joined
  const consumer = {
    events: { GROUP_JOIN: 'join' },
    on: (event: string, listener: (event: object) => void) => event === 'join' && joined.push(listener),
    ...{ connect: nothing, subscribe: nothing, disconnect: nothing, stop: nothing, pause: nothing, resume, seek },
    run: async (options: { eachBatch: typeof eachBatch }) => {
      eachBatch = options.eachBatch;
    },
  };
  const sendOffsets = vi.fn();
  const transaction = async () => ({ abort: nothing, commit: nothing, sendOffsets });
  const producer = { connect: nothing, disconnect: nothing, transaction };
  const admin = {
    ...{ connect: nothing, disconnect: nothing },
    fetchOffsets: async () => [
      { topic: 'in', partitions: [{ partition: 0, offset: settled, metadata: 'the ledger' }] },
    ],
    fetchTopicOffsets: async () => [{ partition: 0, offset: endNow, low: '0', high: endNow }],
  };
  const onFailure = vi.fn();
  const running = await consumeExactlyOnce({
    ...{ groupId: 'test', topic: 'in', partitionCounts: new Map(), stallSeconds: 60, log: createLog('silent') },
    createClient: () =>
      ({ consumer: () => consumer, producer: () => producer, admin: () => admin }) as unknown as Kafka,
    handle: async () => {
      throw new Error('nothing of it is to be handled');
    },
    onFailure,
  });
  for (const listener of joined) listener({ payload: { memberId: 'a', memberAssignment: { in: [0] } } });
  await until('it is known where to go on', () => resume.mock.calls.length > 0);
  endNow = end;
  seek.mockClear();
  const batch = { topic: 'in', partition: 0, firstOffset: () => '0', highWatermark, messages: [] };
  const payload = { batch, heartbeat: nothing, isStale: () => false };
  const error = await eachBatch(payload as unknown as EachBatchPayload).catch((e) => e);
  await running.stop();
  return { error, seek, onFailure, sendOffsets };
}

test.each([
  ['the log has more', { settled: '10', highWatermark: '12', end: '12' }],
  ['the log ends there', { settled: '10', highWatermark: '10', end: '10' }],
  ['the log ended before it when the batch was read', { settled: '10', highWatermark: '5', end: '11' }],
])('when a batch begins before what is settled and %s, then it is passed over', async (_, offsets) => {
  const { error, seek, onFailure } = await beginAnew(offsets);
  expect(error).toBeUndefined();
  expect(seek.mock.calls).toEqual([[{ topic: 'in', partition: 0, offset: '10' }]]);
  expect(onFailure).not.toHaveBeenCalled();
});

test('when the log has lost what was settled, then the process fails and says where, instead of reading from the beginning for ever', async () => {
  const { error, seek, onFailure, sendOffsets } = await beginAnew({ settled: '10', highWatermark: '5', end: '6' });
  expect(error).toMatchObject({ retriable: false });
  expect(seek).not.toHaveBeenCalled();
  // kafkajs has written over the place by then.
  const kept = [{ partition: 0, offset: '10', metadata: 'the ledger' }];
  expect(sendOffsets.mock.calls).toEqual([[{ consumerGroupId: 'test', topics: [{ topic: 'in', partitions: kept }] }]]);
  expect(onFailure).toHaveBeenCalledWith(
    expect.objectContaining({
      code: 'TOPIC_CUT_SHORT',
      message: expect.stringMatching(/in\/0 ends at 6.*before 10/),
      remedy: expect.stringContaining('--topic in:0 --reset-offsets'),
    }),
  );
});

/** A member of a group that owns a partition and has committed 1; then retention overtakes it, and kafkajs overwrites its place. */
async function overtaken() {
  const nothing = async () => undefined;
  const broker = { committed: '-1', low: '0' };
  let eachBatch: (payload: EachBatchPayload) => Promise<void> = nothing;
  const listeners = new Map<string, ((event: object) => void)[]>();
  const tell = (event: string, payload: object) => {
    for (const listener of listeners.get(event) ?? []) listener({ payload });
  };
  const calls = { pause: vi.fn(), resume: vi.fn(), seek: vi.fn() };
  const consumer = {
    ...{ connect: nothing, subscribe: nothing, disconnect: nothing, stop: nothing },
    ...calls,
    events: { GROUP_JOIN: 'join', REQUEST: 'request', REQUEST_TIMEOUT: 'timeout' },
    on: (event: string, listener: (event: object) => void) => {
      listeners.set(event, [...(listeners.get(event) ?? []), listener]);
    },
    run: async (options: { eachBatch: typeof eachBatch }) => {
      eachBatch = options.eachBatch;
    },
  };
  const sendOffsets = async ({ topics }: { topics: { partitions: { offset: string }[] }[] }) => {
    broker.committed = topics[0]?.partitions[0]?.offset ?? '';
  };
  const send = async () => [{ errorCode: 0, partition: 0 }];
  const producer = {
    ...{ connect: nothing, disconnect: nothing },
    transaction: async () => ({ abort: nothing, commit: nothing, send, sendOffsets }),
  };
  const admin = {
    ...{ connect: nothing, disconnect: nothing },
    fetchOffsets: async () => [{ topic: 'in', partitions: [{ partition: 0, offset: broker.committed, metadata: '' }] }],
    fetchTopicOffsets: async () => [{ partition: 0, low: broker.low, high: '20' }],
  };
  const onFailure = vi.fn();
  const running = await consumeExactlyOnce({
    ...{
      groupId: 'test',
      topic: 'in',
      partitionCounts: new Map([['out', 1]]),
      stallSeconds: 60,
      log: createLog('silent'),
    },
    createClient: () =>
      ({ consumer: () => consumer, producer: () => producer, admin: () => admin }) as unknown as Kafka,
    handle: async (messages) => messages.map(() => record),
    onFailure,
  });
  const join = async (memberId: string, partitions: number[], generations = 1) => {
    for (const call of Object.values(calls)) call.mockClear();
    for (let i = 0; i < generations; i++) tell('request', { apiName: 'JoinGroup' });
    tell('join', { memberId, memberAssignment: { in: partitions } });
    await until('it is known where to go on', () => {
      return partitions.length === 0 || calls.resume.mock.calls.length > 0 || onFailure.mock.calls.length > 0;
    });
  };
  await join('a', [0]);
  const ends = { firstOffset: () => '0', lastOffset: () => '0', highWatermark: '20' };
  const batch = { topic: 'in', partition: 0, ...ends, messages: [{ offset: '0' }] };
  const parts = { heartbeat: nothing, resolveOffset: () => undefined, isRunning: () => true, isStale: () => false };
  await eachBatch({ batch, ...parts } as unknown as EachBatchPayload);
  expect(broker.committed).toBe('1');
  Object.assign(broker, { committed: '-2', low: '5' });
  return { join, running, onFailure, seek: calls.seek };
}

test('when a place was overwritten, then it is known to the member that has owned the partition all the time', async () => {
  const { join, running, onFailure, seek } = await overtaken();
  await join('a', [0]);
  await running.stop();
  expect(onFailure).not.toHaveBeenCalled();
  expect(seek.mock.calls).toEqual([[{ topic: 'in', partition: 0, offset: '5' }]]);
});

test.each([
  [
    'another may have owned the partition meanwhile',
    [
      ['a', []],
      ['a', [0]],
    ] as const,
  ],
  ['the member was expelled meanwhile', [['b', [0]]] as const],
  ['a generation has passed meanwhile without this member', [['a', [0], 2]] as const],
])('when a place was overwritten and %s, then nobody knows it', async (_, joins) => {
  const { join, running, onFailure, seek } = await overtaken();
  for (const [memberId, partitions, generations] of joins) await join(memberId, [...partitions], generations);
  await running.stop();
  expect(onFailure).toHaveBeenCalledWith(expect.objectContaining({ code: 'TOPIC_CUT_SHORT' }));
  expect(seek).not.toHaveBeenCalled();
});

test('when a read is bounded, then no more is in hand at once, and what is larger than the bound comes all the same', async () => {
  const { topics, groupPrefix, client } = await setUpKafka({ partitions: 2 });
  const producer = client('test').producer();
  await producer.connect();
  const [small, large] = [Buffer.alloc(8_000), Buffer.alloc(200_000)];
  for (let i = 0; i < 40; i++)
    await producer.send({ topic: topics.escalated, messages: [{ value: small, partition: 0 }] });
  for (let i = 0; i < 3; i++)
    await producer.send({ topic: topics.escalated, messages: [{ value: large, partition: 1 }] });
  await producer.disconnect();

  const begun = [0, 0];
  const committed = [0, 0];
  let mostSmall = 0;
  const summary = { outcome: 'routed', detail: 'PAY' } as const;
  const running = await consumeExactlyOnce({
    ...{ groupId: `${groupPrefix}-test`, topic: topics.escalated, createClient: client, log: createLog('silent') },
    ...{ messagesPerTransaction: 1, handledAhead: 1_000, maxBytesPerPartition: 64 * 1024, stallSeconds: 300 },
    partitionCounts: new Map([[topics.routed, 2]]),
    handle: async (messages, { partition }) => {
      begun[partition] = (begun[partition] ?? 0) + messages.length;
      mostSmall = Math.max(mostSmall, (begun[0] ?? 0) - (committed[0] ?? 0));
      const key = Buffer.from(String(partition));
      return messages.map(() => ({ topic: topics.routed, key, value: null, headers: {}, summary }));
    },
    onCommitted: (records) => {
      for (const { key } of records) committed[Number(key)] = (committed[Number(key)] ?? 0) + 1;
    },
    onFailure: (error) => {
      throw error;
    },
  });
  await until('all of it is settled', () => committed[0] === 40 && committed[1] === 3);
  await running.stop();
  expect(mostSmall).toBeLessThanOrEqual(8);
});

test('when marks of transactions lie behind the last message, then they are settled with it, and no lag is left', async () => {
  const { topics, groupPrefix, client } = await setUpKafka({ partitions: 1 });
  const producer = client('test').producer({ transactionalId: `${groupPrefix}-test`, idempotent: true });
  await producer.connect();
  const write = async (values: string[], end: 'commit' | 'abort') => {
    const transaction = await producer.transaction();
    await transaction.send({ topic: topics.escalated, messages: values.map((value) => ({ value })) });
    await transaction[end]();
  };
  await write(['a', 'b'], 'commit');
  await write(['c'], 'commit');
  await write(['taken back'], 'abort');
  await producer.disconnect();

  const handled: string[] = [];
  const groupId = `${groupPrefix}-test`;
  const running = await consumeExactlyOnce({
    ...{ groupId, topic: topics.escalated, createClient: client, log: createLog('silent'), stallSeconds: 300 },
    partitionCounts: new Map([[topics.routed, 1]]),
    handle: async (messages) => {
      handled.push(...messages.map(({ value }) => String(value)));
      return messages.map(() => ({ ...record, topic: topics.routed }));
    },
    onFailure: (error) => {
      throw error;
    },
  });
  await until('all of it is handled', () => handled.length === 3);
  await running.stop(); // what is in hand is committed
  const admin = client('test-admin').admin();
  await admin.connect();
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topics.escalated] });
  const [log] = await admin.fetchTopicOffsets(topics.escalated);
  await admin.disconnect();
  expect([committed?.partitions[0]?.offset, log?.high]).toEqual(['7', '7']);
});

test('when each partition has a backlog in sends that fit a read, then none waits until another is drained', async () => {
  const { topics, groupPrefix, client } = await setUpKafka({ partitions: 2 });
  const producer = client('test').producer();
  await producer.connect();
  const value = Buffer.alloc(smallestReadBytes - 4_096);
  for (const partition of [0, 1])
    for (let i = 0; i < 12; i++) await producer.send({ topic: topics.escalated, messages: [{ value, partition }] });
  await producer.disconnect();

  const order: number[] = [];
  const running = await consumeExactlyOnce({
    ...{ groupId: `${groupPrefix}-test`, topic: topics.escalated, createClient: client, log: createLog('silent') },
    ...{ maxBytesPerPartition: smallestReadBytes, stallSeconds: 300 },
    partitionCounts: new Map([[topics.routed, 2]]),
    handle: async (messages, { partition }) => {
      order.push(...messages.map(() => partition));
      return messages.map(() => ({ ...record, topic: topics.routed }));
    },
    onFailure: (error) => {
      throw error;
    },
  });
  await until('all of it is handled', () => order.length >= 24);
  await running.stop();
  expect(order.indexOf(1)).toBeLessThan(order.lastIndexOf(0));
  expect(order.indexOf(0)).toBeLessThan(order.lastIndexOf(1));
});
