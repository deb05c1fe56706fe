import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { findDecisions } from '../../../service/review/store/find-decisions.ts';
import { lockFolder } from '../../../service/review/store/lock-folder.ts';
import { openStore } from '../../../service/review/store/open-store.ts';
import { openEmbedded } from '../../../service/review/store/pglite-thread.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { routed } from '../support/records.ts';
import { newDatabase } from '../support/stores.ts';

test('what was kept in a folder is there when it is opened again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-store-'));
  try {
    const first = await openStore({ folder: join(folder, 'new/store') });
    await recordDecisions(first.db, [routed({ offset: 1 })]);
    await first.close();
    expect((await stat(join(folder, 'new/store'))).mode & 0o777).toBe(0o700); // masked texts and names are nobody else's
    const second = await openStore({ folder: join(folder, 'new/store') });
    expect(second.kind).toBe('pglite');
    expect(await findDecisions(second.db, {}, { limit: 9 })).toHaveLength(1);
    await second.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('when the folder holds something else than a store, then it is refused and nothing in it is touched', async () => {
  const folder = join(await temporary(), 'store');
  await mkdir(join(folder, 'copy/base'), { recursive: true });
  await writeFile(join(folder, 'copy/base/1'), 'rows');
  const refusal = (message: string, remedy = 'where it belongs') => ({
    code: 'STORE_MISFIT',
    retryable: false,
    message,
    remedy: expect.stringContaining(remedy),
  });
  await expect(openStore({ folder })).rejects.toMatchObject(refusal(`${folder} holds files but is no store`));
  await writeFile(join(folder, 'copy/PG_VERSION'), '17');
  await expect(openStore({ folder })).rejects.toMatchObject(
    refusal(
      `${folder} holds files but is no store; there is one in ${folder}/copy: was it copied one level too deep?`,
      `move what is in ${folder}/copy (PG_VERSION and all beside it) into ${folder} itself`,
    ),
  );
  // Not even when they come after the folder was looked at.
  await expect(openEmbedded(folder)).rejects.toThrow('ENOTEMPTY');
  expect(await readFile(join(folder, 'copy/base/1'), 'utf8')).toBe('rows');
  const link = `${folder}-link`;
  await symlink(join(folder, 'copy'), link);
  for (const path of [join(folder, 'copy/base/1'), link])
    await expect(openStore({ folder: path })).rejects.toMatchObject(
      refusal(`${path} is no folder but a file or a link`),
    );
});

test.each([
  ['the folder around it', '.', false],
  ['the folder around it, and its own is there', '.', true],
  ['one above that', '..', false],
])(
  'when a backup was copied too high, into %s, then no new store is made beside it, and it is told where it belongs',
  async (_, where, isThere) => {
    const parent = join(await temporary(), 'data');
    const folder = join(parent, 'store');
    const above = join(parent, where);
    await mkdir(isThere ? folder : parent, { recursive: true });
    await writeFile(join(above, 'PG_VERSION'), '17');
    const before = await readdir(parent);
    await expect(openStore({ folder })).rejects.toMatchObject({
      code: 'STORE_MISFIT',
      message: `${folder} is empty, and the files of a store lie in ${above}: were they copied too high?`,
      remedy: expect.stringContaining(`into ${folder};`),
    });
    expect(await readdir(parent)).toEqual(before);
  },
);

test('when files of the store are missing, or it cannot lie there, then it is told what is wrong and where, and of no other database', async () => {
  const parent = await temporary();
  const folder = join(parent, 'store');
  await mkdir(folder);
  await writeFile(join(folder, 'PG_VERSION'), '17\n');
  const isFile = join(parent, 'file');
  await writeFile(isFile, '');
  for (const [path, why] of [
    [folder, 'PGlite failed to initialize'],
    [join(isFile, 'store'), 'EEXIST'],
  ] as const) {
    const error = await openStore({ folder: path }).catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringContaining(`the store in ${path} cannot be opened: ${why}`),
    });
    expect(error.remedy).toMatch(/DATA_DIR may be written to.*no file of the store is missing/);
    expect(error.remedy).not.toContain('DATABASE_URL');
  }
});

test('when the folder is empty, then the store is made there, and what a crash has left of one is gone', async () => {
  const parent = await temporary();
  const folder = join(parent, 'store');
  await mkdir(folder);
  await mkdir(`${folder}.unfinished/base`, { recursive: true });
  await writeFile(`${folder}.unfinished/PG_VERSION`, 'half');
  for (let time = 0; time < 2; time++) await (await openStore({ folder })).close();
  expect(await readdir(parent)).toEqual(['store']);
  expect(await readdir(folder)).toContain('PG_VERSION');
});

test('a folder that is open is not opened a second time, and one whose process was killed is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-store-'));
  try {
    const unlock = await lockFolder(folder);
    await expect(openStore({ folder })).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringContaining('another process'),
    });
    await unlock();
    const held = `require('net').createServer().listen(${JSON.stringify(`${folder}.lock`)}, () => console.log('listening'))`;
    const child = spawn(process.execPath, ['-e', held]);
    await once(child.stdout, 'data');
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const again = await lockFolder(folder);
    await again();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a new store is the same whether the build has packed it or it is made on the spot', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-store-'));
  try {
    const settings: unknown[] = [];
    for (const [store, emptyStore] of [['packed'], ['made', join(folder, 'none.tar.gz')]] as const) {
      const database = await openEmbedded(join(folder, store), emptyStore);
      const { rows } = await database.query(
        `select current_setting('server_version') as version, current_setting('shared_buffers') as buffers,
           current_setting('wal_segment_size') as log, current_setting('timezone') as zone, encoding, datcollate, datctype
         from pg_database where datname = current_database()`,
        [],
      );
      settings.push({ ...(rows[0] as object), file: await readFile(join(folder, store, 'postgresql.conf'), 'utf8') });
      await database.close();
    }
    expect(settings[0]).toEqual(settings[1]);
    expect(settings[0]).toMatchObject({ buffers: '16MB', zone: 'UTC' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('when no database answers, then the error says so and that trying again can help', async () => {
  const opening = openStore({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none' });
  await expect(opening).rejects.toMatchObject({
    code: 'STORE_UNREACHABLE',
    retryable: true,
    remedy: expect.any(String),
  });
});

const postgres = inject('postgres');
const missing = 'missing' in postgres ? postgres.missing : null;

test.skipIf(missing !== null)(
  `two processes may open a new database at once (${missing ?? 'PostgreSQL'})`,
  async () => {
    const databaseUrl = await newDatabase((postgres as { url: string }).url);
    const stores = await Promise.all([openStore({ databaseUrl }), openStore({ databaseUrl })]);
    await Promise.all(stores.map(({ db }) => recordDecisions(db, [routed({ offset: 1 }), routed({ offset: 2 })])));
    expect(await findDecisions((stores[0] as (typeof stores)[0]).db, {}, { limit: 9 })).toHaveLength(2);
    await Promise.all(stores.map((store) => store.close()));
  },
);
