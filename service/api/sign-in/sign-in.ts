import type { Request } from 'express';
import type { AccessRole, Session } from '../../contracts/api-access.ts';
import { SignalboxError } from '../../errors.ts';

export interface User {
  name: string;
  role: AccessRole;
}

/** Who a token speaks for, and until when; null: until it is revoked. */
export interface Credential {
  user: User;
  /** Known to whoever has the keys: a session ends when its key is gone. Null: the token's own end counts. */
  keyId: string | null;
  expiresAt: Date | null;
}

/** Who asks. `byCookie`: a browser says so by itself, for each of its tabs, whomever that was opened for. */
export interface Identified extends Credential {
  byCookie?: true;
}

/** One way to sign in. */
export interface SignIn {
  kind: Session['signIn'];
  /**
   * Who asks; null when the request says nothing.
   * @throws SignalboxError SIGN_IN_REFUSED when it carries a token that is not (or no longer) valid
   */
  identify(request: Request): Promise<Identified | null>;
  /** Exchanges a token for a session. @returns the value of the session cookie */
  begin(token: string, request: Request): Promise<{ user: User; cookie: string | null; maxAgeSeconds: number }>;
}

/** Where sign-in is open, the name that one goes by; beside a session cookie, whom the page was opened for. */
export const userHeader = 'x-signalbox-user';

/** A header holds Latin-1 only, so names travel percent-encoded. @returns undefined when none is named */
export function namedUser(request: Request): string | undefined {
  const value = request.get(userHeader);
  if (!value) return namedByLink(request);
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** A link carries no header: one whose following is logged says it in its address. Only reading can be linked to. */
function namedByLink({ method, query }: Request): string | undefined {
  return method === 'GET' && typeof query.as === 'string' && query.as !== '' ? query.as : undefined;
}

export const sessionCookie = '__Host-signalbox-session';

export const refused = (reason: string, cause?: unknown): SignalboxError =>
  new SignalboxError('SIGN_IN_REFUSED', reason, {
    cause,
    remedy: 'sign in again with a valid API key or access token; an administrator can give you one',
  });

/** @returns undefined when there is no `authorization: Bearer …` */
export function bearerToken(request: Request): string | undefined {
  return /^Bearer +(.+)$/i.exec(request.get('authorization') ?? '')?.[1];
}

export function sessionToken(request: Request): string | undefined {
  const cookies = (request.get('cookie') ?? '').split(';').map((part) => part.trim());
  return cookies.find((part) => part.startsWith(`${sessionCookie}=`))?.slice(sessionCookie.length + 1);
}
