import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openOwnStore } from '../../service/commands/open-own-store.ts';
import { lockFolder } from '../../service/review/store/lock-folder.ts';

const open = (folder: string, databaseUrl?: string) =>
  openOwnStore({ databaseUrl, folder, auditRate: 0, retention: { textDays: 1, decisionDays: 1 } });

test('a command makes no store where there is none, and touches nothing else that lies there', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'signalbox-own-store-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const folder = join(parent, 'store');
  const none = { code: 'INPUT_INVALID', message: `there is no store in ${folder}` };
  await expect(open(folder)).rejects.toMatchObject(none);
  await mkdir(folder);
  await expect(open(folder)).rejects.toMatchObject(none);
  expect(await readdir(folder)).toEqual([]);
  await mkdir(join(folder, 'store'));
  await writeFile(join(folder, 'store/PG_VERSION'), '17');
  await expect(open(folder)).rejects.toMatchObject({
    code: 'STORE_MISFIT',
    message: expect.stringContaining(`there is one in ${join(folder, 'store')}`),
  });
  expect(await readdir(join(folder, 'store'))).toEqual(['PG_VERSION']);
});

test('only where a living process has the store, the service is to be stopped; else it is told what is wrong', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'signalbox-own-store-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const folder = join(parent, 'store');
  await mkdir(folder);
  await writeFile(join(folder, 'PG_VERSION'), '17');
  const unlock = await lockFolder(folder);
  await expect(open(folder)).rejects.toMatchObject({
    code: 'SERVICE_RUNNING',
    message: expect.stringContaining(folder),
    remedy: expect.stringContaining('stop the service first'),
  });
  await unlock();
  await expect(open(folder)).rejects.toMatchObject({
    code: 'STORE_UNREACHABLE',
    message: expect.stringContaining(`the store in ${folder} cannot be opened`),
    remedy: expect.stringContaining('no file of the store is missing'),
  });
});

test('when the database refuses the connection or hangs up, then that is told, and no service is to be stopped', async () => {
  const taken = createServer((visitor) => visitor.destroy()).listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const urls = [`postgres://u@127.0.0.1:1/none`, `postgres://u@127.0.0.1:${port}/none`];
  for (const url of urls)
    await expect(open('none', url)).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      remedy: 'check DATABASE_URL and that PostgreSQL runs',
    });
  taken.close();
});
