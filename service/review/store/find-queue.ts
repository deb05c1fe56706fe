import { sql } from 'kysely';
import type { QueueOrder } from '../../contracts/api-review-queue.ts';
import type { Channel } from '../../contracts/ticket.ts';
import { auditQueue, type DecisionSummary, decisionsOf } from './find-decisions.ts';
import { findStanding } from './find-standing.ts';
import type { Database } from './open-store.ts';
import { rankQueue } from './rank-queue.ts';
import { latestFirst } from './standing.ts';

export interface QueuedTicket extends DecisionSummary {
  occasion: 'audit' | 'review';
  body: string | null;
  channel: Channel | null;
  /** The model's own, best first, as far as the event or its escalation tells them. */
  candidates: { category: string; probability: number }[];
  /** The latest correction. */
  basedOn: string | null;
}

export interface QueueRequest {
  order: QueueOrder;
  only?: 'audit' | 'review' | undefined;
  limit: number;
  /** How many of the first ones are left out. */
  skip?: number;
  /** Event id of the only one that is asked for. */
  event?: string | undefined;
}

/** Of three places one is the audit's, so that neither the sample nor the reviews are left behind by the other. */
const everyNth = 3;

/** In one snapshot: a verdict that came between two looks would be taken for one that the asker has seen, and be overwritten. */
export const findQueue = (db: Database, request: QueueRequest): Promise<QueuedTicket[]> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((trx) => queueOf(trx, request));

async function queueOf(db: Database, request: QueueRequest): Promise<QueuedTicket[]> {
  const chosen = request.event === undefined ? await inOrder(db, request) : await one(db, request.event, request.only);
  const parts = await partsOf(
    db,
    chosen.map(({ item }) => item.eventId),
  );
  return chosen.map(({ item, occasion }) => {
    const { body = null, channel = null, candidates = null, basedOn = null } = parts.get(item.eventId) ?? {};
    return { ...item, occasion, body, channel, candidates: candidates ?? [], basedOn };
  });
}

interface Chosen {
  item: DecisionSummary;
  occasion: QueuedTicket['occasion'];
}

async function inOrder(db: Database, { order, only, limit, skip = 0 }: QueueRequest): Promise<Chosen[]> {
  const end = skip + limit;
  const audits = only === 'review' ? [] : await auditQueue(db, end);
  const ranked = only === 'audit' ? [] : await decisionsOf(db, await rankQueue(db, order, end));
  const drawn = new Set(audits.map(({ eventId }) => eventId));
  const reviews = ranked.filter(({ eventId }) => !drawn.has(eventId));
  const ordered: Chosen[] = [];
  while (ordered.length < end && audits.length + reviews.length > 0) {
    const isAudit = reviews.length === 0 || (audits.length > 0 && ordered.length % everyNth === everyNth - 1);
    const item = (isAudit ? audits : reviews).shift();
    if (item) ordered.push({ item, occasion: isAudit ? 'audit' : 'review' });
  }
  return ordered.slice(skip);
}

async function one(db: Database, eventId: string, only: QueueRequest['only']): Promise<Chosen[]> {
  const [standing] = await findStanding(db, [eventId]);
  if (!standing?.waits) return [];
  const found = await decisionsOf(db, [standing.eventId]);
  return found
    .map((item): Chosen => {
      const isDrawn = item.sampled && item.labelBasis !== 'audit';
      return { item, occasion: isDrawn ? 'audit' : 'review' };
    })
    .filter(({ occasion }) => only === undefined || occasion === only);
}

export async function countWaiting(db: Database): Promise<{ audit: number; review: number }> {
  const { rows } = await sql<{ audit: number; review: number }>`
    select
      (select count(*)::int from decisions
        where sampled and label_basis is distinct from 'audit' and not superseded) as audit,
      (select count(*)::int from decisions
        where outcome = 'review' and label_basis is null and not superseded) as review`.execute(db);
  return rows[0] ?? { audit: 0, review: 0 };
}

type Parts = Pick<QueuedTicket, 'body' | 'channel' | 'basedOn'> & {
  eventId: string;
  candidates: QueuedTicket['candidates'] | null;
};

async function partsOf(db: Database, eventIds: readonly string[]): Promise<Map<string, Parts>> {
  const { rows } = await sql<Parts>`
    select d.event_id as "eventId", t.body, t.channel, coalesce(e.event -> 'candidates', s.candidates) as candidates,
      (select c.correction_id from corrections as c
        where c.ticket_id = d.ticket_id and c.revision = d.revision
        order by ${latestFirst} limit 1) as "basedOn"
    from decisions as d
    left join tickets as t on t.event_id = d.event_id
    left join decision_events as e on e.event_id = d.event_id
    left join escalations as s on s.event_id = d.event_id
    where d.event_id = any(${eventIds}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.eventId, row]));
}
