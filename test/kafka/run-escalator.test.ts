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
  const listeners = new Map<string, ((event: object) => void)[]>();
  const tell = (event: string, payload: object = {}) => {
    for (const listener of listeners.get(event) ?? []) listener({ payload });
  };
  const committed: string[] = [];
  const written = new Set<string>();
  const reads: { maxBytesPerPartition?: number }[] = [];
  const nothing = async () => undefined;
  const inHand: Promise<void>[] = [];
  const consumer = {
    events: { FETCH: 'fetch', GROUP_JOIN: 'join' },
    on: (event: string, listener: (event: object) => void) => {
      listeners.set(event, [...(listeners.get(event) ?? []), listener]);
    },
    ...{ connect: nothing, subscribe: nothing, disconnect: nothing, pause: nothing, resume: nothing, seek: nothing },
    stop: () => Promise.allSettled(inHand),
    run: async (options: { eachBatch: typeof eachBatch }) => {
      eachBatch = options.eachBatch;
      tell('join', { memberId: 'a', memberAssignment: { [topics.escalated]: [0, 1, 2, 3, 4, 5, 6] } });
    },
  };
  const transaction = {
    send: async ({ topic, messages }: { topic: string; messages: { partition: number }[] }) => {
      written.add(topic);
      return [{ errorCode: 0, partition: messages[0]?.partition }];
    },
    sendOffsets: async ({ topics }: { topics: { partitions: { offset: string }[] }[] }) => {
      committed.push(topics[0]?.partitions[0]?.offset ?? '');
    },
    ...{ commit: nothing, abort: nothing },
  };
  const producer = { connect: nothing, disconnect: nothing, transaction: async () => transaction };
  const admin = {
    ...{ connect: nothing, disconnect: nothing },
    fetchOffsets: async () => [{ topic: topics.escalated, partitions: [] }],
    fetchTopicOffsets: async () => [],
  };
  return {
    createClient: () =>
      ({
        consumer: (options: (typeof reads)[0]) => reads.push(options) && consumer,
        producer: () => producer,
        admin: () => admin,
      }) as unknown as Kafka,
    /** Offsets, in the order of their commits. */
    committed,
    /** Topics. */
    written,
    /** How much is read at once. */
    reads,
    fetched: () => tell('fetch'),
    deliver: (
      partition: number,
      count: number,
      heartbeat: () => Promise<void> = async () => undefined,
      more: object | ((offset: number) => object) = {},
    ) => {
      const ends = { firstOffset: () => '0', lastOffset: () => String(count - 1) };
      const batch = { topic: 'esc', partition, ...ends, messages: messagesOf(partition, count, more) };
      const rest = { resolveOffset: () => undefined, isRunning: () => true, isStale: () => false };
      const settled = eachBatch({ batch, heartbeat, ...rest } as unknown as EachBatchPayload);
      inHand.push(settled);
      return settled;
    },
  };
}

const messagesOf = (partition: number, count: number, more: object | ((offset: number) => object)) =>
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
    const value = Buffer.from(JSON.stringify({ ...ticket, ...(typeof more === 'function' ? more(offset) : more) }));
    return { offset: String(offset), key: null, value, timestamp: String(Date.now()), headers: {} };
  });

/** An escalator whose frontier model takes this long for a ticket. */
async function startedWith(
  askMs: (ticket: EscalatedTicket) => number,
  concurrency: number,
  { dailyBudgetUsd, fedPartitions = 6 }: { dailyBudgetUsd?: number; fedPartitions?: number } = {},
) {
  const kafka = fakeKafka();
  const onFailure = vi.fn();
  const log = createLog('silent');
  const warn = vi.spyOn(log, 'warn');
  const answered: string[] = [];
  const paid: string[] = [];
  const opinion = {
    category: taxonomy.codes[0],
    model: 'm',
    promptVersion: '1',
    votes: { for: 1, of: 1 },
    rationale: '',
  };
  const ask: Frontier['ask'] = async (ticket, budget, signal) => {
    const reservation = await budget.reserve(1);
    if (!reservation) return { kind: 'none', reason: 'budget_exhausted', usd: 0 };
    reservation.settle(1);
    paid.push(ticket.ticketId);
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
      partitionCounts: new Map([...['out', 'rej', 'esc'].map((topic) => [topic, 6] as const), ['in', fedPartitions]]),
      stallSeconds: 60,
      log,
      onFailure,
    },
    {
      ...{ taxonomy, concurrency, dailyBudgetUsd, stopSeconds: 10, clock: () => new Date() },
      rules: { ...policy.frontier, record: null },
      frontier: { ask, model: 'm', promptVersion: '1' } as Frontier,
      model,
    },
  );
  await vi.advanceTimersByTimeAsync(0); // it has joined, and knows where to go on
  return { kafka, running, onFailure, warn, answered, paid };
}

