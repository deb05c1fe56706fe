import { type Kafka, Partitioners, type Producer } from 'kafkajs';
import { SignalboxError } from '../errors.ts';
import { boundedSends } from './bounded-sends.ts';

export interface TicketPublisher {
  /** Resolves when the broker has the bytes: at least once, a lost answer is repeated. @throws SignalboxError BROKER_UNREACHABLE */
  publish(ticketId: string, value: Buffer): Promise<void>;
  publishAll(tickets: readonly { ticketId: string; value: Buffer }[]): Promise<void>;
  close(): Promise<void>;
}

/** Puts tickets on the inbound topic, keyed by their id, so that the revisions of a ticket keep their order. */
export async function createTicketPublisher(kafka: Kafka, topic: string): Promise<TicketPublisher> {
  let producer = await connect();
  const partitionMetadata = await partitionsOf(kafka, topic);
  const partitioner = Partitioners.DefaultPartitioner();

  async function connect(): Promise<Producer> {
    const connecting = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 8 },
    });
    await connecting.connect();
    return connecting;
  }

  async function publishAll(tickets: readonly { ticketId: string; value: Buffer }[]): Promise<void> {
    const byPartition = new Map<number, { key: string; value: Buffer; partition: number }[]>();
    for (const { ticketId, value } of tickets) {
      const partition = partitioner({ topic, partitionMetadata, message: { key: ticketId, value } });
      const own = byPartition.get(partition) ?? [];
      byPartition.set(partition, own);
      own.push({ key: ticketId, value, partition });
    }
    // One send is one partition: kafkajs loses messages of a send whose partitions change leaders midway.
    for (const own of byPartition.values()) {
      for (const messages of boundedSends(own)) await send(messages);
    }
  }

  async function send(messages: { key: string; value: Buffer; partition: number }[]): Promise<void> {
    try {
      const [answer] = await producer.send({ topic, messages, acks: -1 });
      if (answer?.errorCode !== 0) throw new Error(`the broker answered ${JSON.stringify(answer)}`);
    } catch (cause) {
      // After any error a sequence number may be used twice, and the next message taken for a duplicate: a new producer.
      const failed = producer;
      producer = await connect().catch(() => failed);
      if (producer !== failed) await failed.disconnect().catch(() => undefined);
      throw new SignalboxError('BROKER_UNREACHABLE', `a ticket could not be published: ${String(cause)}`, { cause });
    }
  }

  return {
    publish: (ticketId, value) => publishAll([{ ticketId, value }]),
    publishAll,
    close: () => producer.disconnect(),
  };
}

async function partitionsOf(kafka: Kafka, topic: string) {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions ?? [];
  } finally {
    await admin.disconnect();
  }
}
