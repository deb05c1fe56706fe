import { sql } from 'kysely';
import type { Database } from './open-store.ts';
import { latestFirst } from './standing.ts';
import { storable } from './storable-text.ts';

export interface Standing {
  eventId: string;
  /** As an audit or as a review. */
  waits: boolean;
  superseded: boolean;
  /** The latest correction, and its author. */
  basedOn: string | null;
  saidBy: string | null;
}

/** What has become of these decisions; those that are not kept any more are left out. */
export async function findStanding(db: Database, eventIds: readonly string[]): Promise<Standing[]> {
  if (eventIds.length === 0) return [];
  const { rows } = await sql<Standing>`
    select d.event_id as "eventId", d.superseded, c.correction_id as "basedOn", c.corrected_by as "saidBy",
      not d.superseded and (
        (d.sampled and d.label_basis is distinct from 'audit') or (d.outcome = 'review' and d.label_basis is null)
      ) as waits
    from decisions as d
    left join lateral (
      select correction_id, corrected_by from corrections
      where ticket_id = d.ticket_id and revision = d.revision
      order by ${latestFirst} limit 1
    ) as c on true
    where d.event_id = any(${eventIds.map(storable)}::text[])`.execute(db);
  return rows;
}

/** Longer than any ticket takes, and short enough that nobody shares the queue with one who has left. */
const atWorkMs = 15 * 60_000;
/** All must count the same names, or they are led to the same tickets. */
const mostNames = 200;

/** Who has read tickets of the queue lately, by name. */
export async function findAtWork(db: Database, now: Date): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct corrected_by as name from corrections
    where effective_at > ${new Date(now.getTime() - atWorkMs)} and effective_at <= ${now}
      and occasion in ('audit', 'review')
    order by name limit ${mostNames}`.execute(db);
  return rows.map(({ name }) => name);
}
