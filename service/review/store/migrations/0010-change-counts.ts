import { type Kysely, sql } from 'kysely';

/** How much was ever written, in one row: whoever looks again sees that there is something new, whatever its date. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create table change_counts (decisions bigint not null, corrections bigint not null)`.execute(db);
  await sql`insert into change_counts values (0, 0)`.execute(db);
}
