import {
  environmentManager,
  focusManager,
  MutationObserver,
  onlineManager,
  QueryObserver,
} from '@tanstack/react-query';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { ApiProblem } from '../../service/console/api/problem.ts';
import { sessionQuery } from '../../service/console/api/queries.ts';
import { queryClient } from '../../service/console/api/query-client.ts';

afterEach(() => {
  vi.useRealTimers();
  onlineManager.setOnline(true);
  focusManager.setFocused(undefined);
  queryClient.clear();
});

it('asks the service and sends to it also where the browser knows of no Internet', async () => {
  onlineManager.setOnline(false);
  expect(await queryClient.fetchQuery({ queryKey: ['report'], queryFn: async () => 'read' })).toBe('read');
  const sent = new MutationObserver(queryClient, { mutationFn: async (text: string) => `${text}, kept` });
  expect(await sent.mutate('draft')).toBe('draft, kept');
});

it('asks anew for what is shown once the browser is connected again', async () => {
  queryClient.mount();
  const queryFn = vi.fn(async () => 'read');
  const shown = new QueryObserver(queryClient, { queryKey: ['report'], queryFn, staleTime: 0 });
  const close = shown.subscribe(() => undefined);
  await vi.waitFor(() => expect(shown.getCurrentResult().data).toBe('read'));
  onlineManager.setOnline(false);
  onlineManager.setOnline(true);
  await vi.waitFor(() => expect(queryFn).toHaveBeenCalledTimes(2));
  close();
  queryClient.unmount();
});

it('asks for the session alone when one looks at the page again: what is shown waits until somebody is known to be signed in', async () => {
  queryClient.mount();
  const asked: string[] = [];
  const shown = (name: string) =>
    new QueryObserver(queryClient, { queryKey: [name], queryFn: async () => asked.push(name), staleTime: 0 });
  const session = new QueryObserver(queryClient, {
    ...sessionQuery,
    queryFn: async () => {
      asked.push('session');
      return { user: null, signIn: 'open' as const };
    },
  });
  const closes = [shown('report'), shown('review-queue'), session].map((one) => one.subscribe(() => undefined));
  await vi.waitFor(() => expect(asked).toEqual(['report', 'review-queue', 'session']));
  await vi.waitFor(() => expect(queryClient.isFetching()).toBe(0));
  focusManager.setFocused(false);
  focusManager.setFocused(true);
  await vi.waitFor(() => expect(asked.slice(3)).toContain('session'));
  await vi.waitFor(() => expect(queryClient.isFetching()).toBe(0));
  expect(asked.slice(3)).toEqual(['session']);
  for (const close of closes) close();
  queryClient.unmount();
});

it.each([
  ['a gateway that misses the service', { status: 502 }, { tries: 3, againAfterMs: 10_000 }],
  ['a service that is asked too often', { status: 429, pauseMs: 25_000 }, { tries: 1, againAfterMs: 25_000 }],
])('what %s keeps from coming comes by itself', async (_, given, { tries, againAfterMs }) => {
  // Only a browser asks again by itself.
  environmentManager.setIsServer(() => false);
  onTestFinished(() => environmentManager.setIsServer(() => true));
  vi.useFakeTimers();
  let isAway = true;
  const queryFn = vi.fn(async () => {
    if (isAway) throw new ApiProblem({ title: 'Not now', ...given });
    return 'read';
  });
  const shown = new QueryObserver(queryClient, { queryKey: ['report'], queryFn });
  const close = shown.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(3000);
  expect(shown.getCurrentResult().isError).toBe(true);
  expect(queryFn).toHaveBeenCalledTimes(tries);
  isAway = false;
  await vi.advanceTimersByTimeAsync(againAfterMs - 4000);
  expect(queryFn).toHaveBeenCalledTimes(tries);
  await vi.advanceTimersByTimeAsync(4000);
  expect(shown.getCurrentResult().data).toBe('read');
  close();
});
