import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { accessRoleSchema } from '../../contracts/api-access.ts';
import { type Credential, refused } from './sign-in.ts';

const issuer = 'signalbox';
const longestSeconds = 8 * 3600;
const claimsSchema = z.object({ sub: z.string(), role: accessRoleSchema, key: z.string().nullable(), exp: z.number() });

export interface SessionTokens {
  issue(credential: Credential): Promise<{ token: string; maxAgeSeconds: number }>;
  /** @throws SignalboxError SIGN_IN_REFUSED */
  check(token: string): Promise<Credential>;
}

/**
 * Short sessions in the place of long-lived keys, which a browser had better not keep.
 * @param secret shared by several replicas; absent: of this process only, so that a restart ends all sessions
 */
export function createSessionTokens(secret: string | undefined): SessionTokens {
  const key = secret ? new TextEncoder().encode(secret) : randomBytes(32);
  return {
    async issue({ user, keyId, expiresAt }) {
      const left = expiresAt ? Math.floor((expiresAt.getTime() - Date.now()) / 1000) : longestSeconds;
      const maxAgeSeconds = Math.max(1, Math.min(longestSeconds, left));
      const token = await new SignJWT({ role: user.role, key: keyId })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(user.name)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + maxAgeSeconds)
        .sign(key);
      return { token, maxAgeSeconds };
    },
    async check(token) {
      try {
        const { payload } = await jwtVerify(token, key, { issuer, audience: issuer, algorithms: ['HS256'] });
        const { sub, role, key: keyId, exp } = claimsSchema.parse(payload);
        return { user: { name: sub, role }, keyId, expiresAt: new Date(exp * 1000) };
      } catch (cause) {
        throw refused('the session is not valid, or has ended', cause);
      }
    },
  };
}
