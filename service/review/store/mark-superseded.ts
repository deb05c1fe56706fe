import { sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Of several decisions on one revision of these tickets the latest counts: a replay or a helpdesk that sends a message twice
 * has them decided again under other event ids. Recomputed from all that lies there, so it does not matter in which order or
 * how often they are read.
 */
export async function markSuperseded(trx: Transaction<Tables>, ticketIds: readonly string[]): Promise<void> {
  await sql`
    update decisions as d
    set superseded = s.superseded
    from (
      select event_id,
        row_number() over (partition by ticket_id, revision order by decided_at desc, event_id desc) > 1 as superseded
      from decisions
      where ticket_id = any(${ticketIds}::text[])
    ) as s
    where d.event_id = s.event_id and d.superseded <> s.superseded`.execute(trx);
}
