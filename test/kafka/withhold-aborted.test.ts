import fc from 'fast-check';
import type { Transaction } from 'kafkajs';
import { expect, it } from 'vitest';
import { readTopic } from '../../service/kafka/read-topic.ts';
import { type FetchedPartition, hideAborted } from '../../service/kafka/withhold-aborted.ts';
import { setUpKafka } from '../support/kafka-setup.ts';

const marker = (type: 'abort' | 'commit') => Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1]);

type Message = FetchedPartition['messages'][number];

const message = (offset: number, producerId: string, key = Buffer.from('T-1')): Message => ({
  offset: String(offset),
  key,
  isControlRecord: false,
  batchContext: { producerId, inTransaction: true },
});
const control = (offset: number, producerId: string, type: 'abort' | 'commit'): Message => ({
  ...message(offset, producerId, marker(type)),
  isControlRecord: true,
});

/** Offsets that a reader is given. */
function handedOver(messages: Message[], abortedTransactions: FetchedPartition['abortedTransactions']): number[] {
  const partition = { messages, abortedTransactions };
  hideAborted(partition);
  return partition.messages.filter(({ isControlRecord }) => !isControlRecord).map(({ offset }) => Number(offset));
}

it('when aborted transactions of two producers overlap, then nothing of either is handed over', () => {
  const messages = [
    message(10, 'a'),
    message(11, 'a'),
    message(12, 'b'),
    control(13, 'b', 'abort'),
    message(14, 'a'),
    control(15, 'a', 'abort'),
    message(16, 'a'),
    control(17, 'a', 'commit'),
  ];
  const ended = [
    { producerId: 'b', firstOffset: '12' },
    { producerId: 'a', firstOffset: '10' },
  ];
  expect(handedOver(messages, ended)).toEqual([16]);
});

it('when a fetch begins in the midst of several aborted transactions, then the rest of each is withheld from its first message on', () => {
  const messages = [message(13, 'b'), message(14, 'a'), control(15, 'a', 'abort'), control(16, 'b', 'abort')];
  const ended = [
    { producerId: 'a', firstOffset: '10' },
    { producerId: 'b', firstOffset: '12' },
  ];
  expect(handedOver(messages, ended)).toEqual([]);
});

it('when the key of a message is that of an abort marker, then it ends no transaction', () => {
  const messages = [message(1, 'a', marker('abort')), message(2, 'a'), control(3, 'a', 'abort'), message(4, 'a')];
  expect(handedOver(messages, [{ producerId: 'a', firstOffset: '1' }])).toEqual([4]);
});

it('when nothing was aborted, then everything is handed over, also to a reader of what is not committed', () => {
  const old: Message = { offset: '3', key: null };
  for (const none of [[], null])
    expect(handedOver([message(1, 'a'), control(2, 'a', 'commit'), { ...old }], none)).toEqual([1, 3]);
});

/** What producers do to one partition, in turns; each has one transaction open at most. */
const steps = fc.array(
  fc.record({ producer: fc.constantFrom('a', 'b', 'c'), step: fc.constantFrom('write', 'write', 'abort', 'commit') }),
  { maxLength: 60 },
);

it('however transactions overlap and wherever a fetch begins, then exactly what was committed is handed over', () => {
  fc.assert(
    fc.property(steps, fc.nat(60), (taken, from) => {
      const log: Message[] = [];
      const open = new Map<string, number[]>();
      const aborted: { producerId: string; firstOffset: string; end: number }[] = [];
      const committed: number[] = [];
      const end = (producer: string, type: 'abort' | 'commit') => {
        const offsets = open.get(producer);
        if (!offsets) return;
        open.delete(producer);
        if (type === 'commit') committed.push(...offsets);
        else aborted.push({ producerId: producer, firstOffset: String(offsets[0]), end: log.length });
        log.push(control(log.length, producer, type));
      };
      for (const { producer, step } of taken) {
        if (step !== 'write') end(producer, step);
        else {
          open.set(producer, [...(open.get(producer) ?? []), log.length]);
          log.push(message(log.length, producer));
        }
      }
      for (const producer of [...open.keys()]) end(producer, 'abort');
      // The broker names those that end at or behind the place.
      const named = aborted.filter(({ end }) => end >= from);
      const wanted = committed.filter((offset) => offset >= from).sort((a, b) => a - b);
      expect(handedOver(log.slice(from), named)).toEqual(wanted);
    }),
  );
});

it('when two producers write to one partition in transactions that overlap and both are aborted, then a real reader sees what was committed only', async () => {
  const { topics, groupPrefix, client } = await setUpKafka({ partitions: 1 });
  const topic = topics.inbound;
  const [first, second] = ['first', 'second'].map((name) =>
    client(name).producer({
      ...{ idempotent: true, maxInFlightRequests: 1 },
      transactionalId: `${groupPrefix}-${name}`,
    }),
  );
  if (!first || !second) throw new Error('two were made');
  const write = (to: { send: Transaction['send'] }, value: string) =>
    to.send({ topic, acks: -1, messages: [{ partition: 0, value }] });
  try {
    await Promise.all([first.connect(), second.connect()]);
    const outer = await first.transaction();
    await write(outer, 'aborted, begun first');
    const inner = await second.transaction();
    await write(inner, 'aborted, begun second');
    await inner.abort();
    await write(outer, 'aborted, behind the end of the other');
    await outer.abort();
    const good = await second.transaction();
    await write(good, 'committed');
    await good.commit();

    const seen: string[] = [];
    await readTopic(client('reader'), { topic, groupPrefix }, ({ value }) => seen.push(String(value)));
    expect(seen).toEqual(['committed']);
  } finally {
    await Promise.all([first.disconnect(), second.disconnect()]);
  }
});
