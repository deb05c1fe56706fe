import type { IHeaders } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import type { Topics } from '../../service/config.ts';
import { rejectionHeadersSchema } from '../../service/contracts/rejection.ts';
import { createRoutingEventValidator } from '../../service/contracts/routing-event.ts';
import { SignalboxError } from '../../service/errors.ts';
import type { ConsumedMessage } from '../../service/kafka/consume-exactly-once.ts';
import { escalatedRecord, eventRecord, rejectedRecord, writable } from '../../service/kafka/records.ts';
import { routeTickets } from '../../service/route-tickets.ts';
import {
  fakeClassifier,
  inbound,
  now,
  reviewEvent,
  routedEvent,
  routerParts,
  scoresOf,
  taxonomy,
} from '../support/fixtures.ts';

const topics: Topics = { inbound: 'in', routed: 'out', escalated: 'esc', rejected: 'dead', corrections: 'cor' };
const validate = createRoutingEventValidator(taxonomy);
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

const message: ConsumedMessage = {
  topic: 'in',
  partition: 2,
  offset: '9007199254740993',
  timestamp: '1741064767089',
  attributes: 0,
  key: Buffer.from([0xff, 0x00]),
  value: Buffer.from([0xfe, 0x01]),
  headers: {
    'x-raw': Buffer.from([0x80, 0x81]),
    twice: [Buffer.from('a'), Buffer.from('b')],
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
  },
};

test('of a header by the name of what every object has, only what the message said goes on', () => {
  // As kafkajs hands them over: it takes what an object has from its prototype for an earlier value.
  const headers = { constructor: [Object, Buffer.from('a')], toString: [Object.prototype.toString, null] };
  expect(writable(headers as unknown as IHeaders)).toEqual({
    constructor: [Buffer.from('a')],
    toString: [Buffer.alloc(0)],
  });
});

describe('a routing event as a record', () => {
  test.each([
    [routedEvent, 'signalbox.ticket.routed.v1', { outcome: 'routed', detail: 'PAY' }],
    [reviewEvent, 'signalbox.ticket.needs_review.v1', { outcome: 'needs_review', detail: 'out_of_taxonomy' }],
  ])(
    'carries the event as JSON under the ticket, with CloudEvents headers and the trace ($decision)',
    (event, type, summary) => {
      const record = eventRecord(event, message.headers, topics, validate);
      expect(record).toMatchObject({ topic: 'out', key: Buffer.from('T-1'), summary });
      expect(JSON.parse(String(record.value))).toEqual(event);
      expect(record.headers).toMatchObject({
        ce_type: type,
        ce_id: event.eventId,
        ce_subject: event.ticketId,
        ce_time: event.decidedAt,
        traceparent: expect.stringMatching(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`)),
      });
    },
  );

  test('when the event breaks its contract, then there is no record but an error that is not retried', () => {
    const broken = { ...routedEvent, category: 'GONE' };
    const run = () => eventRecord(broken, undefined, topics, validate);
    expect(run).toThrow(SignalboxError);
    expect(run).toThrow(
      expect.objectContaining({
        code: 'EVENT_INVALID',
        retryable: false,
        message: expect.stringContaining(broken.eventId),
      }),
    );
  });
});

test('an escalated ticket as a record carries the ticket as JSON under its id, with the id of its source', async () => {
  const unsure = fakeClassifier(() => scoresOf([0.25, 0.5, 0.25]));
  const [outcome] = await routeTickets([inbound({ ticketId: 'T-9', body: 'cannot get in' }, 7)], routerParts(unsure));
  if (outcome?.kind !== 'escalated') throw new Error(`was ${outcome?.kind}`);
  const record = escalatedRecord(outcome.ticket, message, topics, now);
  expect(record).toMatchObject({
    topic: 'esc',
    key: Buffer.from('T-9'),
    headers: { ce_id: 'tickets.inbound-2-7', ce_type: 'signalbox.ticket.escalated.v1', ce_time: now.toISOString() },
    summary: { outcome: 'escalated', detail: 'ACCESS' },
  });
  expect(JSON.parse(String(record.value))).toEqual(outcome.ticket);
});

describe('a dead letter', () => {
  const record = rejectedRecord('invalid_utf8', 'The value is not UTF-8.', message, topics);

  test('keeps key, value and headers byte for byte, repeated and binary ones too', () => {
    expect(record).toMatchObject({ topic: 'dead', key: message.key, value: message.value });
    expect(record.headers).toMatchObject(message.headers ?? {});
    expect(record.headers['x-raw']).toEqual(Buffer.from([0x80, 0x81]));
  });

  test('says why and where it lay, exactly', () => {
    const about = rejectionHeadersSchema.parse(record.headers);
    expect(about).toEqual({
      'signalbox-reason': 'invalid_utf8',
      'signalbox-detail': 'The value is not UTF-8.',
      'signalbox-origin-topic': 'in',
      'signalbox-origin-partition': '2',
      'signalbox-origin-offset': '9007199254740993',
      'signalbox-origin-timestamp': '1741064767089',
    });
    expect(record.summary).toEqual({ outcome: 'rejected', detail: 'invalid_utf8' });
  });

  test.each([0, 1])('when the detail is long, then it is cut and stays well-formed (shifted by %i)', (shift) => {
    const long = rejectedRecord('invalid_ticket', `${'x'.repeat(shift)}${'🙂'.repeat(400)}`, message, topics);
    const detail = rejectionHeadersSchema.parse(long.headers)['signalbox-detail'];
    expect(detail.length).toBeLessThanOrEqual(500);
    expect(detail.isWellFormed()).toBe(true);
  });

  test('when it was rejected before, then the new reason replaces the old one', () => {
    const again = rejectedRecord('too_deep', 'Flatten it.', { ...message, headers: record.headers }, topics);
    expect(again.headers).toMatchObject({ 'signalbox-reason': 'too_deep', 'x-raw': Buffer.from([0x80, 0x81]) });
  });

  test('when a tombstone without key and headers is rejected, then it stays one', () => {
    const { headers: _, ...bare } = message;
    const tombstone = rejectedRecord(
      'tombstone',
      'The value is null.',
      { ...bare, size: 0, key: null, value: null },
      topics,
    );
    expect(tombstone).toMatchObject({ key: null, value: null });
    expect(Object.keys(tombstone.headers)).toHaveLength(6);
  });

  // Legal in Kafka: kafkajs reads such a header as null, and throws when it has to write it.
  test('when a header has no value, then no record is made that kafkajs cannot write', () => {
    const headers = { empty: null as unknown as Buffer, list: [null as unknown as Buffer, Buffer.from('b')] };
    const { headers: written } = rejectedRecord('invalid_json', 'Not JSON.', { ...message, headers }, topics);
    const values: unknown[] = Object.values(written).flat();
    expect(values.filter((value) => typeof value !== 'string' && !Buffer.isBuffer(value))).toEqual([]);
  });
});
