import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { endpoints } from '../../service/api/endpoints/all.ts';
import { createApiKey } from '../../service/api/sign-in/api-keys.ts';
import { createSignIn } from '../../service/api/sign-in/create-sign-in.ts';
import type { AccessRole } from '../../service/contracts/api-access.ts';
import { listActions } from '../../service/review/store/audit-log.ts';
import { openStore } from '../../service/review/store/open-store.ts';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { reviewed } from '../review/support/records.ts';
import { checked, expectProblem } from './support/answers.ts';
import { type Given, serve } from './support/serve.ts';

const page = (user: string) => ({ 'x-signalbox-user': encodeURIComponent(user) });
const guarded = endpoints.filter(({ forEveryPage }) => !forEveryPage);
const body = JSON.stringify({ ticketId: 'T-1', category: 'ACCESS', basedOn: null });

/** A browser in which `name` is signed in, and their key. */
async function signedIn(name: string, role: AccessRole = 'admin', given: Given = {}) {
  const { key, line } = await createApiKey(name, role);
  const file = join(await mkdtemp(join(tmpdir(), 'signalbox-keys-')), 'keys.txt');
  await writeFile(file, line);
  const served = await serve({
    signIn: await createSignIn({ kind: 'api_key', file, sessionSecret: undefined }),
    ...given,
  });
  const begun = await served.post('/v1/session', { token: key });
  const cookie = (begun.headers.get('set-cookie') ?? '').split(';')[0] as string;
  const send = (method: string, path: string, headers: Record<string, string>) =>
    served.request(path.replace(/\{\w+\}/g, 'x'), {
      method: method.toUpperCase(),
      headers: { 'content-type': 'application/json', ...headers },
      ...(method === 'post' ? { body } : {}),
    });
  return { ...served, key, cookie, send };
}

test('a page that was opened for somebody else is refused by every endpoint, and told who is signed in and what to do', async () => {
  const { send, cookie } = await signedIn('ben');
  for (const { method, path } of guarded) {
    const problem = expectProblem(await send(method, path, { cookie, ...page('ana') }), 412, 'USER_CHANGED');
    expect(problem).toMatchObject({
      detail: expect.stringMatching(/ana.*ben/),
      remedy: expect.stringMatching(/ana.*ben/),
    });
  }
});

test('a page of the one who is signed in is answered, also under a name that no header can hold', async () => {
  const { send, cookie } = await signedIn('Žofie 李');
  for (const { method, path } of guarded) {
    const { status } = await send(method, path, { cookie, ...page('Žofie 李') });
    expect([path, [412, 428].includes(status)]).toEqual([path, false]);
  }
});

test('with a cookie and no name one may read and sign out, but change nothing', async () => {
  const { send, cookie } = await signedIn('ben');
  for (const { method, path } of guarded) {
    const answer = await send(method, path, { cookie });
    const isChange = method !== 'get' && path !== '/v1/session';
    if (isChange) expectProblem(answer, 428, 'USER_UNNAMED');
    else expect([path, [412, 428].includes(answer.status)]).toEqual([path, false]);
  }
});

test('who is signed in is told to every page, and every page may sign in', async () => {
  const { request, post, cookie, key } = await signedIn('ben');
  const headers = { cookie, ...page('ana') };
  expect((await request('/v1/session', { headers })).json()).toMatchObject({ user: { name: 'ben' } });
  expect((await post('/v1/session', { token: key }, headers)).status).toBe(200);
});

test('a program with a key is asked for no name, and any that it gives means nothing', async () => {
  const { send, key } = await signedIn('ben');
  for (const { method, path } of guarded) {
    for (const named of [{}, page('ana')]) {
      const { status } = await send(method, path, { authorization: `Bearer ${key}`, ...named });
      expect([path, [412, 428].includes(status)]).toEqual([path, false]);
    }
  }
});

test('nothing is kept of what was said for somebody else, and it can be said again under the same id', async () => {
  const { db, close } = await openStore({});
  onTestFinished(close);
  await recordDecisions(db, [reviewed({ offset: 1 })]);
  const { post, request, cookie, correctionStored } = await signedIn('ben', 'analyst', { store: () => db });
  const said = {
    correctionId: '3d3f9d1e-6a0b-4c53-9d0a-0d9a3c1f2b11',
    ticketId: 'T-1',
    category: 'ACCESS',
    basedOn: null,
  };
  const history = async () =>
    checked('get', '/v1/tickets/{ticketId}', await request('/v1/tickets/T-1', { headers: { cookie } })).history;

  expectProblem(await post('/v1/corrections', said, { cookie, ...page('ana') }), 412, 'USER_CHANGED');
  const draft = { threshold: 0.9, targetError: 0.02 };
  expectProblem(await post('/v1/policy-drafts', draft, { cookie, ...page('ana') }), 412, 'USER_CHANGED');
  expect(await history()).toEqual([]);
  expect(correctionStored).not.toHaveBeenCalled();
  const actions = await listActions(db, {}, { before: undefined, limit: 9 });
  expect(actions.map(({ action }) => action)).toEqual(['sign_in']);

  expect((await post('/v1/corrections', said, { cookie, ...page('ben') })).status).toBe(201);
  expect(await history()).toMatchObject([{ correctedBy: 'ben' }]);
});

test('whoever is signed in now may do less, and the page hears whose it is, not that it may not', async () => {
  const { send, cookie } = await signedIn('ben', 'viewer');
  expectProblem(await send('post', '/v1/corrections', { cookie, ...page('ana') }), 412, 'USER_CHANGED');
  expectProblem(await send('post', '/v1/corrections', { cookie, ...page('ben') }), 403, 'ROLE_TOO_LOW');
});

test('a link that takes a report along says whose page it is on, and nobody is logged for what another one followed', async () => {
  const { db, close } = await openStore({});
  onTestFinished(close);
  const { request, cookie } = await signedIn('Žofie & ben', 'viewer', { store: () => db });
  const follow = (as: string) =>
    request(`/v1/reports/misclassification?${new URLSearchParams({ format: 'csv', as })}`, { headers: { cookie } });
  const exports = async () =>
    (await listActions(db, { action: 'export_csv' }, { before: undefined, limit: 9 })).map(({ who }) => who);

  expectProblem(await follow('ana'), 412, 'USER_CHANGED');
  expect(await exports()).toEqual([]);
  expect((await follow('Žofie & ben')).status).toBe(200);
  expect(await exports()).toEqual(['Žofie & ben']);
});

test('only what reads may be told in an address whose page it is', async () => {
  const { send, cookie } = await signedIn('ben');
  expectProblem(await send('post', '/v1/corrections?as=ben', { cookie }), 428, 'USER_UNNAMED');
});
