import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fetchFile } from '../../service/console/api/fetch-file.ts';

const answers = vi.fn<typeof fetch>();
beforeEach(() => void vi.stubGlobal('fetch', answers));
afterEach(() => void vi.unstubAllGlobals());

const address = '/v1/reports/misclassification?format=csv';

it('fetches a file once, for whose page it is, under the name that the service gives it', async () => {
  answers.mockResolvedValue(
    new Response('a,b', { headers: { 'content-disposition': 'attachment; filename="pairs-2026.csv"' } }),
  );
  const { name, content } = await fetchFile(address, 'Zoë');
  expect([name, await content.text()]).toEqual(['pairs-2026.csv', 'a,b']);
  expect(answers).toHaveBeenCalledExactlyOnceWith(
    address,
    expect.objectContaining({ headers: expect.objectContaining({ 'x-signalbox-user': 'Zo%C3%AB' }) }),
  );
});

it.each([401, 412, 503])('an answer of status %i is no file', async (status) => {
  const problem = { title: 'Not now', status, code: 'SOME_CODE', remedy: 'Ask again.' };
  answers.mockResolvedValue(Response.json(problem, { status }));
  await expect(fetchFile(address, 'ana')).rejects.toMatchObject({ status, message: 'Not now', remedy: 'Ask again.' });
});

it('a file that breaks off on the way is none', async () => {
  const broken = new ReadableStream({ pull: (stream) => stream.error(new TypeError('network error')) });
  const headers = { 'content-disposition': 'attachment; filename="pairs-2026.csv"' };
  answers.mockResolvedValue(new Response(broken, { headers }));
  await expect(fetchFile(address, 'ana')).rejects.toMatchObject({ message: 'The file has not come whole' });
});
