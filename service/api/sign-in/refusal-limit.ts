import type { Request, Response } from 'express';
import { ipKeyGenerator, MemoryStore, type Options } from 'express-rate-limit';
import { SignalboxError } from '../../errors.ts';

const windowMs = 60_000;
const mostRefused = 100;
/** However many were refused: what hangs, at a provider of identities say, must not make all others wait for each other. */
const leastAtOnce = 8;
const mostWaiting = 500;

/**
 * What a request shows. A `token` is a guess that costs a derivation or a provider's answer; a `session`, or nothing at all, costs
 * nothing to look at; a `question` is a page's whether its session goes on, and an office of pages has one address.
 */
export type Shown = 'token' | 'session' | 'question';

export interface RefusalLimit {
  /**
   * Finds out who asks. Only refusals count, and none of a `question`: what a request does once it is let in, and how long it takes,
   * is no matter here. Only tokens wait for each other.
   * @throws SignalboxError RATE_LIMITED without a look at it, when too many of its address were refused or wait; what `look` throws
   */
  attempt<Found>(request: Request, look: () => Promise<Found>, shown?: Shown): Promise<Found>;
}

interface Line {
  looking: number;
  /** In the order in which they came. */
  waiting: Set<(refusal?: SignalboxError) => void>;
}

/** So many refused sign-ins a minute of each address: guesses of keys, each of which costs a derivation. */
export function createRefusalLimit(): RefusalLimit {
  const refusals = new MemoryStore();
  refusals.init({ windowMs } as Options);
  const lines = new Map<string, Line>();
  const countRefused = async (address: string) => (await refusals.get(address))?.totalHits ?? 0;

  /** Guesses may come all at once: hardly more are looked at together than may still be refused, and the others wait. */
  async function enter(address: string, refused: number, response: Response | undefined): Promise<void> {
    const line = lines.get(address) ?? { looking: 0, waiting: new Set() };
    lines.set(address, line);
    if (line.looking < mostAtOnce(refused)) {
      line.looking += 1;
      return;
    }
    if (response?.closed) throw clientLeft();
    if (line.waiting.size >= mostWaiting) throw tooManyWaiting();
    await new Promise<void>((resolve, reject) => {
      const go = (refusal?: SignalboxError) => (refusal ? reject(refusal) : resolve());
      line.waiting.add(go);
      response?.once('close', () => line.waiting.delete(go) && reject(clientLeft()));
    });
  }

  async function leave(address: string): Promise<void> {
    const refused = await countRefused(address);
    const line = lines.get(address);
    if (!line) return;
    line.looking -= 1;
    for (const go of line.waiting) {
      const isOver = refused >= mostRefused;
      if (!isOver && line.looking >= mostAtOnce(refused)) return;
      line.waiting.delete(go);
      if (!isOver) line.looking += 1;
      go(isOver ? tooManyRefused() : undefined);
    }
    if (line.looking === 0) lines.delete(address);
  }

  return {
    async attempt(request, look, shown = 'token') {
      const address = ipKeyGenerator(request.ip ?? '');
      const refused = await countRefused(address);
      if (refused >= mostRefused) throw tooManyRefused();
      if (shown === 'token') await enter(address, refused, request.res);
      try {
        return await look();
      } catch (error) {
        if (shown !== 'question' && isRefusal(error)) await refusals.increment(address);
        throw error;
      } finally {
        if (shown === 'token') await leave(address);
      }
    },
  };
}

const mostAtOnce = (refused: number): number => Math.max(leastAtOnce, mostRefused - refused);

const isRefusal = (error: unknown): boolean =>
  error instanceof SignalboxError && ['SIGN_IN_REFUSED', 'SIGN_IN_REQUIRED'].includes(error.code);

const tooManyRefused = (): SignalboxError =>
  new SignalboxError('RATE_LIMITED', `more than ${mostRefused} refused sign-ins in a minute from this address`, {
    remedy:
      'wait a minute, and end what asks here with a key, token or session that has ended; nothing raises this limit',
  });

const tooManyWaiting = (): SignalboxError =>
  new SignalboxError('RATE_LIMITED', `${mostWaiting} requests from this address wait for their keys to be checked`, {
    remedy: 'ask again in a moment, with fewer requests at once; nothing raises this limit',
  });

// Like a limit, for nobody has looked at what was shown: it is no denied sign-in.
const clientLeft = (): SignalboxError =>
  new SignalboxError('RATE_LIMITED', 'the client left before its key or token was checked');
