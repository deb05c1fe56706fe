import { type Kafka, Partitioners } from 'kafkajs';
import { SignalboxError } from '../errors.ts';
import { boundedSends } from './bounded-sends.ts';

export interface TicketPublisher {
  /** Resolves when the broker has the bytes. @throws SignalboxError BROKER_UNREACHABLE */
  publish(ticketId: string, value: Buffer): Promise<void>;
  publishAll(tickets: readonly { ticketId: string; value: Buffer }[]): Promise<void>;
  close(): Promise<void>;
}

/** Puts tickets on the inbound topic, keyed by their id, so that the revisions of a ticket keep their order. */
export async function createTicketPublisher(kafka: Kafka, topic: string): Promise<TicketPublisher> {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();

  async function publishAll(tickets: readonly { ticketId: string; value: Buffer }[]): Promise<void> {
    try {
      for (const messages of boundedSends(tickets.map(({ ticketId, value }) => ({ key: ticketId, value })))) {
        await producer.send({ topic, messages, acks: -1 });
      }
    } catch (cause) {
      throw new SignalboxError('BROKER_UNREACHABLE', `a ticket could not be published: ${String(cause)}`, { cause });
    }
  }

  return {
    publish: (ticketId, value) => publishAll([{ ticketId, value }]),
    publishAll,
    close: () => producer.disconnect(),
  };
}
