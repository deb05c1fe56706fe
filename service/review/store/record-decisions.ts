import type { Transaction } from 'kysely';
import { z } from 'zod';
import type { RoutingEvent } from '../../contracts/routing-event.ts';
import { type AuditRates, auditPosition, auditRateOf, defaultAuditRates } from '../audit-sample.ts';
import { attachEscalations, attachLabels } from './attach.ts';
import { auditSchedule } from './audit-rates.ts';
import type { Database } from './open-store.ts';
import { storable, storableJson } from './storable-text.ts';
import type { Tables } from './tables.ts';
import { writeBatch } from './write-batch.ts';

/** A frontier model's answer on a ticket that went to review all the same. Null: it was of no category. */
const withOpinion = z.looseObject({ opinion: z.looseObject({ category: z.string().nullable() }) });

/**
 * Keeps decisions, each event once, and joins to them what is known already: the escalation's candidates and what people
 * have said. Nothing that a person said is changed by an event.
 */
export async function recordDecisions(db: Database, events: readonly RoutingEvent[]): Promise<void> {
  const schedule = await auditSchedule(db);
  await writeBatch(db, events, (trx, kept) =>
    insertDecisions(trx, kept, schedule.length > 0 ? schedule : [defaultAuditRates]),
  );
}

async function insertDecisions(
  trx: Transaction<Tables>,
  events: readonly RoutingEvent[],
  schedule: readonly AuditRates[],
): Promise<void> {
  const rows = events.map((event) => rowOf(event, schedule));
  await trx
    .insertInto('decisions')
    .values(rows)
    .onConflict((c) => c.doNothing())
    .execute();
  await trx
    .insertInto('decision_events')
    .values(events.map((event) => ({ event_id: storable(event.eventId), event: storableJson(event) })))
    .onConflict((c) => c.doNothing())
    .execute();
  await attachEscalations(
    trx,
    rows.map(({ event_id }) => event_id),
  );
  await attachLabels(
    trx,
    rows.map(({ ticket_id }) => ticket_id),
  );
}

function rowOf(event: RoutingEvent, schedule: readonly AuditRates[]) {
  const ticketId = storable(event.ticketId);
  const decidedAt = new Date(event.decidedAt);
  const position = auditPosition(ticketId);
  const shared = {
    event_id: storable(event.eventId),
    ticket_id: ticketId,
    revision: event.revision,
    decided_at: decidedAt,
    usd: event.cost.usd,
    language: event.language,
    model_version: event.modelVersion,
    taxonomy_version: event.taxonomyVersion,
    audit_position: position,
  };
  if (event.decision === 'needs_review') {
    const [first] = event.candidates;
    const opinion = withOpinion.safeParse(event);
    return {
      ...shared,
      outcome: 'review' as const,
      category: null,
      choice: first?.category ?? null,
      reason: event.reason,
      first_choice: first?.category ?? null,
      confidence: first?.probability ?? null,
      answered: opinion.success,
      opinion: opinion.success ? opinion.data.opinion.category : null,
      audit_rate: null,
      sampled: false,
    };
  }
  const rate = auditRateOf(event.category, decidedAt, schedule);
  const routed = { ...shared, category: event.category, choice: event.category, reason: null };
  const audit = { audit_rate: rate, sampled: position < rate };
  const { decidedBy } = event;
  return decidedBy.kind === 'model'
    ? {
        ...routed,
        ...audit,
        outcome: 'model' as const,
        first_choice: event.category,
        confidence: decidedBy.confidence,
        answered: false,
        opinion: null,
      }
    : {
        ...routed,
        ...audit,
        outcome: 'frontier' as const,
        first_choice: null, // it stands in the escalation alone
        confidence: null,
        answered: true,
        opinion: event.category,
      };
}
