import type { EachBatchPayload, Kafka } from 'kafkajs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EscalatedTicket } from '../../service/contracts/escalated-ticket.ts';
import { createRoutingEventValidator } from '../../service/contracts/routing-event.ts';
import type { Frontier } from '../../service/escalate/ask-frontier.ts';
import { runEscalator } from '../../service/kafka/run-escalator.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { model, policy, taxonomy } from '../support/fixtures.ts';

// Time stands still but for what a test lets pass, so the broker is a fake; what is promised of a real one is tested there.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const topics = { inbound: 'in', routed: 'out', escalated: 'esc', rejected: 'rej', corrections: 'cor' };

function fakeKafka() {
  let eachBatch: (payload: EachBatchPayload) => Promise<void> = async () => undefined;
  let fetched: () => void = () => undefined;
  const committed: string[] = [];
  const nothing = async () => undefined;
  const inHand: Promise<void>[] = [];
  const consumer = {
    events: { FETCH: 'fetch' },
    on: (event: string, listener: () => void) => {
      if (event === 'fetch') fetched = listener;
    },
    ...{ connect: nothing, subscribe: nothing, disconnect: nothing },
    stop: () => Promise.allSettled(inHand),
    run: async (options: { eachBatch: typeof eachBatch }) => {
      eachBatch = options.eachBatch;
    },
  };
  const transaction = {
    send: async ({ messages }: { messages: { partition: number }[] }) => [
      { errorCode: 0, partition: messages[0]?.partition },
    ],
    sendOffsets: async ({ topics }: { topics: { partitions: { offset: string }[] }[] }) => {
      committed.push(topics[0]?.partitions[0]?.offset ?? '');
    },
    ...{ commit: nothing, abort: nothing },
  };
  const producer = { connect: nothing, disconnect: nothing, transaction: async () => transaction };
  const admin = { connect: nothing, disconnect: nothing, fetchOffsets: async () => [{ partitions: [] }] };
  return {
    createClient: () =>
      ({ consumer: () => consumer, producer: () => producer, admin: () => admin }) as unknown as Kafka,
    /** Offsets, in the order of their commits. */
    committed,
    fetched: () => fetched(),
    deliver: (partition: number, count: number, heartbeat: () => Promise<void> = async () => undefined) => {
      const batch = { topic: 'esc', partition, firstOffset: () => '0', messages: messagesOf(partition, count) };
      const rest = { resolveOffset: () => undefined, isRunning: () => true, isStale: () => false };
      const settled = eachBatch({ batch, heartbeat, ...rest } as unknown as EachBatchPayload);
      inHand.push(settled);
      return settled;
    },
  };
}

const messagesOf = (partition: number, count: number) =>
  Array.from({ length: count }, (_, offset) => {
    const ticket: EscalatedTicket = {
      specVersion: 1,
      ticketId: `T-${partition}-${offset}`,
      revision: 1,
      channel: 'email',
      subject: 'Help',
      body: 'It does not open.',
      language: 'en',
      source: { topic: 'in', partition, offset },
      candidates: [{ category: taxonomy.codes[0], probability: 0.5 }],
      threshold: 0.75,
      embedding: null,
      taxonomyVersion: taxonomy.version,
      modelVersion: model.version,
      timings: { queuedMs: 1, classifyMs: 1 },
    };
    const value = Buffer.from(JSON.stringify(ticket));
    return { offset: String(offset), key: null, value, timestamp: String(Date.now()), headers: {} };
  });

/** An escalator whose frontier model takes this long for a ticket. */
async function startedWith(askMs: (ticket: EscalatedTicket) => number, concurrency: number) {
  const kafka = fakeKafka();
  const onFailure = vi.fn();
  const answered: string[] = [];
  const opinion = {
    category: taxonomy.codes[0],
    model: 'm',
    promptVersion: '1',
    votes: { for: 1, of: 1 },
    rationale: '',
  };
  const ask: Frontier['ask'] = async (ticket, _budget, signal) => {
    await new Promise<void>((resolve, reject) => {
      setTimeout(resolve, askMs(ticket));
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
    answered.push(ticket.ticketId);
    return { kind: 'opinion', opinion, doubt: null, usd: 0 };
  };
  const running = await runEscalator(
    {
      groupPrefix: 'test',
      topics,
      validate: createRoutingEventValidator(taxonomy),
      createClient: kafka.createClient,
      partitionCounts: new Map(['out', 'rej', 'esc'].map((topic) => [topic, 6])),
      stallSeconds: 60,
      log: createLog('silent'),
      onFailure,
    },
    {
      ...{ taxonomy, model, concurrency, dailyBudgetUsd: undefined, stopSeconds: 10, clock: () => new Date() },
      rules: { ...policy.frontier, record: null },
      frontier: { ask, model: 'm', promptVersion: '1' } as Frontier,
    },
  );
  return { kafka, running, onFailure, answered };
}

test('when tickets wait long for one free place, then that is no stall, as long as answers come', async () => {
  const { kafka, onFailure } = await startedWith(() => 20_000, 1);
  const settled = kafka.deliver(0, 16);
  await vi.advanceTimersByTimeAsync(16 * 20_000 + 5_000);
  await settled;
  expect(kafka.committed).toEqual(['8', '16']);
  expect(onFailure).not.toHaveBeenCalled();
});

test('when no answer comes at all, then it is one', async () => {
  const { kafka, onFailure } = await startedWith(() => 1_000_000, 1);
  void kafka.deliver(0, 16);
  await vi.advanceTimersByTimeAsync(65_000);
  expect(onFailure).toHaveBeenCalledWith(expect.objectContaining({ code: 'NO_PROGRESS' }));
});

test('when a partition is taken away while its tickets wait, then nobody takes it for stalled afterwards', async () => {
  const { kafka, onFailure } = await startedWith(() => 30_000, 1);
  const kept = kafka.deliver(0, 8);
  let beats = 0;
  const expelled = Object.assign(new Error('gone'), { type: 'UNKNOWN_MEMBER_ID' });
  const taken = expect(
    kafka.deliver(1, 8, async () => {
      beats += 1;
      if (beats > 1) throw expelled;
    }),
  ).rejects.toBe(expelled);
  await vi.advanceTimersByTimeAsync(8 * 30_000 + 5_000);
  await Promise.all([kept, taken]);
  for (let second = 0; second < 120; second++) {
    kafka.fetched();
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(onFailure).not.toHaveBeenCalled();
});

test.each(['the process stops', 'the group is joined anew'])(
  'when %s, then answers up to the first that is missing are committed, and nothing new is begun',
  async (why) => {
    const isStop = why === 'the process stops';
    const slowAt = 11;
    const { kafka, running, answered } = await startedWith(
      ({ source }) => (source.offset === slowAt ? 3_600_000 : 3_000),
      16,
    );
    let isLeaving = false;
    const rebalance = Object.assign(new Error('rebalance'), { type: 'REBALANCE_IN_PROGRESS' });
    const batch = kafka.deliver(0, 40, async () => {
      if (isLeaving) throw rebalance;
    });
    const left = isStop ? expect(batch).resolves.toBeUndefined() : expect(batch).rejects.toBe(rebalance);
    await vi.advanceTimersByTimeAsync(1_500);
    if (isStop) void running.stop();
    else isLeaving = true;
    await vi.advanceTimersByTimeAsync(20_000);
    await left;
    expect(kafka.committed.at(-1)).toBe(String(slowAt));
    expect(answered).toHaveLength(15);
  },
);
