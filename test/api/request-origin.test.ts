import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApiKey, createApiKeys } from '../../service/api/sign-in/api-keys.ts';
import type { SignIn } from '../../service/api/sign-in/sign-in.ts';
import { until } from '../support/until.ts';
import { expectProblem } from './support/answers.ts';
import { serve } from './support/serve.ts';

/** fetch does not let anybody choose these headers; an attacker's browser sends them. */
function raw(
  base: string,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(`${base}${path}`, { method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asked.on('error', reject);
    asked.end(method === 'POST' ? '{"token":"x"}' : undefined);
  });
}

describe('where everybody on the machine may come in', () => {
  test.each(['evil.example', 'evil.example:8080', '10.0.0.7', '127.0.0.1.evil.example'])(
    'a name that somebody lets point at it (%j) is refused',
    async (host) => {
      const { base } = await serve();
      const { status, text } = await raw(base, '/v1/session', { host });
      expect([403, 400]).toContain(status);
      expect(text).not.toContain('"user"');
    },
  );
  test.each(['/metrics', '/docs', '/docs/start.js', '/openapi.json'])(
    'so is %s, and not under its own names',
    async (path) => {
      const { base } = await serve();
      expect((await raw(base, path, { host: 'evil.example' })).status).toBe(403);
      expect((await raw(base, path, { host: 'localhost' })).status).toBe(200);
      expect((await raw(base, '/readyz', { host: 'evil.example' })).text).toContain('status');
    },
  );

  test.each(['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'])(
    'a proxy that passes requests of others on (%s) is refused, trusted or not',
    async (name) => {
      for (const trustProxy of [undefined, '1']) {
        const { base } = await serve({ http: { rateLimitPerMinute: 9, trustProxy } });
        const { status, text } = await raw(base, '/v1/session', { host: '127.0.0.1', [name]: 'localhost' });
        expect([status, JSON.parse(text).code]).toEqual([403, 'ORIGIN_REFUSED']);
      }
    },
  );
  test.each(['localhost', 'LOCALHOST:1234', '127.0.0.1:99', '[::1]:8080'])('%s is this machine', async (host) => {
    const { base } = await serve();
    expect((await raw(base, '/v1/session', { host })).status).toBe(200);
  });
});

describe('a page of another origin', () => {
  const json = { 'content-type': 'application/json' };
  test.each(['https://evil.example', 'http://localhost.evil.example', 'http://127.0.0.1:1', 'null', 'nonsense'])(
    'cannot change anything (%s)',
    async (origin) => {
      const { base } = await serve();
      const { status, text } = await raw(base, '/v1/session', { ...json, origin }, 'POST');
      expect([status, JSON.parse(text).code]).toEqual([403, 'ORIGIN_REFUSED']);
    },
  );

  test('the own page can, also behind a proxy that is trusted and passes the host on', async () => {
    const { base } = await serve();
    expect((await raw(base, '/v1/session', { ...json, origin: base }, 'POST')).status).toBe(200);
    const headers = { ...json, origin: 'https://support.example', 'x-forwarded-host': 'support.example' };
    const signIn: SignIn = {
      kind: 'api_key',
      identify: async () => null,
      begin: async () => ({ user: { name: 'a', role: 'viewer' }, cookie: null, maxAgeSeconds: 0 }),
    };
    const proxied = await serve({ signIn, http: { rateLimitPerMinute: 100, trustProxy: '1' } });
    expect((await raw(proxied.base, '/v1/session', headers, 'POST')).status).toBe(200);
    const untrusted = await serve({ signIn });
    expect((await raw(untrusted.base, '/v1/session', headers, 'POST')).status).toBe(403);
  });

  test('nobody is told that other origins may read', async () => {
    const { request } = await serve();
    const { headers } = await request('/v1/session', { headers: { origin: 'https://evil.example' } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    const asked = await request('/v1/corrections', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a form (%s) is no JSON',
    async (type) => {
      const { request } = await serve();
      const answer = await request('/v1/corrections', {
        method: 'POST',
        body: '{"ticketId":"T-1"}',
        headers: { 'content-type': type },
      });
      expectProblem(answer, 415, 'MEDIA_TYPE_REFUSED');
    },
  );
});

test('every answer says that a page may load from here only, and run nothing that is written into it', async () => {
  const { request } = await serve();
  for (const path of ['/v1/session', '/docs', '/openapi.json', '/review', '/nothing', '/healthz']) {
    const { headers } = await request(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    // The style sheet of the API's documentation has images written into it.
    expect([path, policy.includes('data:')]).toEqual([path, path === '/docs']);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

describe('too many requests', () => {
  // All of them in one minute, however slow the machine is.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  test('are refused with when there is room again, by user and not by address', async () => {
    const made = await Promise.all([createApiKey('ana', 'viewer'), createApiKey('ben', 'viewer')]);
    const lines = made.map(({ line }) => {
      const [name = '', , hash = ''] = line.split(':');
      const [, salt = '', derived = ''] = hash.split('$');
      return { user: { name, role: 'viewer' as const }, salt, hash: Buffer.from(derived, 'base64url') };
    });
    const keys = createApiKeys(lines);
    const identify: SignIn['identify'] = (request) => keys.check(request.get('authorization')?.slice(7) ?? '');
    const signIn: SignIn = { kind: 'api_key', identify, begin: async () => Promise.reject(new Error()) };
    const { request } = await serve({ signIn, http: { rateLimitPerMinute: 3, trustProxy: undefined } });
    const ask = (i: number) => request('/v1/calibration', { headers: { authorization: `Bearer ${made[i]?.key}` } });
    for (let i = 0; i < 3; i++) expect((await ask(0)).status).toBe(200);
    const refused = await ask(0);
    expectProblem(refused, 429, 'RATE_LIMITED');
    expect(refused.headers.get('ratelimit')).toMatch(/r=0; t=\d+/);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await ask(1)).status).toBe(200);
  });

  test('where names are free, a new name is no new allowance', async () => {
    const { request } = await serve({ http: { rateLimitPerMinute: 2, trustProxy: undefined } });
    const ask = (n: number) => request('/v1/calibration', { headers: { 'x-signalbox-user': `u${n}` } });
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await ask(i)).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  test('a stream that its reader has left is no refused sign-in, nor is an answer that nobody waited for', async () => {
    const { base, request } = await serve({ store: () => undefined as never });
    for (let i = 0; i < 105; i++) {
      const leaving = new AbortController();
      const { status } = await fetch(`${base}/v1/events`, { signal: leaving.signal });
      expect(status).toBe(200);
      leaving.abort();
    }
    await until('one may ask', async () => (await request('/v1/calibration')).status === 200);
  });

  test('guesses of keys are cut off long before that', async () => {
    const keys = createApiKeys([]);
    const identify: SignIn['identify'] = (request) => keys.check(request.get('authorization') ?? '');
    const { request } = await serve({
      signIn: { kind: 'api_key', identify, begin: async () => Promise.reject(new Error()) },
    });
    const statuses = [];
    for (let i = 0; i < 102; i++) statuses.push((await request('/v1/calibration')).status);
    expect(statuses.slice(99)).toEqual([401, 429, 429]);
    const { remedy } = expectProblem(await request('/v1/calibration'), 429, 'RATE_LIMITED');
    expect(remedy).not.toContain('HTTP_RATE_LIMIT_PER_MINUTE');
    expect((await request('/healthz')).status).toBe(200);
  });
});
