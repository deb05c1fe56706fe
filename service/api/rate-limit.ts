import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Session } from '../contracts/api-access.ts';
import { SignalboxError } from '../errors.ts';
import type { User } from './sign-in/sign-in.ts';

/** So many requests a minute of each user, or of each address before anybody has signed in. */
export function limitRequests(perMinute: number, signIn: Session['signIn']): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    legacyHeaders: false,
    validate: false,
    limit: perMinute,
    standardHeaders: 'draft-8',
    identifier: 'signalbox',
    keyGenerator: (request, response) => clientOf(request, response, signIn),
    handler: (_request, _response, next) =>
      next(
        new SignalboxError('RATE_LIMITED', `more than ${perMinute} requests in a minute`, {
          remedy: 'wait a minute, or raise HTTP_RATE_LIMIT_PER_MINUTE',
        }),
      ),
  });
}

/**
 * So many streams open at the same time, of each user or address. A stream is no request that ends: a rate would let them pile up.
 * @returns a handler for the routes of streams; one that closes makes room
 */
export function limitStreams(most: number, signIn: Session['signIn']): RequestHandler {
  const openOf = new Map<string, number>();
  return (request, response, next) => {
    // Whoever left while it was found out who they are is told of by no `close` any more: their stream would never end.
    if (response.closed) return;
    const client = clientOf(request, response, signIn);
    const open = openOf.get(client) ?? 0;
    if (open >= most) {
      throw new SignalboxError('RATE_LIMITED', `${most} event streams are open already`, {
        remedy:
          'close pages of the console or readers of /v1/events that nobody looks at: each page in sight has a stream',
      });
    }
    openOf.set(client, open + 1);
    response.once('close', () => {
      const left = (openOf.get(client) ?? 1) - 1;
      if (left > 0) openOf.set(client, left);
      else openOf.delete(client);
    });
    next();
  };
}

/** Where everybody chooses their own name, a name is no limit. */
function clientOf(request: Request, response: Response, signIn: Session['signIn']): string {
  const user = response.locals.user as User | null | undefined;
  return user && signIn !== 'open' ? `user ${user.name}` : ipKeyGenerator(request.ip ?? '');
}
