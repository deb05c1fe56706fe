import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from './open-store.ts';
import type { StoreAccess } from './store-access.ts';

const firstWaitMs = 250;
const longestWaitMs = 5_000;

/**
 * Does the work on the store, again after each failure, for it may be down for long.
 * @throws the signal's reason when nobody waits any more
 */
export async function tryUntilDone<T>(
  store: StoreAccess,
  work: (db: Database) => Promise<T>,
  { signal, onFailure }: { signal: AbortSignal; onFailure: (error: unknown) => void },
): Promise<T> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      return await work(store());
    } catch (error) {
      signal.throwIfAborted();
      onFailure(error);
      await wait(waitMs, undefined, { signal });
    }
  }
}
