import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { createKafka } from '../../service/kafka/connect.ts';
import { createTicketPublisher } from '../../service/kafka/publish-tickets.ts';
import { type ReviewerParts, runReviewer } from '../../service/kafka/run-reviewer.ts';
import { createMessageReader } from '../../service/review/read-message.ts';
import { openStore, type Store } from '../../service/review/store/open-store.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { taxonomy } from '../support/fixtures.ts';
import { type KafkaSetup, makeTickets, setUpKafka } from '../support/kafka-setup.ts';
import { countAll } from '../support/kept.ts';
import { until } from '../support/until.ts';

const stores: Store[] = [];
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

/** A reviewer in this process; `beforeWrite` is done before each write, and not before the look whether the store is empty. */
async function startReviewer(
  kafka: KafkaSetup,
  beforeWrite: () => Promise<void> | void,
  { store: given, ...more }: Partial<ReviewerParts> & { store?: Store },
) {
  const store = given ?? (await openStore({}));
  if (!given) stores.push(store);
  let isChecked = false;
  const reviewer = await runReviewer({
    groupPrefix: kafka.groupPrefix,
    topics: kafka.topics,
    createClient: kafka.client,
    read: createMessageReader(taxonomy),
    withStore: async (work) => {
      if (isChecked) await beforeWrite();
      isChecked = true;
      return work(store.db);
    },
    onStored: () => undefined,
    onSkipped: () => undefined,
    onLag: () => undefined,
    onMoved: () => undefined,
    onIdle: () => undefined,
    onFailure: () => undefined,
    stallSeconds: 60,
    log: createLog('silent'),
    ...more,
  });
  return { reviewer, db: store.db, store };
}

