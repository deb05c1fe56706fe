import { afterEach, expect, it, vi } from 'vitest';
import {
  deletePolicyDraft,
  getSession,
  getTicket,
  postCorrection,
  signIn,
} from '../../service/console/api/endpoints.ts';
import { fetchFile } from '../../service/console/api/fetch-file.ts';
import { ApiProblem, isAnsweredBetween, isPassing, noAnswer } from '../../service/console/api/problem.ts';

afterEach(() => void vi.unstubAllGlobals());

const correction = { correctionId: 'c', ticketId: 'T-1', category: 'PAY', basedOn: null };

it.each<[string, () => Promise<unknown>]>([
  ['a ticket that is asked for', () => getTicket('T-1')],
  ['a correction', () => postCorrection(correction, 'ana')],
  ['a draft to be deleted', () => deletePolicyDraft('d', 'ana')],
  ['a file', () => fetchFile('/v1/policy-drafts/d', 'ana')],
])('without an answer it is said what to look at, and no promise is made for what nobody does: %s', async (_, ask) => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(ask()).rejects.toMatchObject({
    message: 'Signalbox does not answer',
    remedy: 'Check the network and that the service is running.',
  });
});

it.each([
  [0, true],
  [429, true],
  [502, true],
  [503, true],
  [504, true],
  [401, false],
  [404, false],
  [500, false],
])('an answer of status %i passes by itself: %s', (status, passes) => {
  expect(isPassing(new ApiProblem({ title: 'Not now', status }))).toBe(passes);
});

const between = 'Something between answered in Signalbox’s place';
const page = () => new Response('<title>Sign in</title>', { headers: { 'content-type': 'text/html' } });
const refusing = (status: number) => () => new Response('<title>Sign in</title>', { status });
const redirected = () => Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });

it.each<[string, () => Promise<unknown>, () => Response]>([
  ['a page in place of a ticket', () => getTicket('T-1'), page],
  ['a page in place of a receipt', () => postCorrection(correction, 'ana'), page],
  ['nothing in place of a receipt', () => postCorrection(correction, 'ana'), () => new Response('')],
  ['a text in place of a receipt', () => postCorrection(correction, 'ana'), () => Response.json('ok')],
  ['what comes from elsewhere', () => postCorrection(correction, 'ana'), redirected],
  ['the receipt of another', () => postCorrection(correction, 'ana'), () => Response.json({ correctionId: 'd' })],
  ['no receipt', () => postCorrection({ ...correction, correctionId: undefined }, 'ana'), () => Response.json({})],
  ['a page where a draft was to go', () => deletePolicyDraft('d', 'ana'), page],
  ['a page in place of a session', () => getSession(undefined, ''), page],
  ['something else in place of a session', () => getSession(undefined, ''), () => Response.json({ login: '/' })],
  ['something else in place of a sign-in', () => signIn('key'), () => Response.json({ login: '/' })],
  ['a page in place of a file', () => fetchFile('/v1/policy-drafts/d', 'ana'), page],
  ['a page that refuses a receipt', () => postCorrection(correction, 'ana'), refusing(403)],
  ['a page that has no receipt', () => postCorrection(correction, 'ana'), refusing(404)],
  ['a page that wants a sign-in for a session', () => getSession(undefined, ''), refusing(401)],
  ['a page that refuses a file', () => fetchFile('/v1/policy-drafts/d', 'ana'), refusing(403)],
  ['a refusal in other words', () => getTicket('T-1'), () => Response.json({ message: 'no' }, { status: 401 })],
  ['a number for a code', () => getTicket('T-1'), () => Response.json({ code: 7 }, { status: 403 })],
])('is not taken for the service, whatever its status: %s', async (_, ask, answer) => {
  vi.stubGlobal('localStorage', undefined);
  vi.stubGlobal('fetch', async () => answer());
  const problem = await ask().catch((error: unknown) => error);
  expect(problem).toMatchObject({ message: between, status: noAnswer, remedy: expect.stringContaining('proxy') });
  expect([isPassing(problem), isAnsweredBetween(problem)]).toEqual([true, true]);
});

it('is led to no other place, where a sign-in of another origin could not be read', async () => {
  vi.stubGlobal('fetch', async (_: string, { redirect }: RequestInit) => {
    if (redirect !== 'manual') throw new TypeError('Failed to fetch');
    return redirected();
  });
  await expect(getTicket('T-1')).rejects.toMatchObject({ message: between });
});

it.each([408, 413, 414, 429, 431, 500, 502, 503])(
  'takes a status of %i for what it says, in whatever words',
  async (status) => {
    vi.stubGlobal('fetch', async () => refusing(status)());
    await expect(postCorrection(correction, 'ana')).rejects.toMatchObject({ status, code: null });
  },
);

it.each([400, 401, 403, 404, 409, 412, 415, 422, 428])(
  'takes a refusal of status %i with its code for the service’s',
  async (status) => {
    const problem = { title: 'Refused', status, code: 'SOME_CODE' };
    vi.stubGlobal('fetch', async () => Response.json(problem, { status }));
    await expect(postCorrection(correction, 'ana')).rejects.toMatchObject({ status, code: 'SOME_CODE' });
  },
);

it('takes the receipt of what was sent, and no content where none is to come', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ correctionId: 'c', ticketId: 'T-1' }, { status: 201 }));
  expect(await postCorrection(correction, 'ana')).toMatchObject({ correctionId: 'c' });
  vi.stubGlobal('fetch', async () => new Response(null, { status: 204 }));
  expect(await deletePolicyDraft('d', 'ana')).toBeNull();
});

it.each([200, 201, 409, 503])('an answer of status %i that breaks off on the way is none', async (status) => {
  const broken = () => new ReadableStream({ pull: (stream) => stream.error(new TypeError('terminated')) });
  vi.stubGlobal('fetch', async () => new Response(broken(), { status }));
  const problem = await postCorrection(correction, 'ana').catch((error: unknown) => error);
  expect(problem).toMatchObject({ message: 'The answer of Signalbox has not come whole', status: noAnswer });
  expect(isPassing(problem)).toBe(true);
});

it('what its reader has given up on the way is told as that', async () => {
  const leaving = new AbortController();
  const left = new DOMException('left', 'AbortError');
  const pull = (stream: ReadableStreamDefaultController) => {
    leaving.abort();
    stream.error(left);
  };
  vi.stubGlobal('fetch', async () => new Response(new ReadableStream({ pull })));
  await expect(getTicket('T-1', leaving.signal)).rejects.toBe(left);
});

it.each([
  [429, '30', 30_000],
  [429, '3600', 60_000],
  [503, 'Fri, 27 Nov 2026 12:00:20 GMT', 20_000],
  [503, 'Fri, 27 Nov 2026 11:00:00 GMT', 0],
  [503, 'soon', 0],
  [503, null, 0],
])('an answer of status %i with retry-after %s wants a pause of %i ms', async (status, header, pauseMs) => {
  vi.useFakeTimers({ now: new Date('2026-11-27T12:00:00Z'), toFake: ['Date'] });
  const headers = header === null ? {} : { 'retry-after': header };
  vi.stubGlobal('fetch', async () => Response.json({ title: 'Not now' }, { status, headers }));
  await expect(getTicket('T-1')).rejects.toMatchObject({ status, pauseMs });
  vi.useRealTimers();
});

it('a fault of the page itself does not pass', () => {
  expect(isPassing(new TypeError('undefined is not a function'))).toBe(false);
});
