import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, Migrator, PostgresDialect, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import * as first from '../../../service/review/store/migrations/0001-store.ts';
import * as second from '../../../service/review/store/migrations/0002-console.ts';
import * as third from '../../../service/review/store/migrations/0003-order.ts';
import * as fourth from '../../../service/review/store/migrations/0004-report-from-indexes.ts';
import * as fifth from '../../../service/review/store/migrations/0005-latest-decision.ts';
import * as sixth from '../../../service/review/store/migrations/0006-customers.ts';
import * as seventh from '../../../service/review/store/migrations/0007-search.ts';
import * as eleventh from '../../../service/review/store/migrations/0011-held-as-none.ts';
import { openStore } from '../../../service/review/store/open-store.ts';
import { poolOfOne } from '../../../service/review/store/pglite-pool.ts';
import { openEmbedded } from '../../../service/review/store/pglite-thread.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { searchQuery } from '../../../service/review/store/search-words.ts';
import { reviewed } from '../support/records.ts';

test('a store of before knows which of its decisions count, and whose its tickets are', async () => {
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool: poolOfOne(await openEmbedded(undefined)) }) });
  try {
    for (const migration of [first, second, third, fourth]) await migration.up(db);
    await sql`
      insert into decisions (event_id, ticket_id, revision, decided_at, outcome, answered, usd, model_version,
        taxonomy_version, sampled, audit_position, facet_id, decided_hour)
      select id, ticket, revision, at::timestamptz, 'review', false, 0, '1', '1', false, 0, 1, 0
      from (values ('a', 'T-1', 1, '2026-01-02'), ('b', 'T-1', 1, '2026-01-01'), ('c', 'T-1', 1, '2026-01-02'),
        ('d', 'T-1', 2, '2026-01-01'), ('e', 'T-2', 1, '2026-01-01')) as t(id, ticket, revision, at)`.execute(db);
    await sql`
      insert into tickets (event_id, ticket_id, revision, channel, subject, body, set_aside, kept_raw, received_at, customer_keys)
      select id, ticket, 1, 'chat', '', '', '[]', false, '2026-01-01', keys::text[]
      from (values ('a', 'T-1', '{x,y}'), ('e', 'T-2', '{}')) as t(id, ticket, keys)`.execute(db);
    for (const migration of [fifth, sixth]) await migration.up(db);
    const decisions = await sql<object>`select event_id, superseded from decisions order by event_id`.execute(db);
    expect(decisions.rows.map(Object.values)).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
      ['d', false],
      ['e', false],
    ]);
    const customers = await sql<object>`select event_id, ticket_id, customer_keys from ticket_customers`.execute(db);
    expect(customers.rows.map(Object.values)).toEqual([['a', 'T-1', ['x', 'y']]]);
  } finally {
    await db.destroy();
  }
});

