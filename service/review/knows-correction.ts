import type { Database } from './store/open-store.ts';
import { storable } from './store/storable-text.ts';

/** Whether something was said under this id already: who waits for an answer in vain says the same again. */
export async function knowsCorrection(db: Database, correctionId: string): Promise<boolean> {
  const known = await db
    .selectFrom('corrections')
    .select('correction_id')
    .where('correction_id', '=', storable(correctionId))
    .executeTakeFirst();
  return known !== undefined;
}
