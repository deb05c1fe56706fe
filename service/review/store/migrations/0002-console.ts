import { type Kysely, sql } from 'kysely';

/** What the analysts' console writes, and what it asks for in a certain order. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'alter table corrections add column retracts text',
  'create index corrections_by_time on corrections (effective_at, correction_id)',
  // Routed tickets of which the model was least sure, for the queue of suspected errors.
  `create index decisions_least_sure on decisions (confidence, event_id)
    where outcome <> 'review' and label_basis is null`,
  `create table policy_drafts (
    id text primary key,
    threshold double precision not null,
    target_error double precision not null,
    note text not null,
    created_by text not null,
    created_at timestamptz not null,
    model_version text not null
  )`,
  'create index policy_drafts_by_time on policy_drafts (created_at, id)',
  `create table audit_log (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    who text not null,
    action text not null,
    subject text
  )`,
];
