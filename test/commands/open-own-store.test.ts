import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openOwnStore } from '../../service/commands/open-own-store.ts';

const open = (folder: string) =>
  openOwnStore({ databaseUrl: undefined, folder, auditRate: 0, retention: { textDays: 1, decisionDays: 1 } });

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
