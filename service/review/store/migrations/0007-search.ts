import { type Kysely, sql } from 'kysely';
import { searchVector } from '../search-words.ts';

const rowsAtOnce = 500;

/**
 * Words of the texts, to search them. A column and not an index on an expression: where a word is so frequent that decisions are
 * walked by time, each text would be taken apart anew. Written by the service and not generated, for `searchVector` takes it
 * apart alike in every database. It goes with its row.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table tickets add column words tsvector not null default ''`.execute(db);
  let last = '';
  for (;;) {
    const { rows } = await sql<{ event_id: string; subject: string; body: string }>`
      select event_id, subject, body from tickets where event_id > ${last} order by event_id limit ${rowsAtOnce}`.execute(
      db,
    );
    if (rows.length === 0) break;
    const ids = rows.map(({ event_id }) => event_id);
    await sql`
      update tickets as t set words = s.words::tsvector
      from unnest(${ids}::text[], ${rows.map(searchVector)}::text[]) as s(event_id, words)
      where t.event_id = s.event_id`.execute(db);
    last = ids.at(-1) as string;
  }
  // Once, at the end: kept up row by row it would take several times as long.
  await sql`create index tickets_by_words on tickets using gin (words)`.execute(db);
  // Until it is known which words are rare, a search for one walks all decisions by time.
  await sql`analyze tickets`.execute(db);
}
