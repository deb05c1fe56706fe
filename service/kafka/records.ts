import type { IHeaders } from 'kafkajs';
import type { Topics } from '../config.ts';
import type { EscalatedTicket } from '../contracts/escalated-ticket.ts';
import type { RejectionHeaders, RejectionReason } from '../contracts/rejection.ts';
import type { RoutingEvent } from '../contracts/routing-event.ts';
import { SignalboxError } from '../errors.ts';
import { eventIdOf } from '../publish/build-event.ts';
import { cloudEventHeaders, continuedTraceparent } from './cloud-events.ts';
import type { ConsumedMessage } from './consume-exactly-once.ts';
import type { OutboundRecord } from './partition-producer.ts';

/** Gives the event back or throws; see `createRoutingEventValidator`. */
export type ValidateRoutingEvent = (event: unknown) => RoutingEvent;

/**
 * The only way of an event into a record. Nothing that fails the contract gets past.
 * @throws SignalboxError EVENT_INVALID: a fault of ours, so the consumer stops rather than publish or lose it
 */
export function eventRecord(
  event: RoutingEvent,
  headers: IHeaders | undefined,
  topics: Topics,
  validate: ValidateRoutingEvent,
): OutboundRecord {
  try {
    validate(event);
  } catch (cause) {
    throw new SignalboxError('EVENT_INVALID', `the event of ${event.eventId} breaks its contract: ${String(cause)}`, {
      cause,
    });
  }
  return {
    topic: topics.routed,
    key: Buffer.from(event.ticketId),
    value: Buffer.from(JSON.stringify(event)),
    headers: cloudEventHeaders({
      id: event.eventId,
      type: `signalbox.ticket.${event.decision}.v1`,
      subject: event.ticketId,
      time: event.decidedAt,
      traceparent: continuedTraceparent(headers),
    }),
    summary: { outcome: event.decision, detail: event.decision === 'routed' ? event.category : event.reason },
  };
}

export function escalatedRecord(
  ticket: EscalatedTicket,
  message: ConsumedMessage,
  topics: Topics,
  now: Date,
): OutboundRecord {
  return {
    topic: topics.escalated,
    key: Buffer.from(ticket.ticketId),
    value: Buffer.from(JSON.stringify(ticket)),
    headers: cloudEventHeaders({
      id: eventIdOf(ticket.source),
      type: 'signalbox.ticket.escalated.v1',
      subject: ticket.ticketId,
      time: now.toISOString(),
      traceparent: continuedTraceparent(message.headers),
    }),
    summary: { outcome: 'escalated', detail: ticket.candidates[0]?.category ?? 'none' },
  };
}

/** A dead letter: key, value and headers exactly as they came, and beside them the reason and where it lay. */
export function rejectedRecord(
  reason: RejectionReason,
  detail: string,
  message: ConsumedMessage,
  topics: Topics,
): OutboundRecord {
  const about: RejectionHeaders = {
    'signalbox-reason': reason,
    'signalbox-detail': detail.slice(0, 500).toWellFormed(),
    'signalbox-origin-topic': message.topic,
    'signalbox-origin-partition': String(message.partition),
    'signalbox-origin-offset': message.offset,
    'signalbox-origin-timestamp': message.timestamp,
  };
  return {
    topic: topics.rejected,
    key: message.key,
    value: message.value,
    headers: { ...writable(message.headers), ...about },
    summary: { outcome: 'rejected', detail: reason },
  };
}

/**
 * A header may come without a value, which kafkajs can read and not write: it goes on as an empty one. Of one by the name of what every
 * object has (`constructor`, say) kafkajs gives that as its first value: it stands in no message and is left out.
 */
export function writable(headers: IHeaders | undefined): OutboundRecord['headers'] {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.filter(isHeaderValue).map(orEmpty) : orEmpty(value),
    ]),
  );
}

const isHeaderValue = (value: unknown): boolean =>
  value === null || value === undefined || typeof value === 'string' || Buffer.isBuffer(value);

const orEmpty = (value: Buffer | string | null | undefined): Buffer | string => value ?? Buffer.alloc(0);
