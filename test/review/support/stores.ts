import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, inject } from 'vitest';
import { type Database, openStore, type Store } from '../../../service/review/store/open-store.ts';

/** Runs the same tests on PGlite and on a real PostgreSQL, each with an empty store. Skipped with the reason where there is none. */
export function describeOnBothStores(name: string, tests: (db: () => Database) => void): void {
  const postgres = inject('postgres');
  describe(`${name}, on PGlite`, () => withStore(() => openStore({}), tests));
  if ('missing' in postgres)
    describe.skip(`${name}, on PostgreSQL: skipped, ${postgres.missing}`, () => tests(neverOpened));
  else
    describe(`${name}, on PostgreSQL`, () =>
      withStore(async () => openStore({ databaseUrl: await newDatabase(postgres.url) }), tests));
}

export async function newDatabase(url: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

function withStore(open: () => Promise<Store>, tests: (db: () => Database) => void): void {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  beforeEach(async () => {
    await sql`truncate facets, decisions, decision_events, tickets, ticket_customers, escalations, rejections, corrections, audit_rates, erasures,
      customer_erasures, policy_drafts, audit_log`.execute(store.db);
  });
  afterAll(() => store?.close());
  tests(() => store.db);
}

function neverOpened(): never {
  throw new Error('there is no store');
}
