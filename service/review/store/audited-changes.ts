import { sql } from 'kysely';
import type { AuditedAction } from './audit-log.ts';
import type { Database } from './open-store.ts';

export interface AuditedChange {
  /** Where the ticket belonged before; null is "nowhere". */
  from: string | null;
  to: string | null;
}

/**
 * What entries of the audit log changed about their tickets, by the entry's id. The log itself never says it, so that it goes
 * with the corrections: the one that is meant is its author's nearest in time. None for what is gone, and none where it is gone
 * what stood before.
 */
export async function auditedChanges(
  db: Database,
  entries: readonly (AuditedAction & { id: string })[],
): Promise<Map<string, AuditedChange>> {
  const asked = entries.filter(({ action, subject }) => subject !== null && ['correct', 'retract'].includes(action));
  if (asked.length === 0) return new Map();
  const { rows } = await sql<AuditedChange & { id: string }>`
    select a.id,
      case when c.retracts is not null then t.category when s.is_said then s.category else d.choice end as "from",
      case when c.retracts is null then c.category when s.is_said then s.category else d.choice end as "to"
    from unnest(
      ${asked.map(({ id }) => id)}::text[], ${asked.map(({ subject }) => subject)}::text[],
      ${asked.map(({ who }) => who)}::text[], ${asked.map(({ at }) => at.toISOString())}::timestamptz[],
      ${asked.map(({ action }) => action === 'retract')}::boolean[]
    ) as a(id, ticket_id, who, at, is_retraction)
    cross join lateral (
      select * from corrections as k
      where k.ticket_id = a.ticket_id and k.corrected_by = a.who and (k.retracts is not null) = a.is_retraction
      order by abs(extract(epoch from k.corrected_at - a.at)) limit 1
    ) as c
    left join corrections as t on t.correction_id = c.retracts
    left join lateral (${saidBefore}) as s on true
    left join lateral (
      select true as is_known, k.choice from decisions as k
      where k.ticket_id = c.ticket_id and k.revision = c.revision
        -- Somebody had seen it: one that looks later has a clock that is ahead, or was made since.
        and k.decided_at < c.effective_at + interval '1 minute'
      order by k.decided_at > c.effective_at, k.decided_at desc, k.event_id desc limit 1
    ) as d on true
    where (c.retracts is null or t.correction_id is not null) and (s.is_said or d.is_known)`.execute(db);
  return new Map(rows.map(({ id, from, to }) => [id, { from, to }]));
}

/** What stood when the correction `c` was made; of a retraction what stands again. */
const saidBefore = sql`
  select true as is_said, p.category from corrections as p
  where p.ticket_id = c.ticket_id and p.revision = c.revision and p.retracts is null and p.effective_at < c.effective_at
    and not exists (
      select 1 from corrections as r
      where r.ticket_id = p.ticket_id and r.revision = p.revision and r.retracts = p.correction_id
        and r.effective_at <= c.effective_at)
  order by p.effective_at desc, p.topic_offset desc nulls first limit 1`;
