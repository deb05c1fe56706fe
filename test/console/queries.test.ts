import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { getTaxonomy, getThresholdChanges } from '../../service/console/api/endpoints.ts';
import { explanationQuery, openedQuery } from '../../service/console/api/queries.ts';
import { scopeOf } from '../../service/console/parts/period.ts';

const hourMs = 3_600_000;
// As in a browser; a server's client would drop nothing.
const client = new QueryClient({ defaultOptions: { queries: { gcTime: hourMs / 12 } } });
beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-03-10T09:59:00Z') }));
afterEach(() => {
  client.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('when another revision is shown, then it is not marked with the words of the one before, but for another category they stay', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ words: [] }));
  const shown = new QueryObserver(client, explanationQuery('T-1', { revision: 1 }));
  const leave = shown.subscribe(() => undefined);
  await vi.waitFor(() => expect(shown.getCurrentResult().data).toBeDefined());
  const isShownFor = (ticketId: string, query: { revision: number; category?: string }) =>
    shown.getOptimisticResult(client.defaultQueryOptions(explanationQuery(ticketId, query))).data !== undefined;
  expect(isShownFor('T-1', { revision: 1, category: 'PAY' })).toBe(true);
  expect(isShownFor('T-1', { revision: 2 })).toBe(false);
  expect(isShownFor('T-2', { revision: 1 })).toBe(false);
  leave();
});

it('when the full hour passes while a list is worked through, then list and tickets ask for the same period as before', async () => {
  const look = (period = '30d') => {
    const list = new QueryObserver(client, openedQuery('/tickets', period));
    const leave = list.subscribe(() => undefined);
    const scope = () => scopeOf(new URLSearchParams(), list.getCurrentResult().data as Date);
    return { scope, leave };
  };
  const list = look();
  const opened = list.scope();
  await vi.advanceTimersByTimeAsync(2 * hourMs);
  expect(list.scope()).toEqual(opened);
  list.leave();
  const ticket = look();
  await vi.advanceTimersByTimeAsync(hourMs);
  ticket.leave();
  expect(look().scope()).toEqual(opened);
  expect(look('7d').scope()).not.toEqual(opened);
});

it('when a list was left for longer than it is kept, or since yesterday, then it is the one of now', async () => {
  const open = () => {
    const list = new QueryObserver(client, openedQuery('/tickets', '30d'));
    return { at: () => list.getCurrentResult().data, leave: list.subscribe(() => undefined) };
  };
  const first = open();
  first.leave();
  await vi.advanceTimersByTimeAsync(hourMs);
  const second = open();
  expect(second.at()).toEqual(new Date());
  await vi.advanceTimersByTimeAsync(13 * hourMs);
  const third = open();
  await vi.advanceTimersByTimeAsync(0);
  expect([second.at(), third.at()]).toEqual([new Date(), new Date()]);
});

it.each<[string, () => Promise<unknown>]>([
  ['the taxonomy', () => getTaxonomy({ modelVersion: '1.0' })],
  ['what another threshold would change', () => getThresholdChanges({ threshold: '0.9', modelVersion: '1.0' })],
])('when a model version is chosen, then %s is asked for with it', async (_, ask) => {
  const fetched = vi.fn(async (_address: string) => Response.json({}));
  vi.stubGlobal('fetch', fetched);
  await ask();
  expect(fetched.mock.calls[0]?.[0]).toContain('modelVersion=1.0');
});
