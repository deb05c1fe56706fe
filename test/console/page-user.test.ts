import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { getReviewQueue, postCorrection, postPolicyDraft, signOut } from '../../service/console/api/endpoints.ts';
import { isOfAnother, openPageFor } from '../../service/console/api/page-user.ts';
import { isUserChanged } from '../../service/console/api/problem.ts';
import { sessionQuery } from '../../service/console/api/queries.ts';
import { queryClient } from '../../service/console/api/query-client.ts';
import { onSessionChanged, tellSessionChanged } from '../../service/console/api/session-changes.ts';
import type { Session } from '../../service/contracts/api-access.ts';

declare global {
  /** Of the browser; Node 20 has none. */
  var localStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
}

const sessionOf = (name: string): Session => ({ user: { name, role: 'analyst' }, signIn: 'api_key' });
const verdict = { ticketId: 'T-1', category: null, basedOn: null };

let session = sessionOf('ana');
let refusal: object | null = null;
const fetched = vi.fn<(path: string, init: RequestInit) => Promise<Response>>(async (path) =>
  refusal && !path.startsWith('/v1/session')
    ? Response.json(refusal, { status: 412 })
    : Response.json(path.startsWith('/v1/session') ? session : { correctionId: 'c' }),
);
const named = () =>
  fetched.mock.calls.map(([, { headers }]) => (headers as Record<string, string>)['x-signalbox-user']);

beforeEach(() => {
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal('localStorage', { getItem: () => null });
});
afterEach(() => {
  vi.unstubAllGlobals();
  fetched.mockClear();
  queryClient.clear();
  openPageFor(null);
  session = sessionOf('ana');
  refusal = null;
});

describe('a page', () => {
  it('is of whoever is signed in when it asks first, and stays theirs when another one signs in beside it', async () => {
    await queryClient.fetchQuery(sessionQuery);
    session = sessionOf('ben');
    await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
    await getReviewQueue({});
    expect(named()).toEqual([undefined, undefined, 'ana']);
  });

  it('says in whose name it changes something, which was settled when it was done and not when it is sent', async () => {
    openPageFor('ben');
    await postCorrection(verdict, 'ana');
    await postPolicyDraft({ threshold: 0.9, targetError: 0.02 }, 'Žofie');
    await signOut('ana');
    expect(named()).toEqual(['ana', encodeURIComponent('Žofie'), 'ana']);
  });

  it('asks who is signed in once it is refused as another’s, by a question or by a deed', async () => {
    await queryClient.fetchQuery(sessionQuery);
    session = sessionOf('ben');
    refusal = { title: 'USER_CHANGED', status: 412, code: 'USER_CHANGED' };
    const isAsked = () => queryClient.getQueryState(sessionQuery.queryKey)?.isInvalidated;
    const refused = await queryClient
      .fetchQuery({ queryKey: ['queue'], queryFn: () => getReviewQueue({}) })
      .catch((error: unknown) => error);
    expect([isUserChanged(refused), isAsked()]).toEqual([true, true]);

    await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
    expect(isAsked()).toBe(false);
    const deed = queryClient
      .getMutationCache()
      .build(queryClient, { mutationFn: () => postCorrection(verdict, 'ana') });
    await deed.execute(undefined).catch(() => undefined);
    expect(isAsked()).toBe(true);
  });

  it('is another’s only while somebody else is signed in', () => {
    expect(isOfAnother(sessionOf('ben'), 'ana')).toBe(true);
    expect(isOfAnother(sessionOf('ana'), 'ana')).toBe(false);
    expect(isOfAnother({ ...sessionOf('ana'), user: null }, 'ana')).toBe(false);
    expect(isOfAnother(sessionOf('ana'), null)).toBe(false);
    expect(isOfAnother(undefined, 'ana')).toBe(false);
  });

  it('hears what other tabs tell, and not what it tells itself', async () => {
    const other = new BroadcastChannel('signalbox.session');
    onTestFinished(() => other.close());
    const told = new Promise<unknown>((resolve) => {
      other.onmessage = ({ data }) => resolve(data);
    });
    const hear = vi.fn();
    onTestFinished(onSessionChanged(hear));
    tellSessionChanged();
    await told;
    other.postMessage('changed');
    // What it told itself would have come before.
    await expect.poll(() => hear.mock.calls.length).toBeGreaterThan(0);
    expect(hear).toHaveBeenCalledOnce();
  });
});
