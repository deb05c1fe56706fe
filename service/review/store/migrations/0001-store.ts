import { type Kysely, sql } from 'kysely';

/** The first shape of the store. A migration that has been released is never edited; a change is a new one. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table facets (
    id integer generated always as identity primary key,
    key text not null unique,
    outcome text not null,
    choice text,
    audit_rate double precision,
    reason text,
    model_version text not null,
    taxonomy_version text not null
  )`,
  `create table decisions (
    event_id text primary key,
    ticket_id text not null,
    revision integer not null,
    decided_at timestamptz not null,
    outcome text not null check (outcome in ('model', 'frontier', 'review')),
    category text,
    choice text,
    reason text,
    first_choice text,
    confidence double precision,
    answered boolean not null,
    opinion text,
    usd double precision not null,
    language text,
    model_version text not null,
    taxonomy_version text not null,
    audit_rate double precision,
    sampled boolean not null,
    audit_position double precision not null,
    facet_id integer not null,
    decided_hour integer not null,
    confidence_bin integer generated always as (width_bucket(confidence, array[
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.9925, 0.995,
      0.9975, 0.999]::double precision[]) - 1) stored,
    truth text,
    label_basis text check (label_basis in ('audit', 'review', 'unasked'))
  )`,
  // Pages are walked by time and event id, so each filter's index ends with both.
  'create index decisions_by_time on decisions (decided_at, event_id)',
  'create index decisions_by_choice on decisions (choice, decided_at, event_id)',
  'create index decisions_by_outcome on decisions (outcome, decided_at, event_id)',
  'create index decisions_by_model on decisions (model_version, decided_at, event_id)',
  "create index decisions_by_reason on decisions (reason, decided_at, event_id) where outcome = 'review'",
  'create index decisions_by_ticket on decisions (ticket_id)',
  // Few rows have a label, and the report wants all of them.
  'create index decisions_labelled on decisions (decided_at, event_id) where label_basis is not null',
  "create index decisions_by_pair on decisions (choice, coalesce(truth, ''), decided_at, event_id) where label_basis is not null",
  "create index decisions_by_truth on decisions (coalesce(truth, ''), decided_at, event_id) where label_basis is not null",
  // What is left for people to do.
  'create index decisions_to_audit on decisions (audit_position, event_id) where sampled',
  "create index decisions_to_review on decisions (decided_at, event_id) where outcome = 'review' and label_basis is null",
  "create index decisions_by_uncertainty on decisions (confidence, event_id) where outcome = 'review' and label_basis is null",
  'create index decisions_answered on decisions (decided_at) where answered',
  'create table decision_events (event_id text primary key, event jsonb not null)',
  `create table tickets (
    event_id text primary key,
    ticket_id text not null,
    revision integer not null,
    channel text not null,
    language text,
    subject text not null,
    body text not null,
    set_aside jsonb not null,
    kept_raw boolean not null,
    received_at timestamptz not null,
    customer_keys text[] not null
  )`,
  'create index tickets_by_ticket on tickets (ticket_id)',
  'create index tickets_by_time on tickets (received_at)',
  'create index tickets_by_customer on tickets using gin (customer_keys)',
  `create table escalations (
    event_id text primary key,
    ticket_id text not null,
    candidates jsonb not null,
    received_at timestamptz not null,
    settled boolean not null
  )`,
  'create index escalations_by_ticket on escalations (ticket_id)',
  'create index escalations_by_time on escalations (received_at)',
  'create index escalations_open on escalations (received_at) where not settled',
  'create table rejections (event_id text primary key, reason text not null, received_at timestamptz not null)',
  'create index rejections_by_time on rejections (received_at)',
  `create table corrections (
    correction_id text primary key,
    ticket_id text not null,
    revision integer not null,
    category text,
    corrected_by text not null,
    corrected_at timestamptz not null,
    effective_at timestamptz not null,
    occasion text not null check (occasion in ('audit', 'review', 'unasked')),
    note text,
    on_topic boolean not null
  )`,
  'create index corrections_of_ticket on corrections (ticket_id, revision, effective_at, correction_id)',
  'create index corrections_to_publish on corrections (effective_at) where not on_topic',
  'create table audit_rates (since timestamptz primary key, rate double precision not null, categories jsonb not null)',
  'create table erasures (ticket_key text primary key, erased_at timestamptz not null)',
];