test('what a store of before held as out of taxonomy is counted under no category, and new decisions with it', async () => {
  const { db, close } = await openStore({});
  onTestFinished(close);
  await recordDecisions(
    db,
    ['PAY', 'ACCESS', 'PAY', 'TERMINAL'].map((category, offset) =>
      reviewed({
        offset,
        candidates: [{ category, probability: 0.8 }],
        ...(offset === 1 ? { modelVersion: '0.4.0' } : {}),
        ...(offset === 3 ? { reason: 'low_confidence' } : {}),
      }),
    ),
  );
  // As it was kept before: under the first choice, in a facet for each.
  await sql`
    insert into facets (key, outcome, choice, reason, model_version, taxonomy_version)
    select jsonb_build_array(f.outcome, d.first_choice, null, f.reason, f.model_version, f.taxonomy_version)::text,
      f.outcome, d.first_choice, f.reason, f.model_version, f.taxonomy_version
    from decisions as d join facets as f on f.id = d.facet_id where d.reason = 'out_of_taxonomy'
    on conflict do nothing`.execute(db);
  await sql`
    update decisions as d set choice = first_choice, facet_id = f.id from facets as f
    where d.reason = 'out_of_taxonomy' and f.reason = d.reason and f.choice = d.first_choice and f.model_version = d.model_version`.execute(
    db,
  );
  // Of one version "none" has no facet yet, of the other a review without candidates has made it.
  await sql`delete from facets where choice is null and model_version = '0.4.0'`.execute(db);
  const counted = async () => {
    const { rows } = await sql<object>`
      select d.ticket_id, d.choice, d.first_choice, f.choice as facet_choice, f.reason, f.model_version
      from decisions as d join facets as f on f.id = d.facet_id order by 1`.execute(db);
    return rows.map(Object.values);
  };
  expect((await counted())[0]).toEqual(['T-0', 'PAY', 'PAY', 'PAY', 'out_of_taxonomy', '0.3.0']);
  const migrated = [
    ['T-0', null, 'PAY', null, 'out_of_taxonomy', '0.3.0'],
    ['T-1', null, 'ACCESS', null, 'out_of_taxonomy', '0.4.0'],
    ['T-2', null, 'PAY', null, 'out_of_taxonomy', '0.3.0'],
    ['T-3', 'TERMINAL', 'TERMINAL', 'TERMINAL', 'low_confidence', '0.3.0'],
  ];
  for (const _ of ['once', 'again']) {
    await eleventh.up(db as unknown as Kysely<never>);
    expect(await counted()).toEqual(migrated);
  }
  // A decision of today finds the very facets: none has one beside it.
  const number = async () => (await sql`select 1 from facets`.execute(db)).rows.length;
  const facets = await number();
  await recordDecisions(db, [reviewed({ offset: 8 }), reviewed({ offset: 9, modelVersion: '0.4.0' })]);
  expect(await number()).toBe(facets);
});

test('texts of before are found by their words, more of them than are read at once', async () => {
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool: poolOfOne(await openEmbedded(undefined)) }) });
  try {
    for (const migration of [first, second, third, fourth, fifth, sixth]) await migration.up(db);
    await sql`
      insert into tickets (event_id, ticket_id, revision, channel, subject, body, set_aside, kept_raw, received_at)
      select 'e-' || i, 'T-' || i, 1, 'chat', 'Order ' || i, 'Où est-elle?', '[]', false, '2026-01-01'
      from generate_series(1, 1200) as i`.execute(db);
    await seventh.up(db);
    const found = async (words: string) => {
      const { rows } = await sql<{ ticket_id: string }>`
        select ticket_id from tickets where words @@ ${searchQuery(words)}::tsquery order by 1`.execute(db);
      return rows.map(({ ticket_id }) => ticket_id);
    };
    expect(await found('"order 1200"')).toEqual(['T-1200']);
    expect(await found('OÙ elle')).toHaveLength(1200);
    const stats = await sql`select 1 from pg_stats where tablename = 'tickets' and attname = 'words'`.execute(db);
    expect(stats.rows).toHaveLength(1); // or a search would not know which words are rare
  } finally {
    await db.destroy();
  }
});

test('an embedded store that has written its texts anew knows their words and uses the room of the old ones again', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'signalbox-store-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const folder = join(parent, 'store');
  const before = new Kysely<never>({ dialect: new PostgresDialect({ pool: poolOfOne(await openEmbedded(folder)) }) });
  const done = {
    ...{ '0001-store': first, '0002-console': second, '0003-order': third },
    ...{ '0004-report-from-indexes': fourth, '0005-latest-decision': fifth, '0006-customers': sixth },
  };
  await new Migrator({ db: before, provider: { getMigrations: async () => done } }).migrateToLatest();
  await sql`
    insert into tickets (event_id, ticket_id, revision, channel, subject, body, set_aside, kept_raw, received_at)
    select 'e-' || i, 'T-' || i, 1, 'chat', 'Order', 'Where?', '[]', false, '2026-01-01' from generate_series(1, 1200) as i`.execute(
    before,
  );
  await before.destroy();
  const { db, close } = await openStore({ folder });
  const { rows } = await sql<{ pages: number; tidied: number; known: boolean }>`
    select relpages as pages, relallvisible as tidied,
      exists (select 1 from pg_stats where tablename = 'tickets' and attname = 'words') as known
    from pg_class where relname = 'tickets'`.execute(db);
  await close();
  expect(rows[0]?.pages).toBeGreaterThan(0);
  expect(rows[0]).toMatchObject({ known: true, tidied: rows[0]?.pages });
});
