import { sql } from 'kysely';
import type { Database } from './open-store.ts';

/** How much of these tickets is here. */
export async function countKept(
  db: Database,
  ticketIds: readonly string[],
): Promise<{ texts: number; decisions: number; corrections: number }> {
  const { rows } = await sql<{ texts: number; decisions: number; corrections: number }>`
    select
      (select count(*)::int from tickets where ticket_id = any(${ticketIds}::text[])) as texts,
      (select count(*)::int from decisions where ticket_id = any(${ticketIds}::text[])) as decisions,
      (select count(*)::int from corrections where ticket_id = any(${ticketIds}::text[])) as corrections`.execute(db);
  return rows[0] ?? { texts: 0, decisions: 0, corrections: 0 };
}
