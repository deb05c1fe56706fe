import { setTimeout as wait } from 'node:timers/promises';
import kafkajs, { type Kafka, type Message, Partitioners, type Producer, type Transaction } from 'kafkajs';
import { SignalboxError } from '../errors.ts';
import { boundedSends } from './bounded-sends.ts';
import { claimedPlace, type Place } from './places-in-log.ts';

/** A record to publish. Without a partition of its own: it goes to the partition that its input came from. */
export interface OutboundRecord {
  topic: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: NonNullable<Message['headers']>;
  /** What it says, for metrics and progress: an outcome and its category or reason. */
  summary: {
    outcome: 'routed' | 'needs_review' | 'escalated' | 'rejected';
    detail: string;
    /** What the frontier model said of the fine-tuned one's first choice, where it was asked. */
    opinion?: 'agrees' | 'differs' | 'out_of_taxonomy';
  };
}

/** One partition of one topic, as read by one consumer group. */
export interface OwnedPartition {
  groupId: string;
  topic: string;
  partition: number;
}

export interface PartitionProducerParts {
  createClient: (clientId: string) => Kafka;
  /** Partition counts of the topics that are written. */
  partitionCounts: ReadonlyMap<string, number>;
  /** Bytes that are sent to a topic at once, for the sake of its readers; of others as many as every topic takes. */
  mostSentTo?: Readonly<Record<string, number>> | undefined;
}

const transactionTimeoutMs = 30_000;

const { CompressionTypes } = kafkajs; // its CommonJS build hides this name from ESM imports
const largeBytes = 512 * 1024;

/** A dead letter may have come compressed, and topics limit the compressed size: a large one goes on compressed as well. */
function compressionOf({ messages }: { messages: Message[] }) {
  const bytes = messages.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
  return bytes > largeBytes ? { compression: CompressionTypes.GZIP } : {};
}

const longestWaitMs = 2_560; // 5 s in all

/**
 * Where nothing was sent, this is the transaction's first request, and the one before may still be writing its end: kafkajs waits for that
 * in a send alone. A coordinator that moves or loads it would wait for as well, but knows these errors by other names than its own.
 */
const passing = new Set([
  'CONCURRENT_TRANSACTIONS',
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
]);

/** Asking again is safe: each time the coordinators are looked for anew, and the same offset is put in the place of the same offset. */
export async function sendOffsets(transaction: Transaction, offsets: Parameters<Transaction['sendOffsets']>[0]) {
  for (let waitMs = 5; ; waitMs *= 2) {
    try {
      return await transaction.sendOffsets(offsets);
    } catch (error) {
      if (!passing.has(String((error as { type?: unknown }).type)) || waitMs > longestWaitMs) throw error;
      await wait(waitMs);
    }
  }
}

/**
 * The transactional producer of one owned input partition. Its transactional id is that of the partition, not of the process:
 * whoever claims the partition next fences it, also when this process was only paused (kafkajs sends no group generation with offsets).
 */
export class PartitionProducer {
  /** First input offset that is not yet part of a committed transaction; null: nothing was ever committed. */
  position: bigint | null;
  /** What the owner keeps beside its offset, as last committed; it survives crashes and passes to the next owner. */
  note: string;
  #isCommitting = false;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #producer: Producer;
  readonly #owned: OwnedPartition;
  readonly #outputs: Pick<PartitionProducerParts, 'partitionCounts' | 'mostSentTo'>;

  private constructor(
    producer: Producer,
    owned: OwnedPartition,
    outputs: Pick<PartitionProducerParts, 'partitionCounts' | 'mostSentTo'>,
    position: bigint | null,
    note: string,
  ) {
    this.#producer = producer;
    this.#owned = owned;
    this.#outputs = outputs;
    this.position = position;
    this.note = note;
  }

