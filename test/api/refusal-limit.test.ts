import { EventEmitter } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Request, Response } from 'express';
import { MemoryStore } from 'express-rate-limit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApiParts } from '../../service/api/api-parts.ts';
import { beginSession } from '../../service/api/endpoints/session.ts';
import { createApiKey } from '../../service/api/sign-in/api-keys.ts';
import { createSignIn } from '../../service/api/sign-in/create-sign-in.ts';
import { createRefusalLimit } from '../../service/api/sign-in/refusal-limit.ts';
import { refused, type SignIn } from '../../service/api/sign-in/sign-in.ts';
import { SignalboxError } from '../../service/errors.ts';
import { until } from '../support/until.ts';
import { expectProblem } from './support/answers.ts';
import { serve } from './support/serve.ts';

const most = 100;
const leastAtOnce = 8;
const mostWaiting = 500;
const ana = { user: { name: 'ana', role: 'viewer' }, keyId: null, expiresAt: null } as const;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const guess = ['/v1/calibration', { headers: bearer('guess') }] as const;
const countsOf = (statuses: readonly number[]) =>
  Object.fromEntries([...new Set(statuses)].map((status) => [status, statuses.filter((one) => one === status).length]));

/** All that ask are kept waiting until it is said what becomes of them. */
function held() {
  let say: (isLetIn: boolean) => void = () => undefined;
  const said = new Promise<boolean>((resolve) => {
    say = resolve;
  });
  const looks = vi.fn();
  const signIn: SignIn = {
    kind: 'api_key',
    async identify() {
      looks();
      if (!(await said)) throw refused('the API key is not known');
      return ana;
    },
    begin: async () => Promise.reject(new Error()),
  };
  return { signIn, looks, say };
}

async function withKey() {
  const { key, line } = await createApiKey('ana', 'viewer');
  const file = join(await mkdtemp(join(tmpdir(), 'signalbox-keys-')), 'keys.txt');
  await writeFile(file, line);
  const signIn = await createSignIn({ kind: 'api_key', file, sessionSecret: undefined });
  return { key, ...(await serve({ signIn })) };
}

describe('refused sign-ins of an address', () => {
  // All of them in one minute, however slow the machine is.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  test('are none of the requests that are let in, however many of them wait for their answers', async () => {
    let publish: () => void = () => undefined;
    const published = new Promise<void>((resolve) => {
      publish = resolve;
    });
    const publishTicket = vi.fn(() => published);
    const { post } = await serve({ publishTicket });
    let answered = 0;
    const asked = Array.from({ length: most + 1 }, async (_, i) => {
      const { status } = await post('/v1/tickets', { ticketId: `T-${i}`, body: 'My card was refused.' });
      answered += 1;
      return status;
    });
    await until('none is on its way', () => publishTicket.mock.calls.length + answered === most + 1);
    publish();
    expect(countsOf(await Promise.all(asked))).toEqual({ 202: most + 1 });
  });

  test.each<[string, string, number, string]>([
    ['GET', '/v1/session', 200, 'bearer'],
    ['DELETE', '/v1/session', 204, 'bearer'],
    ['POST', '/v1/session', 401, 'body'],
    ['GET', '/v1/calibration', 401, 'bearer'],
  ])('count where a key is guessed: %s %s', async (method, path, status, place) => {
    const { request, key } = await withKey();
    const guess = `sbx_${'A'.repeat(22)}_${'A'.repeat(43)}`;
    const init =
      place === 'bearer'
        ? { method, headers: bearer(guess) }
        : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token: guess }) };
    const statuses = [];
    for (let i = 0; i < most + 2; i++) statuses.push((await request(path, init)).status);
    expect(countsOf(statuses)).toEqual({ [status]: most, 429: 2 });
    expectProblem(await request('/v1/calibration', { headers: bearer(key) }), 429, 'RATE_LIMITED');

    vi.setSystemTime(Date.now() + 60_001);
    expect((await request('/v1/calibration', { headers: bearer(key) })).status).toBe(200);
  });

  test('are no pages that ask whether their session goes on', async () => {
    const { request, key } = await withKey();
    const headers = { cookie: '__Host-signalbox-session=over' };
    for (let i = 0; i <= most; i++) expect((await request('/v1/session', { headers })).status).toBe(200);
    expect((await request('/v1/calibration', { headers: bearer(key) })).status).toBe(200);
  });

  test('that come all at once are looked at hardly more often', async () => {
    const { signIn, looks, say } = held();
    const { request } = await serve({ signIn });
    const asked = Array.from({ length: most + 50 }, async () => (await request(...guess)).status);
    await until('as many are looked at as may be', () => looks.mock.calls.length === most);
    say(false);
    const { 401: refusedOnes = 0, 429: unseen = 0 } = countsOf(await Promise.all(asked));
    expect(refusedOnes + unseen).toBe(most + 50);
    expect(refusedOnes).toBeGreaterThanOrEqual(most);
    expect(refusedOnes).toBeLessThan(most + leastAtOnce);
    expect(looks).toHaveBeenCalledTimes(refusedOnes);
  });

  test('keep nobody out who comes at once with many others and is let in', async () => {
    const { signIn, looks, say } = held();
    const { request } = await serve({ signIn });
    const asked = Array.from({ length: most + 50 }, async () => (await request(...guess)).status);
    await until('as many are looked at as may be', () => looks.mock.calls.length === most);
    say(true);
    expect(countsOf(await Promise.all(asked))).toEqual({ 200: most + 50 });
  });

  test('never keep a session, or a page that asks about one, waiting behind tokens that hang', async () => {
    const { signIn, looks, say } = held();
    const identify: SignIn['identify'] = (asks) =>
      asks.get('authorization') ? signIn.identify(asks) : Promise.resolve(ana);
    const { request } = await serve({ signIn: { ...signIn, identify } });
    const hanging = Array.from({ length: most + 1 }, async () => (await request(...guess)).status);
    await until('as many are looked at as may be', () => looks.mock.calls.length === most);
    expect((await request('/v1/session')).status).toBe(200);
    expect((await request('/v1/calibration')).status).toBe(200);
    say(true);
    expect(countsOf(await Promise.all(hanging))).toEqual({ 200: most + 1 });
  });
});

