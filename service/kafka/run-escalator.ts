import { escalatedTicketSchema } from '../contracts/escalated-ticket.ts';
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
      const ticket = parse(message);
      if (!ticket.success) {
        const detail = `not an escalated ticket of this service: ${ticket.error}`;
        return rejectedRecord('invalid_ticket', detail, message, topics);
      }
      return eventRecord(settleEscalated(ticket.data, parts, parts.clock()), message.headers, topics, validate);
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
