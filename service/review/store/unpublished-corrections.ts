import type { Correction } from '../../contracts/correction.ts';
import type { Database } from './open-store.ts';

/** Corrections that are not known to be on the topic, oldest first; to be sent with their id as `ce_id`. */
export async function unpublishedCorrections(
  db: Database,
  most: number,
): Promise<{ correctionId: string; correction: Correction }[]> {
  const rows = await db
    .selectFrom('corrections')
    .selectAll()
    .where('on_topic', '=', false)
    .orderBy('effective_at')
    .limit(most)
    .execute();
  return rows.map((row) => ({
    correctionId: row.correction_id,
    correction: {
      ticketId: row.ticket_id,
      revision: row.revision,
      category: row.category,
      correctedBy: row.corrected_by,
      correctedAt: row.corrected_at.toISOString(),
      occasion: row.occasion,
      ...(row.note === null ? {} : { note: row.note }),
      ...(row.retracts === null ? {} : { retracts: row.retracts }),
    },
  }));
}

/** How many there are. */
export async function countUnpublished(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('corrections')
    .select((row) => row.fn.countAll<string>().as('count'))
    .where('on_topic', '=', false)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** To be called when the broker has acknowledged them. Sending one twice is harmless: its id is the same. */
export async function markPublished(db: Database, correctionIds: readonly string[]): Promise<void> {
  if (correctionIds.length === 0) return;
  await db
    .updateTable('corrections')
    .set({ on_topic: true })
    .where('correction_id', 'in', [...correctionIds])
    .execute();
}
