import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockFolder, StoreInUseError } from '../../../service/review/store/lock-folder.ts';

test('when many start at once where a killed process has left its lock, then exactly one gets the folder', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'lock-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  for (let i = 0; i < 20; i++) {
    const folder = join(parent, String(i));
    const killed = `require('net').createServer().listen(${JSON.stringify(`${folder}.lock`)}, () => process.kill(process.pid, 'SIGKILL'))`;
    try {
      execFileSync(process.execPath, ['-e', killed]);
    } catch {
      // it was killed
    }
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    const held = tries.filter(({ status }) => status === 'fulfilled');
    for (const one of tries) if (one.status === 'fulfilled') await one.value();
    expect(held).toHaveLength(1);
    await (await lockFolder(folder))();
  }
});

test('when no lock can be made, then it is told where and why, and not that another process has the store', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'lock-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, 'absent/store');
  const refused = lockFolder(folder);
  await expect(refused).rejects.toMatchObject({
    code: 'STORE_UNREACHABLE',
    message: expect.stringContaining(`the store in ${folder} cannot be locked by ${folder}.lock`),
    remedy: expect.stringContaining('DATA_DIR'),
  });
  await expect(refused).rejects.not.toBeInstanceOf(StoreInUseError);
});

test('when what lies in the place of the lock cannot be removed, then that is told each time, and nothing is held meanwhile', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'lock-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, 'store');
  mkdirSync(`${folder}.lock`);
  for (let attempt = 0; attempt < 2; attempt++) {
    await expect(lockFolder(folder)).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringMatching(/cannot be locked by .*store\.lock: \w*EISDIR/),
      remedy: expect.stringContaining('delete it'),
    });
  }
  rmdirSync(`${folder}.lock`);
  await (await lockFolder(folder))();
});
