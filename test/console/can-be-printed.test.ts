import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openPageFor } from '../../service/console/api/page-user.ts';
import { reportQuery } from '../../service/console/api/queries.ts';
import { canBePrinted } from '../../service/console/misclassifications/can-be-printed.ts';
import type { MisclassificationReport } from '../../service/contracts/misclassification-report.ts';

const scope = { from: '2026-11-01', to: '2026-11-20' };
const report = { decisions: 3 } as unknown as MisclassificationReport;
const session = (name: string | null) => ({ user: name && { name, role: 'analyst' }, signIn: 'api_key' });

let client: QueryClient;
let signedIn: string | null;
const answer = vi.fn<(path: string, init: { signal?: AbortSignal }) => Promise<Response>>();
const asked = vi.fn<(path: string) => void>();
beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  signedIn = 'ana';
  answer.mockReset().mockImplementation(async () => Response.json(report));
  asked.mockReset();
  vi.stubGlobal('localStorage', { getItem: () => null });
  vi.stubGlobal('fetch', async (address: string, init: { signal?: AbortSignal }) => {
    const [path = ''] = address.split('?');
    asked(path);
    return path === '/v1/session' ? Response.json(session(signedIn)) : answer(path, init);
  });
  openPageFor('ana');
});
afterEach(() => {
  vi.unstubAllGlobals();
  openPageFor(null);
  client.clear();
});

const reports = () => asked.mock.calls.filter(([path]) => path.startsWith('/v1/reports')).length;

it('a report that the page shows is not made once more', async () => {
  client.setQueryData(reportQuery(scope).queryKey, report);
  // Not even one that the store has something newer for: the tab makes its own.
  await client.invalidateQueries({ queryKey: ['report'] });
  expect(await canBePrinted(client, scope)).toBe(true);
  expect(reports()).toBe(0);
});

it('that of another view, or one that could not be had the last time, is asked for', async () => {
  client.setQueryData(reportQuery({ ...scope, modelVersion: '1' }).queryKey, report);
  answer.mockImplementationOnce(async () => Response.json({ title: 'The store is away' }, { status: 500 }));
  await expect(canBePrinted(client, scope)).rejects.toMatchObject({ message: 'The store is away' });
  expect(await canBePrinted(client, scope)).toBe(true);
  expect(reports()).toBe(2);
});

it('one that the page is loading is waited for; whoever leaves the page meanwhile has it all the same', async () => {
  answer.mockImplementation(
    (_, { signal }) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  );
  const leave = new QueryObserver(client, reportQuery(scope)).subscribe(() => undefined);
  await vi.waitFor(() => expect(reports()).toBe(1));
  const wanted = vi.spyOn(client, 'fetchQuery');
  const may = canBePrinted(client, scope);
  await vi.waitFor(() =>
    expect(wanted).toHaveBeenLastCalledWith(expect.objectContaining({ queryKey: ['report', scope] })),
  );
  leave();
  expect(await may).toBe(true);
  expect(reports()).toBe(1);
});

it.each([null, 'ben'])('where %s is signed in, the page says so, and no tab goes anywhere', async (name) => {
  client.setQueryData(reportQuery(scope).queryKey, report);
  signedIn = name;
  expect(await canBePrinted(client, scope)).toBe(false);
});
