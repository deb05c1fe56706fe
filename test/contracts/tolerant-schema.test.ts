import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type EscalatedTicket, pastEscalatedTicketSchema } from '../../service/contracts/escalated-ticket.ts';
import { pastRoutingEventSchema } from '../../service/contracts/routing-event.ts';
import { tolerant } from '../../service/contracts/tolerant-schema.ts';
import { frontierEvent, reviewEvent, routedEvent } from '../support/fixtures.ts';

const { kind: _, ...opinion } = { ...frontierEvent.decidedBy, category: null };
const escalated: EscalatedTicket = {
  ...{ specVersion: 1, ticketId: 'T-1', revision: 1, channel: 'email', subject: 'Help', body: 'It does not open.' },
  givenAway: [{ kind: 'NAME', value: 'Lena' }],
  ...{ language: null, threshold: 0.75, embedding: null, taxonomyVersion: '2.1.0', modelVersion: '0.3.0' },
  source: { topic: 'tickets.inbound', partition: 2, offset: 7 },
  candidates: [{ category: 'PAY', probability: 0.5 }],
  timings: { queuedMs: 40, classifyMs: 3 },
};
const contracts: [string, z.ZodType, object][] = [
  ['an event of the model', pastRoutingEventSchema, routedEvent],
  ['an event of a frontier model', pastRoutingEventSchema, frontierEvent],
  ['an event for review', pastRoutingEventSchema, { ...reviewEvent, opinion }],
  ['an escalated ticket', pastEscalatedTicketSchema, escalated],
];

describe('when a newer version has added a field, then an older one reads', () => {
  test.each(contracts)('%s as before, at every level', (_, schema, known) => {
    const { later, ...found } = schema.parse(withLater(known)) as Record<string, unknown>;
    expect(found).toEqual(known);
    expect([undefined, 'unknown here']).toContain(later);
  });

  test('what is optional, nullable or has a default', () => {
    const inner = z.strictObject({ a: z.number() });
    const schema = tolerant(
      z.strictObject({ one: inner.optional(), two: inner.nullable(), three: inner.default({ a: 3 }) }),
    );
    const later = { a: 1, later: true };
    expect(schema.parse({ one: later, two: later, three: later })).toEqual({
      one: { a: 1 },
      two: { a: 1 },
      three: { a: 1 },
    });
    expect(schema.parse({ two: null })).toEqual({ two: null, three: { a: 3 } });
  });
});

test('what is wrong in a known field is refused all the same', () => {
  const tooMany = { ...reviewEvent, candidates: Array(6).fill({ category: 'PAY', probability: 0.1 }) };
  for (const wrong of [{ ...routedEvent, cost: { usd: -1 } }, tooMany])
    expect(pastRoutingEventSchema.safeParse(wrong).success).toBe(false);
  expect(pastEscalatedTicketSchema.safeParse({ ...escalated, timings: {} }).success).toBe(false);
});

/** The value with a field more in each of its objects. */
function withLater(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLater);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, withLater(field)]);
  return { ...Object.fromEntries(fields), later: 'unknown here' };
}
