import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { endpoints } from '../../service/api/endpoints/all.ts';
import { createApiKey } from '../../service/api/sign-in/api-keys.ts';
import { createSignIn } from '../../service/api/sign-in/create-sign-in.ts';
import type { SignInSettings } from '../../service/config.ts';
import { type AccessRole, accessRoles } from '../../service/contracts/api-access.ts';
import type { SignalboxError } from '../../service/errors.ts';
import { openStore } from '../../service/review/store/open-store.ts';
import { expectProblem } from './support/answers.ts';
import { type Given, serve } from './support/serve.ts';

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const secret = 'a secret of more than 32 characters.';

async function keysFile(...lines: string[]): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'signalbox-keys-')), 'keys.txt');
  await writeFile(path, `# who may come in\n\n${lines.join('\n')}\n`);
  return path;
}

async function withKeys(given: Given = {}, sessionSecret?: string) {
  const made = await Promise.all(accessRoles.map((role) => createApiKey(`${role} one`, role)));
  const file = await keysFile(...made.map(({ line }) => line));
  const keys = Object.fromEntries(accessRoles.map((role, i) => [role, made[i]?.key])) as Record<AccessRole, string>;
  const settings: SignInSettings = { kind: 'api_key', file, sessionSecret };
  return {
    keys,
    file,
    lines: made.map(({ line }) => line),
    ...(await serve({ signIn: await createSignIn(settings), ...given })),
  };
}
const cookieOf = (headers: Headers) => (headers.get('set-cookie') ?? '').split(';')[0] as string;

describe('by API key', () => {
  test('without one everything is closed but health, metrics, documentation and the question who one is', async () => {
    const { request } = await withKeys();
    for (const { method, path, access } of endpoints.filter((endpoint) => endpoint.access !== 'anyone')) {
      const answer = await request(path.replace(/\{\w+\}/g, 'x'), { method: method.toUpperCase() });
      expectProblem(answer, 401, 'SIGN_IN_REQUIRED');
      expect([answer.headers.get('www-authenticate'), access]).toEqual([expect.stringMatching(/^Bearer/), access]);
    }
    for (const path of ['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs'])
      expect((await request(path)).status).toBe(200);
    expect((await request('/v1/session')).json()).toEqual({ user: null, signIn: 'api_key' });
  });

  test('each role may do what the ones before it may, and no more', async () => {
    const { request, keys } = await withKeys();
    for (const { method, path, access } of endpoints.filter((endpoint) => endpoint.access !== 'anyone')) {
      for (const role of accessRoles) {
        const headers = { ...bearer(keys[role]).headers, 'content-type': 'text/plain' };
        const init = { method: method.toUpperCase(), headers, ...(method === 'post' ? { body: 'x' } : {}) };
        const { status } = await request(path.replace(/\{\w+\}/g, 'x'), init);
        const may = accessRoles.indexOf(role) >= accessRoles.indexOf(access as AccessRole);
        expect([path, role, status === 403]).toEqual([path, role, !may]);
      }
    }
  });

  test('the key says who one is, whatever name the request gives', async () => {
    const { request, keys } = await withKeys();
    const headers = { ...bearer(keys.analyst).headers, 'x-signalbox-user': 'somebody' };
    expect((await request('/v1/session', { headers })).json()).toEqual({
      user: { name: 'analyst one', role: 'analyst' },
      signIn: 'api_key',
    });
  });

  test.each([
    ['an unknown key', (key: string) => `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`],
    [
      'a key of another salt',
      (key: string) => key.replace(/^sbx_(.)/, (_, first) => `sbx_${first === 'A' ? 'B' : 'A'}`),
    ],
    ['a line of the file', () => 'admin one:admin:scrypt$x$y'],
    ['a word', () => 'admin'],
  ])('%s is refused', async (_, spoil) => {
    const { request, keys } = await withKeys();
    expectProblem(await request('/v1/calibration', bearer(spoil(keys.admin))), 401, 'SIGN_IN_REFUSED');
  });

  test('the keys file knows no key, and what is wrong with it is told by line and without its content', async () => {
    const { key, line } = await createApiKey('ana', 'viewer');
    expect(line).not.toContain(key.slice(-20));
    const refusal = async (...lines: string[]) =>
      createSignIn({ kind: 'api_key', file: await keysFile(...lines), sessionSecret: undefined }).then(
        () => null,
        (error: SignalboxError) => error,
      );
    expect(await refusal(line)).toBeNull();
    expect(await refusal(line, 'ben:king:scrypt$hush$hush')).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/line 4 (?!.*hush)/),
    });
    expect(await refusal()).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('no key') });
    await expect(createApiKey('a:b', 'viewer')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  test.each([
    ['a plain name', 'ana'],
    ['a name with a # in it', 'team #1'],
    ['51 characters of two UTF-16 units', '𠮷'.repeat(51)],
    ['the longest name', '😀'.repeat(100)],
  ])('a key that is made for %s signs in as that', async (_, name) => {
    const { key, line } = await createApiKey(name, 'analyst');
    const settings: SignInSettings = { kind: 'api_key', file: await keysFile(line), sessionSecret: undefined };
    const { request } = await serve({ signIn: await createSignIn(settings) });
    const user = { name, role: 'analyst' };
    expect((await request('/v1/session', bearer(key))).json()).toEqual({ user, signIn: 'api_key' });
  });

  test.each(['#ops', '#'])('no key is made for %s: its line would be a comment', async (name) => {
    await expect(createApiKey(name, 'admin')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      remedy: expect.stringContaining('#'),
    });
  });
});

