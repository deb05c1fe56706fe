import type { Topics } from '../config.ts';
import { type InboundMessage, type RouterParts, routeTickets } from '../route-tickets.ts';
import { smallestReadBytes } from './bounded-sends.ts';
import {
  type ConsumedMessage,
  consumeExactlyOnce,
  type ExactlyOnceOptions,
  type HandlingContext,
} from './consume-exactly-once.ts';
import type { RunningConsumer } from './group-consumer.ts';
import type { OutboundRecord } from './partition-producer.ts';
import { escalatedRecord, eventRecord, rejectedRecord, type ValidateRoutingEvent } from './records.ts';
import { createSharedProgress } from './shared-progress.ts';

/** What the consumers of all roles are started with. */
export type ConsumerParts = Omit<ExactlyOnceOptions, 'groupId' | 'topic' | 'handle'> & {
  groupPrefix: string;
  topics: Topics;
  validate: ValidateRoutingEvent;
};

/** The router role: inbound tickets become routing events, escalated tickets or dead letters. */
export function runRouter(consumer: ConsumerParts, parts: RouterParts): Promise<RunningConsumer> {
  const { topics, validate } = consumer;
  const progress = createSharedProgress();

  async function handle(messages: ConsumedMessage[], context: HandlingContext): Promise<OutboundRecord[]> {
    const outcomes = await progress.during(context, () => routeTickets(messages.map(asInbound), parts, context.signal));
    progress.gotOn();
    return outcomes.map((outcome, i) => {
      const message = messages[i] as ConsumedMessage;
      switch (outcome.kind) {
        case 'decided':
          return eventRecord(outcome.event, message.headers, topics, validate);
        case 'escalated':
          return escalatedRecord(outcome.ticket, message, topics, parts.clock());
        case 'rejected':
          return rejectedRecord(outcome.reason, outcome.detail, message, topics);
        default:
          return outcome satisfies never;
      }
    });
  }

  return consumeExactlyOnce({
    ...consumer,
    groupId: `${consumer.groupPrefix}-router`,
    topic: topics.inbound,
    mostSentTo: { [topics.escalated]: smallestReadBytes },
    handle,
  });
}

function asInbound(message: ConsumedMessage): InboundMessage {
  return {
    key: message.key,
    value: message.value,
    source: { topic: message.topic, partition: message.partition, offset: Number(message.offset) },
    receivedAtMs: Number(message.timestamp),
  };
}
