import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { SignalboxError } from '../../errors.ts';
import { identityOf, isSameProcessAlive } from './process-identity.ts';

const emptyLockMs = 5_000;

/**
 * A lock between processes: a file that names its owner. That of a dead owner counts for nothing.
 * @returns the function that gives it back
 * @throws SignalboxError BROKER_START_FAILED when a living owner keeps it too long
 */
export async function acquireLock(path: string, timeoutMs: number): Promise<() => Promise<void>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      await writeFile(path, identityOf(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        await rm(path, { force: true }).catch(() => undefined); // on a full disk the file is there, and empty
        throw new SignalboxError('BROKER_START_FAILED', `cannot write the lock ${path}: ${String(error)}`, {
          cause: error,
          remedy: 'check that DATA_DIR can be written and that its disk has room',
        });
      }
    }
    const owner = await readFile(path, 'utf8').catch(() => '');
    if (owner === '' ? await isAbandoned(path) : !isSameProcessAlive(owner)) {
      await takeAway(path, owner);
    } else if (performance.now() > deadline) {
      throw new SignalboxError('BROKER_START_FAILED', `process ${owner || 'unknown'} keeps the lock ${path}`, {
        remedy: `stop that process, or remove ${path} when it is not of this service`,
      });
    } else {
      await wait(50);
    }
  }
}

/** An owner writes its name at once; a file that stays empty was cut off by a full disk or a power cut. */
async function isAbandoned(path: string): Promise<boolean> {
  const file = await stat(path).catch(() => undefined);
  return file !== undefined && Date.now() - file.mtimeMs > emptyLockMs;
}

// Two may see the same dead owner: whoever moves away a lock that is alive by now puts it back.
async function takeAway(path: string, deadOwner: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch {
    return; // the other was first
  }
  if ((await readFile(aside, 'utf8')) === deadOwner) await rm(aside, { force: true });
  else await rename(aside, path);
}