describe('a session of a browser', () => {
  test('is begun by a key, carried by a cookie that no script sees, and ended', async () => {
    const { request, post, keys } = await withKeys();
    const begun = await post('/v1/session', { token: keys.analyst });
    expect(begun.json()).toEqual({ user: { name: 'analyst one', role: 'analyst' }, signIn: 'api_key' });
    const attributes = begun.headers.get('set-cookie') ?? '';
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/'])
      expect(attributes).toContain(attribute);
    expect(attributes).not.toContain(keys.analyst);
    const cookie = cookieOf(begun.headers);
    expect((await request('/v1/calibration', { headers: { cookie } })).status).toBe(200);
    const ended = await request('/v1/session', { method: 'DELETE', headers: { cookie } });
    expect([ended.status, cookieOf(ended.headers)]).toEqual([204, '__Host-signalbox-session=']);
  });

  test('is refused when it was signed elsewhere or its key has gone, and one may sign in again all the same', async () => {
    const one = await withKeys({}, secret);
    const cookie = cookieOf((await one.post('/v1/session', { token: one.keys.viewer })).headers);
    const signedOff = { kind: 'api_key' as const, file: await keysFile(one.lines[2] as string), sessionSecret: secret };
    const other = await serve({ signIn: await createSignIn(signedOff) });
    const stranger = await serve({
      signIn: await createSignIn({ ...signedOff, file: one.file, sessionSecret: undefined }),
    });
    const replica = await serve({ signIn: await createSignIn({ ...signedOff, file: one.file }) });
    expect((await replica.request('/v1/calibration', { headers: { cookie } })).status).toBe(200);
    for (const { request, post } of [other, stranger]) {
      expectProblem(await request('/v1/calibration', { headers: { cookie } }), 401, 'SIGN_IN_REFUSED');
      expect((await request('/v1/session', { headers: { cookie } })).json()).toMatchObject({ user: null });
      expect((await post('/v1/session', { token: one.keys.admin }, { cookie })).status).toBe(200);
    }
  });

  test('sign-ins, also denied ones, are in the audit log', async () => {
    const { db, close } = await openStore({});
    onTestFinished(close);
    const { request, post, keys } = await withKeys({ store: () => db });
    expectProblem(await post('/v1/session', { token: 'guess' }), 401, 'SIGN_IN_REFUSED');
    await post('/v1/session', { token: keys.viewer });
    const { items } = (await request('/v1/audit-log', bearer(keys.admin))).json() as { items: object[] };
    expect(items).toMatchObject([
      { who: 'viewer one', action: 'sign_in' },
      { who: 'nobody', action: 'sign_in_denied', subject: expect.stringContaining('127.0.0.1') },
    ]);
    expect(JSON.stringify(items)).not.toContain('guess');
  });
});

