import { once } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { SignIn } from '../../service/api/sign-in/sign-in.ts';
import { SignalboxError } from '../../service/errors.ts';
import { until } from '../support/until.ts';
import { expectProblem } from './support/answers.ts';
import { serve } from './support/serve.ts';

const most = 20;
const store = () => undefined as never;
const by = (name: string) => ({ 'x-signalbox-user': name });

/** Whoever says a name has it; one that says `x-leaves` is known only once they have left. */
function signInOf(
  left: () => void = () => undefined,
  arrived: () => void = () => undefined,
  expiresAt: () => Date | null = () => null,
): SignIn {
  return {
    kind: 'api_key',
    async identify(request) {
      if (request.get('x-leaves') && request.res) {
        const leaving = once(request.res, 'close');
        arrived();
        await leaving;
        left();
      }
      const user = { name: request.get('x-signalbox-user') ?? '', role: 'viewer' as const };
      return { user, keyId: null, expiresAt: expiresAt() };
    },
    begin: async () => Promise.reject(new Error()),
  };
}

async function listening(base: string, headers: Record<string, string>) {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const { status } = await fetch(`${base}/v1/events`, { headers, signal: leaving.signal });
  return { status, leave: () => leaving.abort() };
}
const listeners = (base: string, headers: Record<string, string>) =>
  Promise.all(Array.from({ length: most }, () => listening(base, headers)));
const statusesOf = (streams: readonly { status: number }[]) => [...new Set(streams.map(({ status }) => status))];

test('when a user has 20 streams open, then the next is refused until one is closed, and others have theirs', async () => {
  const { base, request } = await serve({ store, signIn: signInOf() });
  const streams = await listeners(base, by('ana'));
  expect(statusesOf(streams)).toEqual([200]);
  const problem = expectProblem(await request('/v1/events', { headers: by('ana') }), 429, 'RATE_LIMITED');
  expect(problem).toMatchObject({ detail: expect.stringContaining('20'), remedy: expect.stringContaining('close') });
  expect((await listening(base, by('ben'))).status).toBe(200);
  expect((await request('/v1/calibration', { headers: by('ana') })).status).toBe(200);

  streams[7]?.leave();
  await until('there is room', async () => (await listening(base, by('ana'))).status === 200);
  expectProblem(await request('/v1/events', { headers: by('ana') }), 429, 'RATE_LIMITED');
});

test('where names are free, the streams of an address count together', async () => {
  const { base, request } = await serve({ store });
  expect(statusesOf(await listeners(base, by('ana')))).toEqual([200]);
  expectProblem(await request('/v1/events', { headers: by('ben') }), 429, 'RATE_LIMITED');
});

test('a stream that never opened takes no place', async () => {
  let isUp = false;
  const flaky = () => {
    if (isUp) return store();
    throw new SignalboxError('STORE_UNREACHABLE', 'it is down', { remedy: 'check DATABASE_URL' });
  };
  const { base, request } = await serve({ store: flaky });
  for (let i = 0; i <= most; i++) expect((await request('/v1/events')).status).toBe(503);
  isUp = true;
  expect((await listening(base, {})).status).toBe(200);
});

test('when somebody asks for the head of the stream alone, then it is answered at once and takes no place', async () => {
  const { base, request } = await serve({ store });
  for (let i = 0; i <= most; i++) {
    const { status, type } = await request('/v1/events', { method: 'HEAD' });
    expect([status, type]).toEqual([200, 'text/event-stream']);
  }
  expect(statusesOf(await listeners(base, {}))).toEqual([200]);
});

test('whoever left before it was known who they are takes no place, and nothing is sent to them', async () => {
  const seen = { arrived: 0, left: 0, subscribed: 0 };
  const onChanged = () => {
    seen.subscribed += 1;
    return () => undefined;
  };
  const signIn = signInOf(
    () => void seen.left++,
    () => void seen.arrived++,
  );
  const { base, request } = await serve({ store, signIn, onChanged });
  const leaving = new AbortController();
  const headers = { ...by('ana'), 'x-leaves': 'yes' };
  const asked = Array.from({ length: most }, () => fetch(`${base}/v1/events`, { headers, signal: leaving.signal }));
  await until('all have asked', () => seen.arrived === most);
  leaving.abort();
  await Promise.allSettled(asked);
  await until('all have left', () => seen.left === most);

  expect((await request('/v1/calibration', { headers: by('ana') })).status).toBe(200);
  expect(seen.subscribed).toBe(0);
  expect((await listening(base, by('ana'))).status).toBe(200);
});

test('a stream ends with the session that opened it, and makes room', async () => {
  let isOver = false;
  const expiresAt = () => new Date(Date.now() + (isOver ? 3_600_000 : 500));
  const { base } = await serve({ store, signIn: signInOf(undefined, undefined, expiresAt) });
  const streams = await Promise.all(
    Array.from({ length: most }, () => fetch(`${base}/v1/events`, { headers: by('ana') })),
  );
  const heard = await Promise.all(streams.map((stream) => stream.text()));
  expect(new Set(heard)).toEqual(new Set(['retry: 3000\n\n']));
  isOver = true;
  await until('there is room', async () => (await listening(base, by('ana'))).status === 200);
});

test('a token that is valid for years is not taken for one that has ended', async () => {
  const expiresAt = () => new Date(Date.now() + 10 * 365 * 86_400_000);
  const onChanged = vi.fn(() => () => void left());
  const left = vi.fn();
  const { base, request } = await serve({ store, onChanged, signIn: signInOf(undefined, undefined, expiresAt) });
  expect((await listening(base, by('ana'))).status).toBe(200);
  for (let i = 0; i < 20; i++) expect((await request('/v1/calibration', { headers: by('ana') })).status).toBe(200);
  expect(onChanged).toHaveBeenCalledTimes(1);
  expect(left).not.toHaveBeenCalled();
});
