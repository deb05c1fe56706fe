import { sql } from 'kysely';
import { type Database, openStore } from '../../service/review/store/open-store.ts';

export interface Kept {
  texts: number;
  decisions: number;
  rejections: number;
  corrections: number;
}

/** How much is in a store. */
export async function countAll(db: Database): Promise<Kept> {
  const { rows } = await sql<Kept>`select (select count(*)::int from tickets) as texts,
    (select count(*)::int from decisions) as decisions, (select count(*)::int from rejections) as rejections,
    (select count(*)::int from corrections) as corrections`.execute(db);
  return rows[0] as Kept;
}

/** All that the topics tell, in a fixed order and without the store's own numbers. */
export async function contentOf(db: Database): Promise<unknown[]> {
  const tables = [
    sql`select to_jsonb(t) - 'facet_id' as row from decisions t order by event_id`,
    sql`select to_jsonb(t) as row from decision_events t order by event_id`,
    sql`select to_jsonb(t) as row from tickets t order by event_id`,
    sql`select to_jsonb(t) as row from escalations t order by event_id`,
    sql`select to_jsonb(t) as row from rejections t order by event_id`,
    sql`select to_jsonb(t) as row from corrections t order by correction_id`,
  ];
  const content: unknown[] = [];
  for (const table of tables) content.push((await table.execute(db)).rows);
  return content;
}

/** Opens a store for as long as the work takes. */
export async function inStore<T>(where: { databaseUrl?: string; folder?: string }, work: (db: Database) => Promise<T>) {
  const store = await openStore(where);
  try {
    return await work(store.db);
  } finally {
    await store.close();
  }
}
