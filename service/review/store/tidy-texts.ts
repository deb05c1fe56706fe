import { setTimeout as wait } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Database } from './open-store.ts';
import type { Tables } from './tables.ts';

const oneAtATime = sql`7342, 1`;
const askAgainMs = 500;
const patienceMs = 10 * 60_000;

/**
 * What autovacuum does, which PGlite has none of: the room of deleted rows is used again, new words get from the list of those that
 * wait into the index, and it is known which words are rare, without which a search for them walks all decisions by time.
 */
export const tidyTexts = (db: Database): Promise<void> => inTurn(db, vacuumTexts);

/** Tables beside those of texts whose rows tell of a ticket or of what was written about one. */
const tellingTables = ['corrections', 'decision_events', 'escalations', 'ticket_customers', 'policy_drafts'] as const;

/** Also what PostgreSQL keeps as samples of deleted rows, which anybody may read who may read the table. */
export const tidyAll = (db: Database): Promise<void> => inTurn(db, vacuumAll);

/**
 * An index of words keeps each word that it ever had: VACUUM takes only the rows from it. So it is made anew, beside the old one,
 * for nobody is to wait.
 */
export const forgetWords = (db: Database): Promise<void> =>
  inTurn(db, async (connection) => {
    await vacuumAll(connection);
    // Left behind where one was cut off midway, with all words in them.
    const { rows } = await sql<{ name: string }>`
      select c.relname as name from pg_index as i join pg_class as c on c.oid = i.indexrelid
      where i.indrelid = 'tickets'::regclass and c.relname like 'tickets_by_words\\_cc%'`.execute(connection);
    for (const { name } of rows) await sql`drop index concurrently if exists ${sql.id(name)}`.execute(connection);
    await sql`reindex index concurrently tickets_by_words`.execute(connection);
  });

async function vacuumAll(connection: Kysely<Tables>): Promise<void> {
  await vacuumTexts(connection);
  for (const table of tellingTables) await sql`vacuum (analyze) ${sql.table(table)}`.execute(connection);
}

async function vacuumTexts(connection: Kysely<Tables>): Promise<void> {
  await sql`vacuum (analyze) tickets`.execute(connection);
  // What is known of decisions from when they were few has a search read all texts.
  await sql`analyze decisions`.execute(connection);
}

/** Two at once would wait for each other for ever, and so would one that waits in PostgreSQL for its turn: it asks for it. */
async function inTurn(db: Database, work: (connection: Kysely<Tables>) => Promise<void>): Promise<void> {
  await db.connection().execute(async (connection) => {
    const isTurn = async () => {
      const lock = sql<{ got: boolean }>`select pg_try_advisory_lock(${oneAtATime}) as got`;
      return (await lock.execute(connection)).rows[0]?.got;
    };
    for (const until = performance.now() + patienceMs; !(await isTurn()); await wait(askAgainMs)) {
      if (performance.now() > until) throw new Error('another process has tidied the texts for ten minutes');
    }
    try {
      await work(connection);
    } finally {
      await sql`select pg_advisory_unlock(${oneAtATime})`.execute(connection);
    }
  });
}
