import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { findDecisions } from '../../../service/review/store/find-decisions.ts';
import { keepStoreOpen } from '../../../service/review/store/keep-store-open.ts';
import { openStore } from '../../../service/review/store/open-store.ts';
import { newDatabase } from '../support/stores.ts';

const postgres = inject('postgres');
const missing = 'missing' in postgres ? postgres.missing : null;

test.skipIf(missing !== null)(
  `a database that a later version has migrated is not touched (${missing ?? 'PostgreSQL'})`,
  async () => {
    const databaseUrl = await newDatabase((postgres as { url: string }).url);
    const store = await openStore({ databaseUrl });
    const later = { name: '9999-later', timestamp: new Date().toISOString() };
    // The migrator's own table is none of ours, so the type does not know it.
    await (
      store.db as unknown as { insertInto(table: string): { values(row: object): { execute(): Promise<unknown> } } }
    )
      .insertInto('kysely_migration')
      .values(later)
      .execute();
    await store.close();
    await expect(openStore({ databaseUrl })).rejects.toMatchObject({
      ...{ code: 'STORE_MISFIT', retryable: false },
      remedy: expect.stringContaining('newest version'),
    });
  },
);

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

const withSetting = (url: string, name: string, value: string) =>
  Object.assign(new URL(url), { search: `?options=${encodeURIComponent(`-c ${name}=${value}`)}` }).href;

test.skipIf(missing !== null).each([
  ['takes no writes now, as a standby', 'default_transaction_read_only', 'on', 'primary'],
  ['waits for a lock no longer than so', 'lock_timeout', '200', 'lock_timeout'],
  ['takes no statement that is so long', 'statement_timeout', '200', 'statement_timeout'],
])(
  `when the database %s, then its tables are brought up to date later (${missing ?? 'PostgreSQL'})`,
  async (_, name, value, remedy) => {
    const databaseUrl = await newDatabase((postgres as { url: string }).url);
    await (await openStore({ databaseUrl })).close();
    const reader = await connect(databaseUrl);
    await reader.query("delete from kysely_migration where name >= '0009-written-at'");
    await reader.query('drop table change_counts');
    await reader.query('alter table tickets drop column written_at');
    await reader.query('begin');
    await reader.query('select count(*) from tickets'); // as pg_dump: nobody changes the table meanwhile
    await expect(openStore({ databaseUrl: withSetting(databaseUrl, name, value) })).rejects.toMatchObject({
      ...{ code: 'STORE_UNREACHABLE', retryable: true },
      remedy: expect.stringContaining(remedy),
    });
    await reader.query('rollback');
    const { db, close } = await openStore({ databaseUrl });
    expect(await db.selectFrom('tickets').select('written_at').execute()).toEqual([]);
    await close();
  },
);

test.skipIf(missing !== null)(
  `when its user may make no tables, then that is told with what to grant, and the store opens once it is granted (${missing ?? 'PostgreSQL'})`,
  async () => {
    const databaseUrl = await newDatabase((postgres as { url: string }).url);
    const owner = await connect(databaseUrl);
    const role = `app_${randomUUID().replaceAll('-', '')}`;
    await owner.query(`create role ${role} login`);
    const url = Object.assign(new URL(databaseUrl), { username: role }).href;
    const told = vi.fn();
    const kept = keepStoreOpen({
      open: () => openStore({ databaseUrl: url }),
      prepare: async () => undefined,
      onUnreachable: told,
    });
    onTestFinished(() => kept.close());
    await Promise.race([kept.tried, kept.opened]);
    expect(told).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        ...{ code: 'STORE_UNREACHABLE', retryable: true },
        message: expect.stringContaining('permission denied for schema public'),
        remedy: expect.stringContaining('GRANT CREATE ON SCHEMA public'),
      }),
    );
    await owner.query(`grant create on schema public to ${role}`);
    expect(await findDecisions(await kept.opened, {}, { limit: 9 })).toEqual([]);
  },
);

test.skipIf(missing !== null)(
  `a database with tables of another program is not waited for, and no other version is asked for (${missing ?? 'PostgreSQL'})`,
  async () => {
    const databaseUrl = await newDatabase((postgres as { url: string }).url);
    await (await connect(databaseUrl)).query('create table tickets (id int)');
    const error = await openStore({ databaseUrl }).catch((thrown) => thrown);
    expect(error).toMatchObject({
      ...{ code: 'STORE_MISFIT', retryable: false },
      message: expect.stringContaining('"tickets" already exists'),
      remedy: expect.stringContaining('another program'),
    });
    expect(error.remedy).not.toContain('newest version');
  },
);
