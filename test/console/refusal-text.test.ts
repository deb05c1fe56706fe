import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openPageFor } from '../../service/console/api/page-user.ts';
import { ApiProblem } from '../../service/console/api/problem.ts';
import { refusalText } from '../../service/console/api/refusal-text.ts';

const refusal = new ApiProblem({
  title: 'It is another’s',
  status: 412,
  code: 'USER_CHANGED',
  remedy: 'Load it anew.',
});
const answers = vi.fn<() => Promise<Response>>();
beforeEach(() => {
  vi.stubGlobal('fetch', answers);
  vi.stubGlobal('localStorage', { getItem: () => null });
  openPageFor('ana');
});
afterEach(() => {
  vi.unstubAllGlobals();
  openPageFor(null);
});

const signedIn = (name: string | null) => async () =>
  Response.json({ user: name && { name, role: 'analyst' }, signIn: 'api_key' });

it.each<[string, () => Promise<Response>, boolean]>([
  ['somebody else is signed in: the page says so', signedIn('ben'), false],
  ['nobody is signed in: the page says so', signedIn(null), false],
  ['its own user is signed in again', signedIn('ana'), true],
  ['who is signed in cannot be asked', () => Promise.reject(new Error('offline')), true],
])('a refusal as another’s is told where the page does not say it: %s', async (_, answer, isTold) => {
  answers.mockImplementation(answer);
  expect(await refusalText(new QueryClient(), refusal)).toBe(isTold ? 'It is another’s. Load it anew.' : null);
});

it('where the session has ended the page leads to signing in, which says enough', async () => {
  answers.mockImplementation(signedIn(null));
  const client = new QueryClient();
  const ended = new ApiProblem({ title: 'Not signed in', status: 401, code: 'SIGN_IN_REFUSED' });
  expect(await refusalText(client, ended)).toBeNull();
  expect(client.getQueryData(['session'])).toMatchObject({ user: null });
});

it('what else is refused is told at once', async () => {
  const other = new ApiProblem({ title: 'No such category', status: 422 });
  expect(await refusalText(new QueryClient(), other)).toBe('No such category.');
});
