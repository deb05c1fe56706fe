import { escalatedTicketSchema } from '../contracts/escalated-ticket.ts';
import { SignalboxError } from '../errors.ts';
import { settleEscalated } from '../escalate/settle-escalated.ts';
import type { Provenance } from '../publish/build-event.ts';
import { type ConsumedMessage, consumeExactlyOnce, type RunningConsumer } from './consume-exactly-once.ts';
import type { OutboundRecord } from './partition-producer.ts';
import { eventRecord, rejectedRecord } from './records.ts';
import type { ConsumerParts } from './run-router.ts';

/** The escalator role: each ticket that the router was unsure of becomes a routing event. */
export function runEscalator(
  consumer: ConsumerParts,
  parts: Provenance & { clock: () => Date },
): Promise<RunningConsumer> {
  const { topics, validate } = consumer;

  async function handle(messages: ConsumedMessage[]): Promise<OutboundRecord[]> {
    return messages.map((message) => {
      const reject = (error: unknown) =>
        rejectedRecord('invalid_ticket', `not an escalated ticket of this service: ${error}`, message, topics);
      const ticket = parse(message);
      if (!ticket.success) return reject(ticket.error);
      try {
        return eventRecord(settleEscalated(ticket.data, parts, parts.clock()), message.headers, topics, validate);
      } catch (error) {
        // What somebody else wrote can fit its schema and still make no valid event: that must not stop the topic.
        if (error instanceof SignalboxError && error.code === 'EVENT_INVALID') return reject(error.message);
        throw error;
      }
    });
  }

  return consumeExactlyOnce({
    ...consumer,
    groupId: `${consumer.groupPrefix}-escalator`,
    topic: topics.escalated,
    handle,
  });
}

// The topic is ours, but whoever may write to it can err.
function parse({ value }: ConsumedMessage) {
  try {
    return escalatedTicketSchema.safeParse(JSON.parse(value?.toString('utf8') ?? ''));
  } catch (error) {
    return { success: false as const, error };
  }
}
