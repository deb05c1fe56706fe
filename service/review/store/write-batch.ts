import { sql, type Transaction } from 'kysely';
import { ticketKey } from './customer-keys.ts';
import type { Database } from './open-store.ts';
import type { Tables } from './tables.ts';

/** Below the 65,535 parameters of one statement with room to spare. */
const rowsPerStatement = 500;
const locks = 64;

/**
 * Writes a batch in one transaction, after leaving out tickets that have been erased. Writers of the same ticket wait for
 * each other: a decision and a correction that arrive together must not both miss the other.
 */
export async function writeBatch<T extends { ticketId: string }>(
  db: Database,
  items: readonly T[],
  write: (trx: Transaction<Tables>, items: T[]) => Promise<void>,
): Promise<void> {
  for (let i = 0; i < items.length; i += rowsPerStatement) {
    const chunk = items.slice(i, i + rowsPerStatement);
    await db.transaction().execute(async (trx) => {
      await lockTickets(
        trx,
        chunk.map(({ ticketId }) => ticketId),
      );
      const kept = await withoutErased(trx, chunk);
      if (kept.length > 0) await write(trx, kept);
    });
  }
}

/** Locks by a few shared numbers, ascending, so that a large batch needs few locks and no two batches wait in a circle. */
export async function lockTickets(trx: Transaction<Tables>, ticketIds: readonly string[]): Promise<void> {
  const numbers = new Set(ticketIds.map((id) => Number.parseInt(ticketKey(id).slice(0, 8), 16) % locks));
  const ascending = [...numbers].sort((a, b) => a - b);
  await sql`select pg_advisory_xact_lock(7341, number) from unnest(${ascending}::int[]) as t(number)`.execute(trx);
}

async function withoutErased<T extends { ticketId: string }>(
  trx: Transaction<Tables>,
  items: readonly T[],
): Promise<T[]> {
  const keys = items.map(({ ticketId }) => ticketKey(ticketId));
  const erased = await trx
    .selectFrom('erasures')
    .select('ticket_key')
    .where(sql<boolean>`ticket_key = any(${keys}::text[])`)
    .execute();
  if (erased.length === 0) return [...items];
  const gone = new Set(erased.map(({ ticket_key }) => ticket_key));
  return items.filter((_, i) => !gone.has(keys[i] as string));
}