describe('by OpenID Connect', () => {
  const audience = 'signalbox';

  async function provider() {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const stranger = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      const isKeys = request.url === '/keys';
      response.end(JSON.stringify(isKeys ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/keys` }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    onTestFinished(() => void server.close());
    const token = (
      claims: Record<string, unknown> = {},
      { key = privateKey as Parameters<SignJWT['sign']>[0], alg = 'RS256' } = {},
    ) => {
      const usual = { iss: issuer, aud: audience, sub: 'ana', roles: ['viewer', 'analyst'], exp: inSeconds(300) };
      return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg, kid: 'k1' }).sign(key);
    };
    const settings = {
      kind: 'oidc' as const,
      issuer,
      audience,
      rolesClaim: 'roles',
      jwksUrl: undefined,
      sessionSecret: undefined,
    };
    return { settings, token, stranger: stranger.privateKey, publicJwk: jwk, server };
  }
  const inSeconds = (n: number) => Math.floor(Date.now() / 1000) + n;

  test('a token of the provider signs in with its highest role, by bearer or by cookie', async () => {
    const { settings, token } = await provider();
    const { request, post } = await serve({ signIn: await createSignIn(settings) });
    const session = { user: { name: 'ana', role: 'analyst' }, signIn: 'oidc' };
    expect((await request('/v1/session', bearer(await token()))).json()).toEqual(session);
    const begun = await post('/v1/session', { token: await token({ exp: inSeconds(100) }) });
    expect(Number(/Max-Age=(\d+)/.exec(begun.headers.get('set-cookie') ?? '')?.[1])).toBeLessThanOrEqual(100);
    expect((await request('/v1/session', { headers: { cookie: cookieOf(begun.headers) } })).json()).toEqual(session);
  });

  test('a stream of events that a session opened is over when the session is', async () => {
    const { settings, token } = await provider();
    const { request, post } = await serve({ signIn: await createSignIn(settings), store: () => undefined as never });
    const begun = await post('/v1/session', { token: await token({ exp: inSeconds(3) }) });
    const headers = { cookie: cookieOf(begun.headers) };
    expect((await request('/v1/events', { headers })).status).toBe(200); // all of it has come
    expectProblem(await request('/v1/events', { headers }), 401, 'SIGN_IN_REFUSED');
  });

  test('one is called by an address only where the provider does not say that nobody has verified it', async () => {
    const { settings, token } = await provider();
    const { request } = await serve({ signIn: await createSignIn(settings) });
    const nameOf = async (claims: object) =>
      ((await request('/v1/session', bearer(await token({ ...claims })))).json() as { user: { name: string } }).user
        .name;
    expect(await nameOf({ email: 'ana@example.org' })).toBe('ana@example.org');
    expect(await nameOf({ email: 'boss@example.org', email_verified: false })).toBe('ana');
    expect(await nameOf({ email: 'boss@example.org', email_verified: 'false' })).toBe('ana');
    const long = await nameOf({ email: `${'x'.repeat(199)}😀` });
    expect([long.isWellFormed(), long.slice(0, 199)]).toEqual([true, 'x'.repeat(199)]);
  });

  test.each([
    ['nothing is said of a verified address', { preferred_username: 'kim@example.org' }, 'kim@example.org'],
    ['there is a verified address', { email: 'kim@example.org', preferred_username: 'kim' }, 'kim@example.org'],
    ['the address is not verified', { email_verified: false, preferred_username: 'kim' }, 'kim'],
    ['nor is the user name, an address', { email_verified: false, preferred_username: 'boss@example.org' }, 'ana'],
    ['nor is one that looks like it', { email_verified: false, preferred_username: 'boss＠example.org' }, 'ana'],
    ['nor, as text, is the address', { email_verified: 'false', preferred_username: 'boss@example.org' }, 'ana'],
  ])('where %s, nobody is called by what they may have made up', async (_, claims, name) => {
    const { settings, token } = await provider();
    const { request } = await serve({ signIn: await createSignIn(settings) });
    const { user } = (await request('/v1/session', bearer(await token(claims)))).json() as { user: object };
    expect(user).toMatchObject({ name });
  });

  test('roles may lie deeper in the token', async () => {
    const { settings, token } = await provider();
    const { request } = await serve({ signIn: await createSignIn({ ...settings, rolesClaim: 'realm_access.roles' }) });
    const deep = await token({ roles: ['admin'], realm_access: { roles: ['viewer', 'offline'] } });
    expect((await request('/v1/session', bearer(deep))).json()).toMatchObject({ user: { role: 'viewer' } });
  });

  test('a token that is not for us, not from there, too old or unsigned is refused', async () => {
    const { settings, token, stranger, publicJwk } = await provider();
    const { request } = await serve({ signIn: await createSignIn(settings) });
    const unsigned = [
      { alg: 'none' },
      { sub: 'eve', roles: ['admin'], aud: audience, iss: settings.issuer, exp: inSeconds(300) },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const wrong = [
      await token({ aud: 'another' }),
      await token({ iss: 'http://elsewhere' }),
      await token({ exp: inSeconds(-120) }),
      await token({ exp: undefined }),
      await token({ nbf: inSeconds(300) }),
      await token({}, { key: stranger }),
      // The public key as a shared secret: the classic confusion of algorithms.
      await token({}, { key: new TextEncoder().encode(JSON.stringify(publicJwk)), alg: 'HS256' }),
      `${unsigned}.`,
      'nonsense',
    ];
    for (const each of wrong) expectProblem(await request('/v1/calibration', bearer(each)), 401, 'SIGN_IN_REFUSED');
    const roleless = await token({ roles: ['cook'] });
    expectProblem(await request('/v1/calibration', bearer(roleless)), 403, 'ROLE_TOO_LOW');
  });

  test('when the provider is down, then the answer says so, and it is asked again', async () => {
    const { settings, token } = await provider();
    const dead = { ...settings, issuer: 'http://127.0.0.1:9' };
    const { request } = await serve({ signIn: await createSignIn(dead) });
    for (let i = 0; i < 2; i++) {
      const answer = await request('/v1/calibration', bearer(await token()));
      expectProblem(answer, 503, 'SIGN_IN_UNAVAILABLE');
      expect(answer.text).not.toContain('127.0.0.1:9');
    }
  });
});

test('where sign-in is open, a name that is too long is cut, and ends in no space', async () => {
  const { request } = await serve();
  const headers = { 'x-signalbox-user': `${'x'.repeat(99)}%20y` };
  expect((await request('/v1/session', { headers })).json()).toMatchObject({ user: { name: 'x'.repeat(99) } });
});
