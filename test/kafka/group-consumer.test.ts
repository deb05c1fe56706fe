import kafkajs, { type EachBatchPayload, type Kafka } from 'kafkajs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BatchInHand, createGroupConsumer } from '../../service/kafka/group-consumer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A group consumer on a broker that does as it is told. */
function setUp(connect: () => Promise<void> = async () => undefined) {
  const listeners = new Map<string, (event: { payload: unknown }) => void>();
  const disconnect = vi.fn(async () => undefined);
  let deliver: (payload: EachBatchPayload) => Promise<void> = async () => undefined;
  const consumer = {
    events: { FETCH: 'fetch', REBALANCING: 'rebalancing', CRASH: 'crash', GROUP_JOIN: 'join' },
    on: (event: string, listener: () => void) => listeners.set(event, listener),
    ...{ connect, disconnect, subscribe: async () => undefined, stop: async () => undefined },
    run: async ({ eachBatch }: { eachBatch: typeof deliver }) => {
      deliver = eachBatch;
    },
  };
  const onFailure = vi.fn();
  const group = createGroupConsumer({
    groupId: 'test',
    createClient: () => ({ consumer: () => consumer }) as unknown as Kafka,
    sessionTimeoutMs: 8_000,
    finishMs: 0,
    onFailure,
    stallSeconds: 60,
  });
  return {
    group,
    onFailure,
    disconnect,
    tell: (event: string, payload: unknown = {}) => listeners.get(event)?.({ payload }),
    deliver: (partition = 0) => deliver({ batch: { topic: 'in', partition } } as EachBatchPayload),
  };
}

const throwing = (error: unknown) => ({
  partitionsAtOnce: 1,
  eachBatch: async () => {
    throw error;
  },
});

test('when a retry of kafkajs has wrapped the news of a rebalance, then kafkajs gets it untouched and joins anew', async () => {
  const { group, deliver } = setUp();
  const expelled = Object.assign(new Error('expelled'), { type: 'UNKNOWN_MEMBER_ID', retriable: false });
  const wrapped = Object.assign(new kafkajs.KafkaJSNonRetriableError(expelled), { cause: expelled });
  await group.run(['in'], throwing(wrapped));
  await expect(deliver()).rejects.toBe(expelled);
  await group.stop();
});

test('when a batch fails otherwise, then that is what kafkajs hears, and nothing at all once it stops', async () => {
  const { group, deliver } = setUp();
  const failure = new Error('no');
  await group.run(['in'], throwing(failure));
  await expect(deliver()).rejects.toBe(failure);
  expect(group.inHand.size).toBe(0);
  await group.stop();
  await expect(deliver()).resolves.toBeUndefined();
});

test.each<[string, (inHand: BatchInHand, reason: Error) => void]>([
  ['leaves for a rebalance', ({ leave }, reason) => leave(reason)],
  [
    'throws the news of it',
    (_, reason) => {
      throw reason;
    },
  ],
])(
  'when a batch %s, then those that waited for their turn do not begin until the group is joined anew',
  async (_, leaveFor) => {
    const { group, deliver, tell } = setUp();
    const rebalance = Object.assign(new Error('rebalance'), { type: 'REBALANCE_IN_PROGRESS' });
    const begun: number[] = [];
    let onFirst: typeof leaveFor = leaveFor;
    await group.run(['in'], {
      partitionsAtOnce: 1,
      eachBatch: async ({ batch }, inHand) => {
        begun.push(batch.partition);
        onFirst(inHand, rebalance);
      },
    });
    tell('join');
    await deliver(0).catch(() => undefined);
    await expect(deliver(1)).rejects.toBe(rebalance);
    expect(begun).toEqual([0]);
    onFirst = () => undefined;
    tell('join');
    await deliver(1);
    expect(begun).toEqual([0, 1]);
    await group.stop();
  },
);

test('when a batch of before hears of it only after the group was joined anew, then that stops nobody', async () => {
  const { group, deliver, tell } = setUp();
  const leaves: (() => void)[] = [];
  await group.run(['in'], {
    partitionsAtOnce: 1,
    eachBatch: async (_, { leave }) => void leaves.push(() => leave(new Error('rebalance'))),
  });
  await deliver(0);
  tell('join');
  for (const leave of leaves) leave();
  await deliver(1);
  expect(leaves).toHaveLength(2);
  await group.stop();
});

test('when it crashes, then it is no member, and a crash without a restart is told once', async () => {
  const { group, onFailure, tell } = setUp();
  const error = new Error('refused');
  tell('join');
  expect(group.isReady()).toBe(true);
  tell('crash', { error, restart: true });
  expect(group.isReady()).toBe(false);
  expect(onFailure).not.toHaveBeenCalled();
  tell('crash', { error, restart: false });
  tell('crash', { error, restart: false });
  expect(onFailure.mock.calls).toEqual([[error]]);
  await group.stop();
});

test('when it cannot join, then nothing is left running', async () => {
  const { group, disconnect } = setUp(() => Promise.reject(new Error('nobody there')));
  await expect(group.run(['in'], throwing(null))).rejects.toThrow('nobody there');
  expect(disconnect).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});
