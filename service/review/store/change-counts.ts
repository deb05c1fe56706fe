import { sql, type Transaction } from 'kysely';
import type { Database } from './open-store.ts';
import type { Tables } from './tables.ts';

/** How many decisions and corrections were written, each time that they were. */
export interface ChangeCounts {
  decisions: number;
  corrections: number;
}

/**
 * Counts what a transaction has written. To be its last statement: writers stand in line at the row until the one before has
 * committed, so that whoever reads the counts never sees one beyond what they can read.
 */
export async function countChanges(trx: Transaction<Tables>, written: Partial<ChangeCounts>): Promise<void> {
  const { decisions = 0, corrections = 0 } = written;
  await sql`update change_counts
    set decisions = decisions + ${decisions}::int, corrections = corrections + ${corrections}::int`.execute(trx);
}

/** Cheap enough to look every other second. Times would not tell: what is stored later may be dated earlier. */
export async function changeCounts(db: Database): Promise<ChangeCounts> {
  const { rows } = await sql<ChangeCounts>`
    select decisions::float8 as decisions, corrections::float8 as corrections from change_counts`.execute(db);
  return rows[0] ?? { decisions: 0, corrections: 0 };
}
