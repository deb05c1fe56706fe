import { EventEmitter, once } from 'node:events';
import type { Request } from 'express';
import { ipKeyGenerator, MemoryStore, type Options } from 'express-rate-limit';
import { SignalboxError } from '../../errors.ts';

const windowMs = 60_000;
const mostRefused = 100;

export interface RefusalLimit {
  /**
   * Finds out who asks. Only refusals count: what a request does once it is let in, and how long it takes, is no matter here.
   * @param isGuess whether a refusal counts
   * @throws SignalboxError RATE_LIMITED without a look at it, when too many of its address were refused; what `look` throws
   */
  attempt<Found>(request: Request, look: () => Promise<Found>, isGuess?: boolean): Promise<Found>;
}

/** So many refused sign-ins a minute of each address: guesses of keys, each of which costs a derivation. */
export function createRefusalLimit(): RefusalLimit {
  const refusals = new MemoryStore();
  refusals.init({ windowMs } as Options);
  const lookingAt = new Map<string, number>();
  const looked = new EventEmitter().setMaxListeners(0);

  /** Guesses may come all at once: no more are looked at together than may still be refused, and the others wait. */
  async function begin(address: string): Promise<void> {
    for (;;) {
      const refused = (await refusals.get(address))?.totalHits ?? 0;
      if (refused >= mostRefused) throw tooManyRefused();
      const open = lookingAt.get(address) ?? 0;
      if (refused + open < mostRefused) {
        lookingAt.set(address, open + 1);
        return;
      }
      await once(looked, address);
    }
  }

  function end(address: string): void {
    const left = (lookingAt.get(address) ?? 1) - 1;
    if (left > 0) lookingAt.set(address, left);
    else lookingAt.delete(address);
    looked.emit(address);
  }

  return {
    async attempt(request, look, isGuess = true) {
      const address = ipKeyGenerator(request.ip ?? '');
      await begin(address);
      try {
        return await look();
      } catch (error) {
        if (isGuess && isRefusal(error)) await refusals.increment(address);
        throw error;
      } finally {
        end(address);
      }
    },
  };
}

const isRefusal = (error: unknown): boolean =>
  error instanceof SignalboxError && ['SIGN_IN_REFUSED', 'SIGN_IN_REQUIRED'].includes(error.code);

const tooManyRefused = (): SignalboxError =>
  new SignalboxError('RATE_LIMITED', `more than ${mostRefused} refused sign-ins in a minute from this address`, {
    remedy:
      'wait a minute, and end what asks here with a key, token or session that has ended; nothing raises this limit',
  });
