import kafkajs, { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import { SignalboxError } from '../errors.ts';
import { boundedSends } from './bounded-sends.ts';

export interface PublishedTicket {
  /** Key of the message. */
  ticketId: string | Buffer;
  value: Buffer;
  headers?: NonNullable<Message['headers']>;
}

export interface TicketPublisher {
  /**
   * Resolves when the broker has the bytes: at least once, a lost answer is repeated. While the broker is away not more wait
   * than `mostWaitingBytes`, and those whose `signal` is aborted meanwhile are not sent: whoever gave up sends again.
   * @throws SignalboxError BROKER_UNREACHABLE; INPUT_INVALID when the topic does not take so large a message; what the signal says
   */
  publish(ticketId: string, value: Buffer, signal?: AbortSignal): Promise<void>;
  publishAll(tickets: readonly PublishedTicket[]): Promise<void>;
  /**
   * The same for tickets that the topic has taken before: its limit is on what is stored, and they may have come compressed. So
   * what it refuses goes on compressed, and what it refuses even so does not hold up the others.
   * @returns those that are not on the topic now
   */
  publishAgain(tickets: readonly PublishedTicket[]): Promise<PublishedTicket[]>;
  /** Waits for what is being sent; what waits behind it is refused. */
  close(): Promise<void>;
}

export const mostWaitingBytes = 32 * 1024 * 1024;

const { CompressionTypes } = kafkajs; // its CommonJS build hides this name from ESM imports

interface TicketMessage {
  key: string | Buffer;
  value: Buffer;
  partition: number;
  headers?: NonNullable<Message['headers']>;
}

/** Puts tickets on the inbound topic, keyed by their id, so that the revisions of a ticket keep their order. */
export async function createTicketPublisher(kafka: Kafka, topic: string): Promise<TicketPublisher> {
  const partitionMetadata = await partitionsOf(kafka, topic);
  const partitioner = Partitioners.DefaultPartitioner();
  let producer: Producer | undefined = await connect();
  let lastSend: Promise<unknown> = Promise.resolve();
  let waitingBytes = 0;
  let isClosing = false;

  async function connect(): Promise<Producer> {
    const connecting = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 8 },
    });
    try {
      await connecting.connect();
      return connecting;
    } catch (error) {
      // The connection may stand, and the producer's id have been refused. Whoever tries again makes a new one.
      await connecting.disconnect().catch(() => undefined);
      throw error;
    }
  }

  async function publish(ticketId: string, value: Buffer, signal?: AbortSignal): Promise<void> {
    if (waitingBytes > 0 && waitingBytes + value.length > mostWaitingBytes) {
      throw new SignalboxError('BROKER_UNREACHABLE', 'too many tickets are waiting for the broker already', {
        remedy: 'try again in a moment; if it repeats, look at the broker (signalbox doctor)',
      });
    }
    waitingBytes += value.length;
    try {
      await publishAll([{ ticketId, value }], { signal });
    } finally {
      waitingBytes -= value.length;
    }
  }

  /** @param refused gets those that are too large; without it the first of them ends it */
  async function publishAll(
    tickets: readonly PublishedTicket[],
    { signal, refused }: { signal?: AbortSignal | undefined; refused?: TicketMessage[] } = {},
  ): Promise<void> {
    const byPartition = new Map<number, TicketMessage[]>();
    for (const { ticketId, value, headers } of tickets) {
      const partition = partitioner({ topic, partitionMetadata, message: { key: ticketId, value } });
      const own = byPartition.get(partition) ?? [];
      byPartition.set(partition, own);
      own.push({ key: ticketId, value, partition, ...(headers ? { headers } : {}) });
    }
    // One send is one partition: kafkajs loses messages of a send whose partitions change leaders midway.
    for (const own of byPartition.values()) {
      for (const messages of boundedSends(own)) await send(messages, signal, refused);
    }
  }

  /** One after the other: kafkajs gives a retry a new sequence number, which another send may have taken meanwhile. */
  function send(messages: TicketMessage[], signal?: AbortSignal, refused?: TicketMessage[]): Promise<void> {
    const sent = lastSend.then(() => {
      signal?.throwIfAborted();
      if (isClosing) throw new SignalboxError('STOPPING', 'the service stops before the ticket was published');
      return sendNow(messages, refused);
    });
    lastSend = sent.catch(() => undefined);
    return sent;
  }

  async function sendNow(
    messages: TicketMessage[],
    refused: TicketMessage[] | undefined,
    compression = CompressionTypes.None,
  ): Promise<void> {
    try {
      producer ??= await connect();
      const [answer] = await producer.send({ topic, messages, acks: -1, compression });
      if (answer?.errorCode !== 0) throw new Error(`the broker answered ${JSON.stringify(answer)}`);
    } catch (cause) {
      // After any error a sequence number may be used twice, and the next message taken for a duplicate: a new producer.
      const failed = producer;
      producer = undefined;
      await failed?.disconnect().catch(() => undefined);
      if (isTooLarge(cause)) {
        // Together they may be too large for a topic that takes each of them.
        if (messages.length > 1) {
          for (const message of messages) await sendNow([message], refused);
          return;
        }
        if (refused) {
          if (compression === CompressionTypes.None) await sendNow(messages, refused, CompressionTypes.GZIP);
          else refused.push(...messages);
          return;
        }
        throw new SignalboxError(
          'INPUT_INVALID',
          `${topic} does not take a ticket of ${messages[0]?.value.length} bytes`,
          {
            cause,
            remedy: `shorten the ticket, or raise max.message.bytes (and segment.bytes, if it is smaller) of ${topic}`,
          },
        );
      }
      throw new SignalboxError('BROKER_UNREACHABLE', `a ticket could not be published: ${String(cause)}`, {
        cause,
        remedy: 'try again; if it repeats, look at the broker (signalbox doctor)',
      });
    }
  }

  return {
    publish,
    publishAll: (tickets) => publishAll(tickets),
    publishAgain: async (tickets) => {
      const refused: TicketMessage[] = [];
      await publishAll(tickets, { refused });
      return refused.map(({ key, partition, ...message }) => ({ ticketId: key, ...message }));
    },
    close: async () => {
      isClosing = true;
      await lastSend;
      await producer?.disconnect();
    },
  };
}

/** For `max.message.bytes` of the topic, and for its `segment.bytes`. */
const tooLargeTypes = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

function isTooLarge(error: unknown): boolean {
  const { type, cause } = error as { type?: unknown; cause?: unknown };
  return tooLargeTypes.has(String(type)) || (cause instanceof Error && isTooLarge(cause));
}

async function partitionsOf(kafka: Kafka, topic: string) {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions ?? [];
  } finally {
    await admin.disconnect();
  }
}
