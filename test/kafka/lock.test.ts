import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock } from '../../service/kafka/local-broker/lock.ts';
import { identityOf } from '../../service/kafka/local-broker/process-identity.ts';

describe('the lock of the local broker', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signalbox-lock-'));
    path = join(folder, 'lock');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is taken over from an owner that is dead', async () => {
    await writeFile(path, '999999999-0');
    const unlock = await acquireLock(path, 0);
    await unlock();
  });

  it('is taken over when it was cut off empty by a full disk', async () => {
    await writeFile(path, '');
    await utimes(path, new Date(0), new Date(0));
    const unlock = await acquireLock(path, 0);
    await unlock();
  });

  it('is left to an owner that lives', async () => {
    await writeFile(path, identityOf(process.pid));
    await expect(acquireLock(path, 0)).rejects.toMatchObject({ code: 'BROKER_START_FAILED' });
  });

  it('when it cannot be written, then the error says where and what to look at', async () => {
    await expect(acquireLock(join(folder, 'missing/lock'), 0)).rejects.toMatchObject({
      code: 'BROKER_START_FAILED',
      remedy: expect.stringContaining('room'),
    });
  });
});
