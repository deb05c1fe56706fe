import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { StoreAccess } from './store-access.ts';

const lookEveryMs = 5_000;
/** The embedded store answers one after the other, and a wide report takes seconds. */
const answerWithinMs = 15_000;

/** Looks again and again whether the store answers: one that nobody asks would not be missed, nor seen to be back. @returns its stop */
export function watchStore(store: StoreAccess, onLooked: (answers: boolean) => void): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  const ask = async () => void (await sql`select 1`.execute(store()));

  async function watch(): Promise<void> {
    for (;;) {
      await wait(lookEveryMs, undefined, { signal, ref: false });
      const late = setTimeout(() => onLooked(false), answerWithinMs);
      late.unref();
      const stop = () => clearTimeout(late);
      signal.addEventListener('abort', stop);
      const answers = await ask().then(
        () => true,
        () => false,
      );
      stop();
      signal.removeEventListener('abort', stop);
      signal.throwIfAborted();
      onLooked(answers);
    }
  }

  watch().catch(() => undefined); // it ends by its stop alone
  return () => stopping.abort();
}