test('the day is divided among the partitions that get tickets, and the others have nothing of it', async () => {
  const { kafka, paid } = await startedWith(() => 1, 16, { dailyBudgetUsd: 6, fedPartitions: 2 });
  const batches = [kafka.deliver(0, 5), kafka.deliver(1, 2), kafka.deliver(5, 2)];
  await vi.advanceTimersByTimeAsync(5_000);
  await Promise.all(batches);
  expect(paid.filter((id) => id.startsWith('T-0'))).toHaveLength(3);
  expect(paid.filter((id) => id.startsWith('T-1'))).toHaveLength(2);
  expect(paid.filter((id) => id.startsWith('T-5'))).toEqual([]);
});

test.each([
  [1, 64],
  [16, 64],
  [96, 256],
])(
  'when %i may be asked about at once, then a read of each of six partitions takes no more than %i KiB, as the next waits for all of it',
  async (places, kibibytes) => {
    const { kafka } = await startedWith(() => 1_000, places);
    expect(kafka.reads).toEqual([expect.objectContaining({ maxBytesPerPartition: kibibytes * 1024 })]);
  },
);

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

test('when the router has been upgraded first, then its tickets are asked about, not refused for what it adds', async () => {
  const { kafka, answered } = await startedWith(() => 1_000, 16);
  const later = { timings: { queuedMs: 1, classifyMs: 1, batchMs: 1 }, priority: 'P1' };
  const settled = kafka.deliver(0, 1, undefined, later);
  await vi.advanceTimersByTimeAsync(5_000);
  await settled;
  expect(answered).toEqual(['T-0-0']);
  expect([...kafka.written]).toEqual(['out']);
});

test.each([
  ['version', { taxonomyVersion: '1.9.0' }, { routers: '1.9.0' }],
  ['categories', { candidates: [{ category: 'GONE', probability: 0.5 }] }, { routers: taxonomy.version }],
])(
  'when tickets come from a taxonomy with other %s, then it is told once, with what to do',
  async (_what, more, said) => {
    const { kafka, warn, answered } = await startedWith(() => 1_000, 16);
    const deliver = async (partition: number, fields: object) => {
      const settled = kafka.deliver(partition, 4, undefined, fields);
      await vi.advanceTimersByTimeAsync(5_000);
      await settled;
    };
    await deliver(0, {});
    expect(warn).not.toHaveBeenCalled();
    await deliver(1, more);
    await deliver(2, more);
    expect(answered).toHaveLength(12);
    expect(warn.mock.calls).toEqual([
      [
        { ...said, own: taxonomy.version, remedy: expect.stringContaining('SIGNALBOX_TAXONOMY') },
        expect.stringContaining('another taxonomy'),
      ],
    ]);
  },
);

test('when tickets come from routers with other models, then each is told of once, and they are asked about all the same', async () => {
  const { kafka, warn, answered } = await startedWith(() => 1_000, 16);
  for (const [partition, modelVersion] of [model.version, 'older', 'newer', 'older'].entries()) {
    const settled = kafka.deliver(partition, 3, undefined, { modelVersion });
    await vi.advanceTimersByTimeAsync(5_000);
    await settled;
  }
  expect(answered).toHaveLength(12);
  expect(warn.mock.calls).toEqual(
    ['older', 'newer'].map((routers) => [
      { routers, own: model.version, remedy: expect.stringContaining('SIGNALBOX_MODEL') },
      expect.stringContaining('another model'),
    ]),
  );
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

test('when somebody writes tickets of ever new versions, then not all of them are warned of', async () => {
  const { kafka, warn, running } = await startedWith(() => 0, 1);
  const settled = kafka.deliver(0, 60, undefined, (version) => ({ taxonomyVersion: `t-${version}` }));
  await vi.runAllTimersAsync();
  await settled;
  expect(warn).toHaveBeenCalledTimes(20);
  await running.stop();
});

test('when the input has a partition that the outputs had not at the start, then nothing is paid for it', async () => {
  const { kafka, paid, onFailure, running } = await startedWith(() => 0, 1);
  await kafka.deliver(6, 3).catch(() => undefined);
  expect(onFailure).toHaveBeenCalledWith(expect.objectContaining({ code: 'TOPIC_MISFIT' }));
  expect(paid).toEqual([]);
  await running.stop();
});

test.each(['taxonomyVersion', 'modelVersion'])('a ticket with a %s of any length is a dead letter', async (field) => {
  const { kafka, running } = await startedWith(() => 0, 1);
  const settled = kafka.deliver(0, 1, undefined, { [field]: 'v'.repeat(201) });
  await vi.runAllTimersAsync();
  await settled;
  expect([...kafka.written]).toEqual(['rej']);
  await running.stop();
});

test('a ticket from a topic that Kafka would not name so is a dead letter', async () => {
  const { kafka, running } = await startedWith(() => 0, 1);
  const settled = kafka.deliver(0, 1, undefined, { source: { topic: 'i'.repeat(250), partition: 0, offset: 0 } });
  await vi.runAllTimersAsync();
  await settled;
  expect([...kafka.written]).toEqual(['rej']);
  await running.stop();
});
