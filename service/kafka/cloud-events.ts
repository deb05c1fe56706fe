import { randomBytes } from 'node:crypto';
import type { IHeaders } from 'kafkajs';

const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** One header as text; the last one counts when it is repeated. */
export function headerText(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name];
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last?.toString(); // a client may send a header without a value
}

/**
 * Continues the trace of the message that caused this one (W3C Trace Context): same trace, a new span.
 * A message without a valid `traceparent` begins a trace, unsampled: sampling is the caller's choice.
 */
export function continuedTraceparent(headers: IHeaders | undefined): string {
  const [, traceId, parentId, flags] = traceparentPattern.exec(headerText(headers, 'traceparent') ?? '') ?? [];
  const isValid = [traceId, parentId].every((id) => id !== undefined && !/^0+$/.test(id));
  return `00-${isValid ? traceId : randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-${isValid ? flags : '00'}`;
}

/** Headers of the CloudEvents Kafka binding in binary mode; the value is the event's data as JSON. */
export function cloudEventHeaders(event: {
  id: string;
  type: string;
  subject: string;
  time: string;
  traceparent: string;
}) {
  return {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: '/signalbox',
    ce_type: event.type,
    ce_subject: event.subject,
    ce_time: event.time,
    'content-type': 'application/json',
    traceparent: event.traceparent,
  };
}
