import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { holdShown } from '../../service/console/api/hold-shown.ts';

const hourMs = 3_600_000;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('what a page shows is there for as long as the page waits out of sight, without being asked for, and no longer', async () => {
  // As in a browser; a server's client would drop nothing.
  const client = new QueryClient({ defaultOptions: { queries: { gcTime: hourMs / 12 } } });
  const queryFn = vi.fn(async () => 'of T-1');
  const ticket = { queryKey: ['ticket', 'T-1'], queryFn };
  const leave = new QueryObserver(client, ticket).subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(0);

  const letGo = holdShown(client);
  leave();
  await client.invalidateQueries();
  await vi.advanceTimersByTimeAsync(hourMs);
  expect(client.getQueryData(ticket.queryKey)).toBe('of T-1');
  expect(queryFn).toHaveBeenCalledOnce();

  // Back in sight, it is asked for again as before.
  const leaveAgain = new QueryObserver(client, ticket).subscribe(() => undefined);
  letGo();
  await vi.advanceTimersByTimeAsync(0);
  expect(queryFn).toHaveBeenCalledTimes(2);
  leaveAgain();
  await vi.advanceTimersByTimeAsync(hourMs);
  expect(client.getQueryCache().getAll()).toEqual([]);
});
