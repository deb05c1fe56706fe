import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { accessRoles } from '../contracts/api-access.ts';
import { SignalboxError } from '../errors.ts';
import type { ApiParts } from './api-parts.ts';
import type { Endpoint, Reply } from './endpoint.ts';
import { refuseOtherPages } from './page-user.ts';
import { limitRequests, limitStreams } from './rate-limit.ts';
import { bearerToken, type User } from './sign-in/sign-in.ts';

const longestBody = '4mb';
/** More pages of the console than a person has open. */
const mostStreams = 20;
/** A longer timer would go off at once. */
const longestTimerMs = 2 ** 31 - 1;

/** `/v1/tickets/{ticketId}` as Express writes it. */
export const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** Express routes from the table: who is it, may they, read, answer. */
export function mountEndpoints(
  app: Express,
  endpoints: readonly Endpoint[],
  parts: ApiParts,
  rateLimitPerMinute: number,
): void {
  // One for all routes, so that they count together.
  const limit = limitRequests(rateLimitPerMinute, parts.signIn.kind);
  const limitOpen = limitStreams(mostStreams, parts.signIn.kind);
  const bytes = express.raw({ type: 'application/json', limit: longestBody });
  for (const endpoint of endpoints) {
    const isStream = Object.hasOwn(endpoint.answer.content, 'text/event-stream');
    app[endpoint.method](
      expressPath(endpoint.path),
      identify(endpoint, parts),
      isStream ? limitOpen : limit,
      ...(endpoint.body ? [requireJson, bytes] : []),
      async (request, response) => {
        const user = (response.locals.user as User | null | undefined) ?? null;
        send(response, await endpoint.respond(request, response, user, parts));
      },
    );
  }
}

/** Who asks and until when, kept in `locals`; refused when the endpoint wants a role that they do not have. */
function identify({ access, path, forEveryPage }: Endpoint, { signIn, refusals }: ApiParts): RequestHandler {
  async function credentialOf(request: Request) {
    const credential = await signIn.identify(request);
    if (credential || access === 'anyone') return credential;
    throw signInRequired(path);
  }

  return async (request, response, next) => {
    // A key or token that is tried is a guess wherever that is. Pages ask whether their session goes on, and an office has one address.
    const withoutToken = access === 'anyone' ? 'question' : 'session';
    const shown = bearerToken(request) === undefined ? withoutToken : 'token';
    const credential = await refusals
      .attempt(request, () => credentialOf(request), shown)
      .catch((error) => {
        // A session that has ended must neither keep anybody from hearing that nor from signing in again.
        if (access === 'anyone' && error instanceof SignalboxError && error.code === 'SIGN_IN_REFUSED') return null;
        throw error;
      });
    const user = credential?.user ?? null;
    response.locals.user = user;
    response.locals.expiresAt = credential?.expiresAt ?? null;
    // Before the role: what the page's own user may do must not be refused for good because the next one may not.
    if (credential?.byCookie && !forEveryPage) {
      refuseOtherPages(request, credential.user, { mayLeave: access === 'anyone' });
    }
    if (access === 'anyone') return next();
    if (!user) throw signInRequired(path);
    if (accessRoles.indexOf(user.role) < accessRoles.indexOf(access)) {
      throw new SignalboxError('ROLE_TOO_LOW', `this needs the role ${access}, and ${user.name} is ${user.role}`, {
        remedy: 'ask an administrator for a key or a role that allows it',
      });
    }
    next();
  };
}

const signInRequired = (path: string): SignalboxError =>
  new SignalboxError('SIGN_IN_REQUIRED', `${path} is for people who have signed in`, {
    remedy: 'send `authorization: Bearer TOKEN` with an API key or access token, or sign in at the console',
  });

/** A page of another origin cannot send this type without asking first, and nobody here allows it. */
const requireJson: RequestHandler = (request, _response, next) => {
  const type = request.get('content-type');
  if (type === undefined || request.is('application/json')) return next();
  throw new SignalboxError('MEDIA_TYPE_REFUSED', `the body is ${type.slice(0, 100)}, not application/json`, {
    remedy: 'send JSON with content-type: application/json',
  });
};

function send(response: Response, reply: Reply): void {
  response.set('cache-control', 'no-store');
  switch (reply.kind) {
    case 'json':
      response.status(reply.status ?? 200).json(reply.body);
      return;
    case 'text':
      response
        .set(reply.headers ?? {})
        .type(reply.type)
        .send(reply.body);
      return;
    case 'nothing':
      response.status(204).end();
      return;
    case 'stream':
      reply.open(response);
      endAt(response, response.locals.expiresAt as Date | null);
      return;
    default:
      reply satisfies never;
  }
}

/** Whoever reads a stream was asked who they are when it began; with what they showed then it ends, and they may ask again. */
function endAt(response: Response, expiresAt: Date | null): void {
  if (!expiresAt) return;
  const timer = setTimeout(() => response.end(), Math.min(longestTimerMs, expiresAt.getTime() - Date.now()));
  response.once('close', () => clearTimeout(timer));
}
