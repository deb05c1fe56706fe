import { sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Copies to the decisions of these tickets what people said last, and on what occasion. Recomputed from the corrections, so
 * it does not matter which of the two came first or how often it is done. An audit verdict counts as one only where the
 * ticket was drawn; whatever comes later changes the truth and not the fact that the ticket was read.
 */
export async function attachLabels(trx: Transaction<Tables>, ticketIds: readonly string[]): Promise<void> {
  await sql`
    update decisions as d
    set truth = c.category,
        label_basis = case
          when d.outcome = 'review' then 'review'
          when d.sampled and c.audited then 'audit'
          else 'unasked'
        end
    from (
      select distinct on (ticket_id, revision) ticket_id, revision, category,
        bool_or(occasion = 'audit') over (partition by ticket_id, revision) as audited
      from corrections
      where ticket_id = any(${ticketIds}::text[])
      order by ticket_id, revision, effective_at desc, correction_id desc
    ) as c
    where d.ticket_id = any(${ticketIds}::text[]) and d.ticket_id = c.ticket_id and d.revision = c.revision`.execute(
    trx,
  );
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
