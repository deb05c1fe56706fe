import { sql } from 'kysely';
import type { Database } from './open-store.ts';

/** Whether nothing of the topics is here: a new store, or one that is to be rebuilt. */
export async function holdsNothing(db: Database): Promise<boolean> {
  const { rows } = await sql<{ some: boolean }>`
    select exists (select from tickets) or exists (select from decisions) or exists (select from rejections)
      or exists (select from escalations) or exists (select from corrections where on_topic) as some`.execute(db);
  return rows[0]?.some !== true;
}
