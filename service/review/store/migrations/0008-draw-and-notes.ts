import { type Kysely, sql } from 'kysely';

/** A random sample of the reviews that wait, and which corrections had a note that is gone with its retention. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // The place in the audit's draw is as good as random, whatever a ticket is about and whenever it came.
  `create index decisions_to_review_by_draw on decisions (audit_position, event_id)
    where outcome = 'review' and label_basis is null and not superseded`,
  'alter table corrections add column note_removed boolean not null default false',
];
