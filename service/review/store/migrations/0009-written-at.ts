import { type Kysely, sql } from 'kysely';

/** When a ticket was written, as its helpdesk says. Null where it says nothing, and of what was stored before. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table tickets add column written_at timestamptz`.execute(db);
}