async function committed({ client, groupPrefix, topics }: KafkaSetup): Promise<number> {
  const admin = client('test-admin').admin();
  await admin.connect();
  try {
    const [offsets] = await admin.fetchOffsets({ groupId: `${groupPrefix}-reviewer`, topics: [topics.inbound] });
    return (offsets?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
  } finally {
    await admin.disconnect();
  }
}

test('when it stops in the middle of a write, then what was written is committed', async () => {
  const kafka = await setUpKafka({ partitions: 1 });
  await kafka.publish(makeTickets(5));
  let isWriting = false;
  let write: () => void = () => undefined;
  const allowed = new Promise<void>((resolve) => (write = resolve));
  const wait = () => {
    isWriting = true;
    return allowed;
  };
  const { reviewer, db } = await startReviewer(kafka, wait, {});
  await until('it writes', () => isWriting);
  const stopped = reviewer.stop();
  write();
  await stopped;
  expect((await countAll(db)).texts).toBe(5);
  expect(await committed(kafka)).toBe(5);
});

test('when its place in the group was lost before a commit, then it joins anew and goes on', async () => {
  const kafka = await setUpKafka({ partitions: 1 });
  await kafka.publish(makeTickets(5));
  const onFailure = vi.fn();
  const onMoved = vi.fn();
  let pauses = 1;
  // As a laptop that sleeps, or a container without a processor: nothing of this process runs, its heartbeats neither.
  const pause = () => {
    if (pauses-- > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 13_000);
  };
  const { reviewer } = await startReviewer(kafka, pause, { onFailure, onMoved });
  try {
    await until('all is committed', async () => onFailure.mock.calls.length > 0 || (await committed(kafka)) === 5);
    expect(onFailure).not.toHaveBeenCalled();
    expect(onMoved.mock.calls.length).toBeGreaterThan(1);
  } finally {
    await reviewer.stop();
  }
});

test('when the store hangs for longer than a stall, then the process goes on, and all is stored once it answers', async () => {
  const kafka = await setUpKafka({ partitions: 1 });
  await kafka.publish(makeTickets(5));
  const stallSeconds = 10;
  const onFailure = vi.fn();
  let hangsSince: number | undefined;
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const hang = () => {
    hangsSince ??= performance.now();
    return answered;
  };
  const { reviewer, db } = await startReviewer(kafka, hang, { onFailure, stallSeconds });
  try {
    const hangsFor = () => (hangsSince === undefined ? 0 : performance.now() - hangsSince);
    await until('it is given up, or has hung long enough', () => {
      return onFailure.mock.calls.length > 0 || hangsFor() > 2 * stallSeconds * 1000;
    });
    expect(onFailure).not.toHaveBeenCalled();
    answer();
    await until('all is committed', async () => (await committed(kafka)) === 5);
    expect((await countAll(db)).texts).toBe(5);
  } finally {
    answer();
    await reviewer.stop();
  }
});

test('when the store hangs, then what it has not taken yet counts as lag', async () => {
  const kafka = await setUpKafka({ partitions: 1 });
  await kafka.publish(makeTickets(5));
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const lags: number[] = [];
  const onLag = (_topic: string, _partition: number, messages: number) => void lags.push(messages);
  const { reviewer } = await startReviewer(kafka, () => answered, { onLag });
  try {
    await until('it is told', () => lags.length > 0);
    expect(new Set(lags)).toEqual(new Set([5])); // once more where the group is joined anew meanwhile
    answer();
    await until('it has caught up', () => lags.at(-1) === 0);
  } finally {
    answer();
    await reviewer.stop();
  }
});

test('when what came last is taken back by its transaction, then it is no lag any more', async () => {
  const kafka = await setUpKafka({ partitions: 1 });
  const transactionalId = `${kafka.groupPrefix}-test`;
  const producer = kafka.client('test').producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  await kafka.publish(makeTickets(1));
  const transaction = await producer.transaction();
  await transaction.send({ topic: kafka.topics.inbound, messages: makeTickets(3, 'other') });
  const lags: number[] = [];
  const onLag = (_topic: string, _partition: number, messages: number) => void lags.push(messages);
  const { reviewer } = await startReviewer(kafka, () => undefined, { onLag });
  try {
    await until('all that may be read is stored', () => lags.at(-1) === 3);
    await transaction.abort();
    await until('nothing is left to store', () => lags.at(-1) === 0);
    expect(await committed(kafka)).toBe(1);
  } finally {
    await reviewer.stop();
    await producer.disconnect();
  }
});

/** All that is told, by kafkajs too. */
function listen({ broker }: KafkaSetup) {
  const told: Record<string, unknown>[] = [];
  const log = pino({ level: 'warn', base: null }, { write: (line: string) => told.push(JSON.parse(line)) });
  return {
    told,
    parts: {
      log,
      createClient: (id: string) => createKafka({ brokers: [broker], ssl: false, sasl: undefined }, id, log),
    },
  };
}

async function deleteBefore({ client, topics }: KafkaSetup, offset: string) {
  const admin = client('test-admin').admin();
  await admin.connect();
  await admin.fetchTopicOffsets(topics.inbound); // kafkajs deletes of topics alone that it has looked at
  await admin.deleteTopicRecords({ topic: topics.inbound, partitions: [{ partition: 0, offset }] });
  await admin.disconnect();
}

async function moveTo({ client, topics, groupPrefix }: KafkaSetup, offset: string) {
  const admin = client('test-admin').admin();
  await admin.connect();
  const partitions = [{ partition: 0, offset }];
  await admin.setOffsets({ groupId: `${groupPrefix}-reviewer`, topic: topics.inbound, partitions });
  await admin.disconnect();
}

test.each<[string, (kafka: KafkaSetup) => Promise<void>, { texts: number; settled: number; tells: object }]>([
  [
    'was overtaken by retention',
    async (kafka) => {
      await kafka.publish(makeTickets(4, 'later'));
      await deleteBefore(kafka, '4');
    },
    {
      ...{ texts: 4, settled: 6 },
      tells: { storedBefore: '2', skipped: '2', firstLeft: '4', msg: expect.stringContaining('deleted before') },
    },
  ],
  [
    'lies beyond the end of its log',
    (kafka) => moveTo(kafka, '10'),
    {
      ...{ texts: 2, settled: 2 },
      tells: { storedBefore: '10', end: '2', msg: expect.stringContaining('the broker has lost messages') },
    },
  ],
  [
    'was overwritten',
    (kafka) => moveTo(kafka, '-2'), // as kafkajs does after a read out of range
    {
      ...{ texts: 2, settled: 2 },
      tells: { firstLeft: '0', end: '2', msg: expect.stringContaining('is lost; all that is left is read again') },
    },
  ],
])('when a place %s, then it is told, and what is left is read', async (_, move, { texts, settled, tells }) => {
  const kafka = await setUpKafka({ partitions: 1 });
  const { told, parts } = listen(kafka);
  await kafka.publish(makeTickets(2));
  const first = await startReviewer(kafka, () => undefined, parts);
  await until('both are stored', async () => (await committed(kafka)) === 2);
  await first.reviewer.stop();
  await move(kafka);
  expect(told).toEqual([]);
  const { reviewer, db } = await startReviewer(kafka, () => undefined, { ...parts, store: first.store });
  try {
    await until('what is left is read', async () => (await committed(kafka)) === settled);
    expect((await countAll(db)).texts).toBe(texts);
    expect(told).toEqual([expect.objectContaining({ topic: kafka.topics.inbound, partition: 0, ...tells })]);
  } finally {
    await reviewer.stop();
  }
});

test('when the store is empty and the group was through, then all is read from where the log begins, and nothing looks lost', async () => {
  const kafka = await setUpKafka({ partitions: 1 });
  const { told, parts } = listen(kafka);
  await kafka.publish(makeTickets(6));
  await deleteBefore(kafka, '4');
  await moveTo(kafka, '6');
  const { reviewer, db } = await startReviewer(kafka, () => undefined, parts);
  try {
    await until('what is left is stored', async () => (await countAll(db)).texts === 2);
    expect(told).toEqual([]);
  } finally {
    await reviewer.stop();
  }
});

test('when two helpdesks use one id for corrections of two tickets, then the second is told, and counts as skipped and not as stored', async () => {
  const kafka = await setUpKafka({ partitions: 1 });
  const { told, parts } = listen(kafka);
  const publisher = await createTicketPublisher(kafka.client('test-helpdesks'), kafka.topics.corrections);
  const said = { category: 'PAY', correctedBy: 'kim', correctedAt: '2026-01-01T00:00:00Z' };
  const words = ['T-1', 'T-2', 'T-1'].map((ticketId) => ({
    ticketId,
    value: Buffer.from(JSON.stringify({ ticketId, ...said })),
    headers: { ce_id: '1' },
  }));
  await publisher.publishAll(words);
  await publisher.close();
  let stored = 0;
  let skipped = 0;
  const counting = { onStored: (_: string, records: number) => (stored += records), onSkipped: () => (skipped += 1) };
  const { reviewer, db } = await startReviewer(kafka, () => undefined, { ...parts, ...counting });
  try {
    await until('all are settled', () => stored + skipped === 3);
    expect([stored, skipped]).toEqual([2, 1]);
    expect(await db.selectFrom('corrections').select('ticket_id').execute()).toEqual([{ ticket_id: 'T-1' }]);
    const place = { topic: kafka.topics.corrections, partition: 0, offset: '1' };
    expect(told).toEqual([expect.objectContaining({ ...place, why: expect.stringContaining('ce_id') })]);
  } finally {
    await reviewer.stop();
  }
});
