import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, MemoryStore, rateLimit } from 'express-rate-limit';
import type { Session } from '../contracts/console-api.ts';
import { SignalboxError } from '../errors.ts';
import type { User } from './sign-in/sign-in.ts';

const windowMs = 60_000;
const deniedPerMinute = 100;
const shared = { windowMs, legacyHeaders: false, validate: false } as const;

/** So many requests a minute of each user, or of each address before anybody has signed in. */
export function limitRequests(perMinute: number, signIn: Session['signIn']): RequestHandler {
  return rateLimit({
    ...shared,
    limit: perMinute,
    standardHeaders: 'draft-8',
    identifier: 'signalbox',
    keyGenerator: (request, response) => {
      const user = response.locals.user as User | null | undefined;
      // Where everybody chooses their own name, a name is no limit.
      return user && signIn !== 'open' ? `user ${user.name}` : ipKeyGenerator(request.ip ?? '');
    },
    handler: (_request, _response, next) => next(limited(`more than ${perMinute} requests in a minute`)),
  });
}

/** Guesses of keys, by address and before any key is looked at: each costs a derivation. Only refused requests count. */
export function limitDenied(): RequestHandler {
  const store = new MemoryStore();
  const addressOf = (request: Request) => ipKeyGenerator(request.ip ?? '');
  const limit = rateLimit({
    ...shared,
    store,
    limit: deniedPerMinute,
    standardHeaders: false,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, response) => response.statusCode !== 401,
    keyGenerator: addressOf,
    handler: (_request, _response, next) => next(limited('too many refused sign-ins from this address')),
  });
  return (request, response, next) => {
    // A stream and an answer that its reader gave up never finish, and would count as refused.
    response.once('close', () => {
      if (response.locals.user && !response.writableFinished) void store.decrement(addressOf(request));
    });
    return limit(request, response, next);
  };
}

const limited = (reason: string): SignalboxError =>
  new SignalboxError('RATE_LIMITED', reason, { remedy: 'wait a minute, or raise HTTP_RATE_LIMIT_PER_MINUTE' });
