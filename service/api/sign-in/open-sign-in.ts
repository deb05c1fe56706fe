import type { Request } from 'express';
import type { SignIn, User } from './sign-in.ts';

const longestName = 100;

/** On a loopback address everybody is an admin under the name that they choose: whoever gets here has the machine. */
export function createOpenSignIn(): SignIn {
  return {
    kind: 'open',
    identify: async (request) => ({ user: userOf(request), keyId: null, expiresAt: null }),
    begin: async (_token, request) => ({ user: userOf(request), cookie: null, maxAgeSeconds: 0 }),
  };
}

function userOf(request: Request): User {
  const given = decoded(request.get('x-signalbox-user') ?? '');
  const name = given.replace(/\p{C}/gu, '').trim().slice(0, longestName).toWellFormed();
  return { name: name || 'local', role: 'admin' };
}

/** A header holds Latin-1 only, so names travel percent-encoded. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
