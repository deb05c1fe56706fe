import { sql } from 'kysely';
import { z } from 'zod';
import type { RoutingEvent } from '../../contracts/routing-event.ts';
import { type AuditRates, auditPosition, auditRateOf, defaultAuditRates } from '../audit-sample.ts';
import { attachEscalations, attachLabels } from './attach.ts';
import { auditSchedule } from './audit-rates.ts';
import { countChanges } from './change-counts.ts';
import { facetIds, facetKey } from './facets.ts';
import { markSuperseded } from './mark-superseded.ts';
import type { Database } from './open-store.ts';
import { storable, storableJson } from './storable-text.ts';
import { writeBatch } from './write-batch.ts';

/** A frontier model's answer on a ticket that went to review all the same. Null: it was of no category. */
const withOpinion = z.looseObject({ opinion: z.looseObject({ category: z.string().nullable() }) });

/**
 * Keeps decisions, each event once, and joins to them what is known already: the escalation's candidates and what people
 * have said. Nothing that a person said is changed by an event. Of several on one revision of a ticket the latest counts, the
 * others stay as its history. Of two with one id the later counts, as in the log that they come from.
 */
export async function recordDecisions(db: Database, events: readonly RoutingEvent[]): Promise<void> {
  if (events.length === 0) return;
  const schedule = await auditSchedule(db);
  const inForce = schedule.length > 0 ? schedule : [defaultAuditRates];
  const latest = new Map(events.map((event) => [storable(event.eventId), { event, row: rowOf(event, inForce) }]));
  const found = [...latest.values()];
  const facets = await facetIds(
    db,
    found.map(({ row }) => row),
  );
  const items = found.map(({ event, row }) => ({
    ticketId: row.ticket_id,
    event,
    row: { ...row, facet_id: facets.get(facetKey(row)) as number },
  }));
  await writeBatch(db, items, async (trx, kept) => {
    const ids = kept.map(({ row }) => row.event_id);
    for (const table of ['decisions', 'decision_events'] as const)
      await trx.deleteFrom(table).where(sql<boolean>`event_id = any(${ids}::text[])`).execute();
    await trx
      .insertInto('decisions')
      .values(kept.map(({ row }) => row))
      .execute();
    await trx
      .insertInto('decision_events')
      .values(kept.map(({ row, event }) => ({ event_id: row.event_id, event: storableJson(event) })))
      .execute();
    await attachEscalations(trx, ids);
    const ticketIds = kept.map(({ ticketId }) => ticketId);
    await attachLabels(trx, ticketIds);
    await markSuperseded(trx, ticketIds);
    await countChanges(trx, { decisions: kept.length });
  });
}

const hourMs = 3_600_000;

function rowOf(event: RoutingEvent, schedule: readonly AuditRates[]) {
  const ticketId = storable(event.ticketId);
  const decidedAt = new Date(event.decidedAt);
  const position = auditPosition(ticketId);
  const shared = {
    event_id: storable(event.eventId),
    ticket_id: ticketId,
    revision: event.revision,
    decided_at: decidedAt,
    decided_hour: Math.floor(decidedAt.getTime() / hourMs),
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
      // It was held for none and not for that category: whoever confirms it agrees.
      choice: event.reason === 'out_of_taxonomy' ? null : (first?.category ?? null),
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
