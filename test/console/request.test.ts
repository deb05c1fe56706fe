import { afterEach, expect, it, vi } from 'vitest';
import { deletePolicyDraft, getTicket, postCorrection } from '../../service/console/api/endpoints.ts';
import { fetchFile } from '../../service/console/api/fetch-file.ts';
import { ApiProblem, isPassing } from '../../service/console/api/problem.ts';

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
  [503, true],
  [504, true],
  [401, false],
  [404, false],
  [500, false],
])('an answer of status %i passes by itself: %s', (status, passes) => {
  expect(isPassing(new ApiProblem({ title: 'Not now', status }))).toBe(passes);
});

it('a fault of the page itself does not pass', () => {
  expect(isPassing(new TypeError('undefined is not a function'))).toBe(false);
});