  /**
   * Takes a partition over: ends what the former owner had open, then reads how far it got.
   * The order matters: while a transaction is open, the broker still reports the offset before it.
   * @param last how far this member was, where it knows that nobody else has owned the partition since
   */
  static async claim(
    owned: OwnedPartition,
    { createClient, partitionCounts, mostSentTo }: PartitionProducerParts,
    last?: Place,
  ): Promise<PartitionProducer> {
    const transactionalId = `${owned.groupId}-${owned.topic}-${owned.partition}`;
    const kafka = createClient(transactionalId);
    const producer = kafka.producer({
      transactionalId,
      idempotent: true,
      maxInFlightRequests: 1,
      transactionTimeout: transactionTimeoutMs,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      // The first wait is what back-to-back transactions pay for CONCURRENT_TRANSACTIONS: 5 ms of it instead of 300 by default.
      retry: { initialRetryTime: 5, maxRetryTime: 1_000, multiplier: 2, retries: 12 },
    });
    const admin = kafka.admin();
    try {
      await producer.connect();
      await (await producer.transaction()).abort();
      await admin.connect();
      const place = await claimedPlace(admin, owned, last);
      const { position = null, note = '' } = place ?? {};
      const claimed = new PartitionProducer(producer, owned, { partitionCounts, mostSentTo }, position, note);
      if (place?.isCommitted === false) await claimed.saveNote(note); // a crash would leave nobody who knows it
      return claimed;
    } catch (error) {
      await producer.disconnect().catch(() => undefined);
      throw error;
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  /** How far it got for certain: after a commit whose answer was lost, the broker alone knows. */
  get place(): Place | undefined {
    return this.position === null || this.#isCommitting ? undefined : { position: this.position, note: this.note };
  }

  /**
   * Publishes records and moves the group's offset to `nextOffset` in one transaction: both happen or neither.
   * After any error the producer must be closed and the partition claimed again: kafkajs may have re-used a sequence number
   * of a batch that did land, and the next message would be acknowledged as its duplicate and lost.
   * @param noteAtCommit asked when it is this commit's turn; undefined: the note stays
   */
  publish(
    records: readonly OutboundRecord[],
    nextOffset: bigint,
    noteAtCommit: () => string | undefined = () => undefined,
  ): Promise<void> {
    return this.#inTurn(() => this.#commit(records, nextOffset, noteAtCommit() ?? this.note));
  }

  /** Keeps a note beside the offset, which stays where it is. After any error the same holds as for `publish`. */
  saveNote(note: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.position === null) throw new Error('a note needs a position to stand at');
      await this.#commit([], this.position, note);
    });
  }

  /** A producer has one transaction at a time. */
  #inTurn(commit: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(commit);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #commit(records: readonly OutboundRecord[], nextOffset: bigint, note: string): Promise<void> {
    const { groupId, topic, partition } = this.#owned;
    const transaction = await this.#producer.transaction();
    for (const send of this.#sendsOf(records)) {
      const written = await transaction.send({ topic: send.topic, messages: send.messages, ...compressionOf(send) });
      const [answer] = written;
      if (written.length !== 1 || answer?.errorCode !== 0 || answer.partition !== send.partition) {
        throw new Error(`the broker did not confirm ${send.topic}/${send.partition}: ${JSON.stringify(written)}`);
      }
    }
    // kafkajs writes the metadata of an offset, although its type does not know it.
    const offset = { partition, offset: nextOffset.toString(), metadata: note };
    await sendOffsets(transaction, { consumerGroupId: groupId, topics: [{ topic, partitions: [offset] }] });
    this.#isCommitting = true;
    await transaction.commit();
    this.position = nextOffset;
    this.note = note;
    this.#isCommitting = false;
  }

  async close(): Promise<void> {
    await this.#producer.disconnect().catch(() => undefined);
  }

  /** One send is one topic-partition: kafkajs loses messages of a send whose partitions change leaders midway. */
  #sendsOf(records: readonly OutboundRecord[]): { topic: string; partition: number; messages: Message[] }[] {
    const topics = [...new Set(records.map(({ topic }) => topic))];
    return topics.flatMap((topic) => {
      const partition = this.#outputPartition(topic);
      const messages = records
        .filter((record) => record.topic === topic)
        .map(({ key, value, headers }) => ({ key, value, headers, partition }));
      return boundedSends(messages, this.#outputs.mostSentTo?.[topic]).map((bounded) => ({
        topic,
        partition,
        messages: bounded,
      }));
    });
  }

  // The input's own partition number: a ticket's events keep their order, and no two producers ever write to one partition of
  // an internal topic, where the open transaction of one would hold back what the other has committed.
  #outputPartition(topic: string): number {
    assertHasPartition(topic, this.#owned.partition, this.#outputs.partitionCounts);
    return this.#owned.partition;
  }
}

/** The inbound topic may have grown since the start, when they were compared. @throws SignalboxError TOPIC_MISFIT */
export function assertHasPartition(topic: string, partition: number, counts: ReadonlyMap<string, number>): void {
  const count = counts.get(topic) ?? 0;
  if (partition < count) return;
  throw new SignalboxError(
    'TOPIC_MISFIT',
    `${topic} had ${count} partitions and there is an input partition ${partition}`,
    {
      remedy: `give ${topic} as many partitions as its input has, and start again`,
    },
  );
}
