import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from './open-store.ts';

/**
 * What autovacuum does, which PGlite has none of: the room of deleted rows is used again, new words get from the list of those that
 * wait into the index, and it is known which words are rare, without which a search for them walks all decisions by time.
 */
export async function tidyTexts(db: Database): Promise<void> {
  await sql`vacuum (analyze) tickets`.execute(db);
}

const oneAtATime = sql`7342, 1`;
const askAgainMs = 500;

/**
 * An index of words keeps each word that it ever had: VACUUM takes only the rows from it. So it is made anew, beside the old one,
 * for nobody is to wait. Two at once would wait for each other, and so would one that waits in PostgreSQL for its turn.
 */
export async function forgetWords(db: Database): Promise<void> {
  await tidyTexts(db); // samples of the texts are kept, too
  await db.connection().execute(async (connection) => {
    const isTurn = async () => {
      const lock = sql<{ got: boolean }>`select pg_try_advisory_lock(${oneAtATime}) as got`;
      return (await lock.execute(connection)).rows[0]?.got;
    };
    while (!(await isTurn())) await wait(askAgainMs);
    try {
      // Left behind where one was cut off midway.
      await sql`drop index concurrently if exists tickets_by_words_ccnew`.execute(connection);
      await sql`reindex index concurrently tickets_by_words`.execute(connection);
    } finally {
      await sql`select pg_advisory_unlock(${oneAtATime})`.execute(connection);
    }
  });
}