describe('tokens that wait to be looked at', () => {
  const open: (() => void)[] = [];
  const look = vi.fn(() => new Promise<void>((resolve) => open.push(resolve)));
  const from = (response = new EventEmitter()) => ({ ip: '192.0.2.1', res: response }) as unknown as Request;
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const isOver = { code: 'RATE_LIMITED' };
  beforeEach(() => {
    look.mockClear();
    open.length = 0;
  });
  afterEach(() => void vi.restoreAllMocks());

  async function full(waiting: number) {
    const limit = createRefusalLimit();
    const asked = Array.from({ length: most + waiting }, () => limit.attempt(from(), look));
    await settled();
    expect(look).toHaveBeenCalledTimes(most);
    return { limit, asked };
  }

  async function endAll(asked: Promise<void>[]) {
    while (open.length > 0) {
      for (const end of open.splice(0)) end();
      await settled();
    }
    await Promise.all(asked);
  }

  test('go on one for each that ends, in their order', async () => {
    const { limit, asked } = await full(1);
    const last = vi.fn(() => look());
    asked.push(limit.attempt(from(), last));
    await settled();
    open[0]?.();
    await settled();
    expect(look).toHaveBeenCalledTimes(most + 1);
    expect(last).not.toHaveBeenCalled();
    open[1]?.();
    await settled();
    expect(last).toHaveBeenCalled();
    await endAll(asked);
  });

  test('cost two counts each, however many wait', async () => {
    const counted = vi.spyOn(MemoryStore.prototype, 'get');
    const { asked } = await full(mostWaiting);
    await endAll(asked);
    expect(look).toHaveBeenCalledTimes(most + mostWaiting);
    expect(counted).toHaveBeenCalledTimes(2 * (most + mostWaiting));
  });

  test('are only so many, and one that leaves makes room unseen', async () => {
    const { limit, asked } = await full(mostWaiting - 1);
    const response = new EventEmitter();
    const leaver = limit.attempt(from(response), look);
    const left = expect(leaver).rejects.toMatchObject({ ...isOver, message: expect.stringContaining('left') });
    await expect(limit.attempt(from(), look)).rejects.toMatchObject({
      ...isOver,
      message: expect.stringContaining('wait'),
    });
    response.emit('close');
    await left;
    asked.push(limit.attempt(from(), look));
    await endAll(asked);
    expect(look).toHaveBeenCalledTimes(most + mostWaiting);
  });

  test('are not looked at one by one after many refusals', async () => {
    const limit = createRefusalLimit();
    const refuse = () => Promise.reject(refused('no'));
    for (let i = 1; i < most; i++) await limit.attempt(from(), refuse).catch(() => undefined);
    const asked = Array.from({ length: leastAtOnce + 1 }, () => limit.attempt(from(), look));
    await settled();
    expect(look).toHaveBeenCalledTimes(leastAtOnce);
    await endAll(asked);
  });
});

test('a sign-in that nobody looked at is not in the audit log', async () => {
  const store = vi.fn();
  const refusals = { attempt: async () => Promise.reject(new SignalboxError('RATE_LIMITED', 'too many')) };
  const request = { body: Buffer.from('{"token": "guess"}') } as Request;
  const parts = { refusals, store } as unknown as ApiParts;
  const begun = beginSession.respond(request, {} as Response, null, parts);
  await expect(begun).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  expect(store).not.toHaveBeenCalled();
});
