import { type Kysely, sql } from 'kysely';

/** Corrections in the order of their topic, revisions as large as the contract allows, and customers who have been erased. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Helpdesks count revisions by milliseconds, too. Exact up to 2^53, as in JSON; both drivers read a bigint as text.
  'alter table decisions alter column revision type double precision',
  'alter table tickets alter column revision type double precision',
  'alter table corrections alter column revision type double precision, add column topic_offset double precision',
  'create table customer_erasures (customer_key text primary key, erased_at timestamptz not null)',
];
