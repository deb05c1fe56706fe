import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { type AccessRole, accessRoles } from '../../contracts/api-access.ts';
import { SignalboxError } from '../../errors.ts';
import { type Credential, refused } from './sign-in.ts';

export interface OidcSettings {
  issuer: string;
  audience: string;
  /** Where the roles stand in the token; dots lead into objects. */
  rolesClaim: string;
  /** Absent: found by the issuer's discovery document. */
  jwksUrl: string | undefined;
}

/** Asymmetric ones only: with a shared secret, or `none`, whoever reads the public keys could sign. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const clockToleranceSeconds = 30;
const providerMs = 15_000;
const longestName = 200;

/** @returns a check that throws SignalboxError SIGN_IN_REFUSED for a token that is not one of ours */
export function createTokenCheck(settings: OidcSettings): (token: string) => Promise<Credential> {
  const { issuer, audience, rolesClaim } = settings;
  let keys: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  return async (token) => {
    keys ??= jwksUrlOf(settings).then((url) => createRemoteJWKSet(url, { timeoutDuration: providerMs }));
    const keySet = await keys.catch((error) => {
      keys = undefined; // the provider may be back the next time
      throw error;
    });
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, keySet, {
        issuer,
        audience,
        algorithms,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: clockToleranceSeconds,
      }));
    } catch (cause) {
      if (!isVerdict(cause)) throw unavailable('the keys of the issuer cannot be read', cause);
      throw refused('the access token is not valid here', cause);
    }
    const role = highestRole(claim(payload, rolesClaim));
    if (!role) {
      throw new SignalboxError('ROLE_TOO_LOW', `the access token has none of the roles ${accessRoles.join(', ')}`, {
        remedy: `let the identity provider put one of them into the claim ${rolesClaim}`,
      });
    }
    return {
      user: { name: nameOf(payload).slice(0, longestName).toWellFormed(), role },
      keyId: null,
      expiresAt: new Date((payload.exp as number) * 1000),
    };
  };
}

/**
 * An address that nobody has verified is whatever its owner typed in, somebody else's too, and a user name that looks like one is no
 * better: many providers let people choose theirs. Other user names cannot be taken for an address.
 */
function nameOf({ email, email_verified: verified, preferred_username: userName, sub }: JWTPayload): string {
  const isUnverified = String(verified) === 'false'; // some providers write it as text
  const names = isUnverified ? [isAddress(userName) ? undefined : userName, sub] : [email, userName, sub];
  return names.find((value): value is string => typeof value === 'string' && value !== '') as string;
}

/** Also with one of the characters that look like an @. */
const isAddress = (value: unknown): boolean => typeof value === 'string' && value.normalize('NFKC').includes('@');

async function jwksUrlOf({ issuer, jwksUrl }: OidcSettings): Promise<URL> {
  if (jwksUrl) return new URL(jwksUrl);
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(providerMs) });
    const document = (await response.json()) as { jwks_uri?: unknown; issuer?: unknown };
    if (document.issuer !== issuer) throw new Error(`the document is of issuer ${String(document.issuer)}`);
    return new URL(String(document.jwks_uri));
  } catch (cause) {
    throw unavailable(`${address} does not tell the keys of the issuer`, cause);
  }
}

/** Whether the token was looked at and found wrong, and not that the keys could not be fetched. */
function isVerdict(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'].includes(error.code)
  );
}

function unavailable(reason: string, cause: unknown): SignalboxError {
  return new SignalboxError('SIGN_IN_UNAVAILABLE', reason, {
    cause,
    remedy: 'try again in a moment; an administrator can check AUTH_OIDC_ISSUER and AUTH_OIDC_JWKS_URL',
  });
}

function claim(payload: JWTPayload, path: string): unknown {
  if (Object.hasOwn(payload, path)) return payload[path];
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : undefined,
      payload,
    );
}

function highestRole(value: unknown): AccessRole | undefined {
  const given = typeof value === 'string' ? value.split(/[\s,]+/) : Array.isArray(value) ? value : [];
  return accessRoles.findLast((role) => given.includes(role));
}
