import { sql, type Transaction } from 'kysely';
import { latestFirst, standing } from './standing.ts';
import type { Tables } from './tables.ts';

/**
 * Copies to the decisions of these tickets what people said last, and on what occasion. Recomputed from the corrections that
 * stand, so it does not matter which of the two came first or how often it is done, and what was taken back is gone. An audit
 * verdict counts as one only where the ticket was drawn; whatever comes later changes the truth and not the fact that the
 * ticket was read.
 */
export async function attachLabels(trx: Transaction<Tables>, ticketIds: readonly string[]): Promise<void> {
  await sql`
    update decisions as d
    set truth = s.category, label_basis = s.basis
    from (
      select k.event_id, w.category,
        case
          when w.ticket_id is null then null
          when k.outcome = 'review' then 'review'
          when k.sampled and w.audited then 'audit'
          else 'unasked'
        end as basis
      from decisions as k
      left join (
        select distinct on (ticket_id, revision) ticket_id, revision, category,
          bool_or(occasion = 'audit') over (partition by ticket_id, revision) as audited
        from corrections as c
        where ticket_id = any(${ticketIds}::text[]) and ${standing}
        order by ticket_id, revision, ${latestFirst}
      ) as w on w.ticket_id = k.ticket_id and w.revision = k.revision
      where k.ticket_id = any(${ticketIds}::text[])
    ) as s
    where d.event_id = s.event_id
      and (d.label_basis is distinct from s.basis or d.truth is distinct from s.category)`.execute(trx);
}

/**
 * Joins decisions and the escalations that they settle, whichever came first: the decision gets the model's first choice,
 * which a frontier's event does not name, and the escalation is no longer open.
 */
export async function attachEscalations(trx: Transaction<Tables>, eventIds: readonly string[]): Promise<void> {
  await sql`
    update decisions as d
    set first_choice = e.candidates -> 0 ->> 'category',
        confidence = (e.candidates -> 0 ->> 'probability')::double precision
    from escalations as e
    where d.event_id = any(${eventIds}::text[]) and e.event_id = d.event_id and d.first_choice is null
      and jsonb_array_length(e.candidates) > 0`.execute(trx);
  await sql`
    update escalations as e
    set settled = true
    from decisions as d
    where e.event_id = any(${eventIds}::text[]) and d.event_id = e.event_id and not e.settled`.execute(trx);
}
