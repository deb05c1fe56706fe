import { type Kysely, sql } from 'kysely';

/** Whose a ticket is outlives its text: whoever asks for erasure means the decisions and corrections, too. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table ticket_customers (
    event_id text primary key,
    ticket_id text not null,
    received_at timestamptz not null,
    customer_keys text[] not null
  )`,
  `insert into ticket_customers
    select event_id, ticket_id, received_at, customer_keys from tickets where customer_keys <> '{}'`,
  'create index ticket_customers_by_ticket on ticket_customers (ticket_id)',
  'create index ticket_customers_by_time on ticket_customers (received_at)',
  'create index ticket_customers_by_customer on ticket_customers using gin (customer_keys)',
  'alter table tickets drop column customer_keys',
];
