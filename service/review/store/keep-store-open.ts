import { setTimeout as wait } from 'node:timers/promises';
import { SignalboxError } from '../../errors.ts';
import type { Database, Store } from './open-store.ts';
import type { StoreAccess } from './store-access.ts';

export interface KeptStore {
  store: StoreAccess;
  /** Settles when the store is open, or fails for good. */
  opened: Promise<Database>;
  /** Settles when it has been tried once: from then on `store` tells whether it answers. */
  tried: Promise<void>;
  close(): Promise<void>;
}

export interface KeptStoreParts {
  open: () => Promise<Store>;
  /** Done once, before anybody gets the store. */
  prepare: (db: Database) => Promise<void>;
  /** Told of each kind of failure once, until another comes. */
  onUnreachable: (error: SignalboxError) => void;
  /** Told once when the store that was open has ended for good; not when it ends while it is being opened, nor after `close`. */
  onStopped?: (error: SignalboxError) => void;
}

const firstWaitMs = 250;
const longestWaitMs = 10_000;

/** Opens the store, again and again while it does not answer: nobody else has to wait for it. */
export function keepStoreOpen({ open, prepare, onUnreachable, onStopped }: KeptStoreParts): KeptStore {
  const closing = new AbortController();
  let current: Store | undefined;
  let failure = new SignalboxError('STORE_UNREACHABLE', 'the store is not open yet', {
    remedy: 'try again in a moment',
  });

  async function openOnce(): Promise<Store> {
    const store = await open();
    try {
      await prepare(store.db);
      return store;
    } catch (error) {
      await store.close().catch(() => undefined);
      throw error;
    }
  }

  let isTried: () => void = () => undefined;
  const tried = new Promise<void>((resolve) => (isTried = resolve));

  async function openAtLast(): Promise<Database> {
    let lastTold: string | undefined;
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      try {
        const store = await openOnce();
        if (closing.signal.aborted) await store.close();
        closing.signal.throwIfAborted();
        current = store;
        void store.stopped.then(onStopped);
        return store.db;
      } catch (error) {
        closing.signal.throwIfAborted();
        if (error instanceof SignalboxError && !error.retryable) throw error;
        failure = asUnreachable(error);
        if (failure.message !== lastTold) onUnreachable(failure);
        lastTold = failure.message;
        isTried();
        // Why it is closed is what tells, and not that a wait was cut short.
        await wait(waitMs, undefined, { signal: closing.signal }).catch(() => closing.signal.throwIfAborted());
      }
    }
  }

  const opened = openAtLast();
  opened.catch(() => undefined).then(isTried); // reported where it is awaited
  return {
    store: () => {
      if (current) return current.db;
      throw failure;
    },
    opened,
    tried,
    async close() {
      closing.abort(new SignalboxError('STOPPING', 'the service is stopping'));
      await opened.catch(() => undefined);
      const store = current;
      current = undefined;
      await store?.close();
    },
  };
}

function asUnreachable(error: unknown): SignalboxError {
  if (error instanceof SignalboxError) return error;
  return new SignalboxError('STORE_UNREACHABLE', `the store was lost while it was being opened: ${String(error)}`, {
    cause: error,
    remedy: 'check DATABASE_URL and that PostgreSQL runs',
  });
}
