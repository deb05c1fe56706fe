import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type AccessRole, accessRoleSchema, accessRoles } from '../../contracts/api-access.ts';
import { SignalboxError } from '../../errors.ts';
import { type Credential, refused, type User } from './sign-in.ts';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt);
const cost = { N: 16_384, r: 8, p: 1 };
const hashBytes = 32;

interface KeyLine {
  user: User;
  salt: string;
  hash: Buffer;
}

/** A key carries the salt of its line, so that one derivation checks it however many keys there are. */
const keyPattern = /^sbx_([A-Za-z0-9_-]{22})_([A-Za-z0-9_-]{43})$/;
const linePattern = /^([^:]{1,100}):([a-z]+):scrypt\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/u;

/**
 * @returns the key, which is kept nowhere, and the line of the keys file that knows it
 * @throws SignalboxError INPUT_INVALID
 */
export async function createApiKey(name: string, role: AccessRole): Promise<{ key: string; line: string }> {
  if (!/^[^:\s\p{C}][^:\p{C}]{0,99}$/u.test(name)) {
    throw new SignalboxError('INPUT_INVALID', `"${name}" cannot be a name`, {
      remedy: 'choose one of 1 to 100 characters without a colon',
    });
  }
  if (name.startsWith('#')) {
    throw new SignalboxError('INPUT_INVALID', `"${name}" cannot be a name: its line would be a comment`, {
      remedy: 'choose one that does not begin with #',
    });
  }
  const salt = randomBytes(16).toString('base64url');
  const secret = randomBytes(32).toString('base64url');
  const hash = await derive(secret, Buffer.from(salt), hashBytes, cost);
  const line = `${name}:${role}:scrypt$${salt}$${hash.toString('base64url')}`;
  // A line that the service cannot read keeps it from starting.
  if (!linePattern.test(line)) {
    throw new SignalboxError('INPUT_INVALID', `"${name}" (${role}) makes no line of a keys file`, {
      remedy: 'choose a simpler name',
    });
  }
  return { key: `sbx_${salt}_${secret}`, line };
}

/**
 * Reads the keys file: `name:role:scrypt$salt$hash` a line; empty lines and lines that begin with # are left out.
 * @throws SignalboxError CONFIG_INVALID that names the line; never what is in it
 */
export async function readApiKeys(path: string): Promise<KeyLine[]> {
  const remedy = 'make a line with: npx signalbox api-key NAME ROLE';
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const { code = 'no reason given' } = cause as NodeJS.ErrnoException;
    throw new SignalboxError('CONFIG_INVALID', `AUTH_API_KEYS_FILE: cannot read ${path} (${code})`, {
      cause,
      remedy: code === 'EACCES' ? 'let the user that the service runs as read it' : remedy,
    });
  }
  const keys = text.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const [, name = '', role, salt = '', hash = ''] = linePattern.exec(line.trim()) ?? [];
    const known = accessRoleSchema.safeParse(role);
    if (known.success) return [{ user: { name, role: known.data }, salt, hash: Buffer.from(hash, 'base64url') }];
    throw new SignalboxError(
      'CONFIG_INVALID',
      `AUTH_API_KEYS_FILE: line ${i + 1} of ${path} is not NAME:ROLE:HASH with a role of ${accessRoles.join(', ')}`,
      { remedy },
    );
  });
  if (keys.length === 0)
    throw new SignalboxError('CONFIG_INVALID', `AUTH_API_KEYS_FILE: ${path} has no key`, { remedy });
  return keys;
}

export interface ApiKeys {
  /** @throws SignalboxError SIGN_IN_REFUSED */
  check(key: string): Promise<Credential>;
  /** Whom the key of a session belongs to; null when it is gone. */
  userOf(keyId: string): User | null;
}

export function createApiKeys(lines: readonly KeyLine[]): ApiKeys {
  const bySalt = new Map(lines.map((line) => [line.salt, line]));
  // A derivation takes 50 ms of a core; a key that has been right once is known by its digest. Only right ones are kept.
  const known = new Map<string, KeyLine>();
  return {
    async check(key) {
      const digest = createHash('sha256').update(key).digest('base64url');
      const line = known.get(digest) ?? (await find(key));
      if (!line) throw refused('the API key is not known');
      known.set(digest, line);
      return { user: line.user, keyId: line.salt, expiresAt: null };
    },
    userOf: (keyId) => bySalt.get(keyId)?.user ?? null,
  };

  async function find(key: string): Promise<KeyLine | undefined> {
    const [, salt, secret] = keyPattern.exec(key) ?? [];
    const line = salt === undefined ? undefined : bySalt.get(salt);
    if (!line || secret === undefined) return undefined;
    const hash = await derive(secret, Buffer.from(line.salt), hashBytes, cost);
    return timingSafeEqual(hash, line.hash) ? line : undefined;
  }
}
