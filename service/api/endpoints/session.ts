import type { Request } from 'express';
import { sessionSchema, signInRequestSchema } from '../../contracts/api-access.ts';
import { SignalboxError } from '../../errors.ts';
import type { ApiParts } from '../api-parts.ts';
import { endpoint, json } from '../endpoint.ts';
import { logAction } from '../log-action.ts';
import { sessionCookie } from '../sign-in/sign-in.ts';

const attributes = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;
const content = { 'application/json': sessionSchema };

export const getSession = endpoint({
  method: 'get',
  path: '/v1/session',
  summary: 'Who is asking, and how one signs in here',
  access: 'anyone',
  forEveryPage: true,
  answer: { status: 200, content },
  handle: ({ user }, { signIn }) => json({ user, signIn: signIn.kind }),
});

export const beginSession = endpoint({
  method: 'post',
  path: '/v1/session',
  summary: 'Exchanges an API key or an access token for a session cookie',
  access: 'anyone',
  forEveryPage: true,
  body: { schema: signInRequestSchema, reads: 'json' },
  answer: { status: 200, content },
  problems: [401],
  async handle({ body, request, response }, parts) {
    const { user, cookie, maxAgeSeconds } = await beginOrLog(body.token, request, parts);
    if (cookie !== null) {
      response.cookie(sessionCookie, cookie, { ...attributes, maxAge: maxAgeSeconds * 1000 });
      await logAction(parts, user, 'sign_in', null);
    }
    return json({ user, signIn: parts.signIn.kind });
  },
});

export const endSession = endpoint({
  method: 'delete',
  path: '/v1/session',
  summary: 'Ends the session of the cookie',
  access: 'anyone',
  answer: { status: 204, content: {} },
  async handle({ user, response }, parts) {
    response.clearCookie(sessionCookie, attributes);
    if (user && parts.signIn.kind !== 'open') await logAction(parts, user, 'sign_out', null);
    return { kind: 'nothing' };
  },
});

const neverLookedAt = ['SIGN_IN_UNAVAILABLE', 'RATE_LIMITED'];

async function beginOrLog(token: string, request: Request, parts: ApiParts) {
  try {
    return await parts.refusals.attempt(request, () => parts.signIn.begin(token, request));
  } catch (error) {
    if (error instanceof SignalboxError && !neverLookedAt.includes(error.code))
      await logAction(parts, null, 'sign_in_denied', request.ip ?? null);
    throw error;
  }
}
