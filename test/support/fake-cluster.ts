import type { EachBatchPayload, Kafka, Message } from 'kafkajs';
import { until } from './until.ts';

const nothing = async () => undefined;

/** A cluster for logic alone: one member of a group on topic `in`; it is told when it joins and is given its batches by hand. */
export function createFakeCluster({ partitions }: { partitions: number }) {
  const listeners = new Map<string, ((event: object) => void)[]>();
  const committed = new Map<number, string>();
  const sends: { topic: string; messages: Message[] }[] = [];
  const producers = { opened: 0, closed: 0 };
  const seeks = new Map<number, number>();
  const seeksOf = (partition: number) => seeks.get(partition) ?? 0;
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  let eachBatch: (payload: EachBatchPayload) => Promise<void> = nothing;
  let isPaused = false;
  let beforeAnswer: () => void = () => undefined;

  const consumer = {
    ...{ connect: nothing, subscribe: nothing, disconnect: nothing, stop: nothing },
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
    },
    seek: ({ partition }: { partition: number }) => void seeks.set(partition, seeksOf(partition) + 1),
    events: { GROUP_JOIN: 'join', REQUEST: 'request' },
    on: (event: string, listener: (event: object) => void) => {
      listeners.set(event, [...(listeners.get(event) ?? []), listener]);
    },
    run: async (options: { eachBatch: typeof eachBatch }) => {
      eachBatch = options.eachBatch;
    },
  };
  const tell = (event: string, payload: object) => {
    for (const listener of listeners.get(event) ?? []) listener({ payload });
  };
  type Offsets = { topics: { partitions: { partition: number; offset: string }[] }[] };
  const transaction = async () => ({
    ...{ abort: nothing, commit: nothing },
    send: async (sent: { topic: string; messages: Message[] }) => {
      sends.push(sent);
      beforeAnswer();
      return [{ errorCode: 0, partition: sent.messages[0]?.partition }];
    },
    sendOffsets: async ({ topics }: Offsets) => {
      for (const { partition, offset } of topics.flatMap(({ partitions }) => partitions))
        committed.set(partition, offset);
    },
  });
  const producer = () => ({
    connect: async () => void producers.opened++,
    disconnect: async () => void producers.closed++,
    transaction,
  });
  const admin = {
    ...{ connect: nothing, disconnect: nothing },
    fetchOffsets: async () => [
      {
        topic: 'in',
        partitions: all.map((partition) => ({ partition, offset: committed.get(partition) ?? '-1', metadata: '' })),
      },
    ],
    fetchTopicOffsets: async () => all.map((partition) => ({ partition, low: '0', high: '10000' })),
  };

  return {
    createClient: () => ({ consumer: () => consumer, producer, admin: () => admin }) as unknown as Kafka,
    /** What was sent, and the offsets that were committed, by partition. */
    ...{ sends, committed, producers },
    /** The member joins, once more, and is given all partitions, or these. */
    join(given = all) {
      tell('request', { apiName: 'JoinGroup' });
      tell('join', { memberId: 'a', memberAssignment: { in: given } });
    },
    /** It knows where to go on, and reads. */
    isInPlace: () => until('the member reads', () => !isPaused),
    /** A batch is read and handed over at once. */
    deliver(...of: Parameters<typeof this.read>): Promise<void> {
      return this.read(...of)();
    },
    /** Something that happens while the broker writes what is sent. */
    whileSending(happens: () => void) {
      beforeAnswer = () => {
        beforeAnswer = () => undefined;
        happens();
      };
    },
    /** A batch is read of a partition. @returns what hands it over, whose promise settles when its handler does */
    read(partition: number, first: number, values: readonly (Buffer | null)[]): () => Promise<void> {
      const messages = values.map((value, i) => ({ key: null, value, offset: String(first + i), timestamp: '0' }));
      const ends = { firstOffset: () => String(first), lastOffset: () => String(first + values.length - 1) };
      const batch = { topic: 'in', partition, ...ends, highWatermark: '10000', messages };
      const seeksBefore = seeksOf(partition);
      const isStale = () => seeksOf(partition) > seeksBefore;
      const parts = { heartbeat: nothing, resolveOffset: nothing, isRunning: () => true, isStale };
      return () => eachBatch({ batch, ...parts } as unknown as EachBatchPayload);
    },
  };
}
