import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { SignalboxError } from '../../errors.ts';

/**
 * A lock between processes: a file that holds the owner's process id. That of a dead owner counts for nothing.
 * @returns the function that gives it back
 * @throws SignalboxError BROKER_START_FAILED when a living owner keeps it too long
 */
export async function acquireLock(path: string, timeoutMs: number): Promise<() => Promise<void>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (owner > 0 && !isAlive(owner)) {
      await rm(path, { force: true });
    } else if (performance.now() > deadline) {
      throw new SignalboxError('BROKER_START_FAILED', `process ${owner} keeps the lock ${path}`, {
        remedy: `stop that process, or remove ${path} when it is not of this service`,
      });
    } else {
      await wait(50);
    }
  }
}

export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
