import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it, onTestFinished, vi } from 'vitest';
import { catchUp } from '../../service/console/api/catch-up.ts';
import type { Without } from '../../service/console/api/follow-changes.ts';
import { ApiProblem } from '../../service/console/api/problem.ts';
import { onServiceBack } from '../../service/console/api/service-back.ts';

/** What is asked for again after a time without the stream, apart from what a change asks for. */
async function askedAfter(without: Without) {
  const client = new QueryClient();
  const asked: string[] = [];
  const shown = (name: string, meta: Record<string, unknown>) => {
    const queryFn = async () => asked.push(name);
    onTestFinished(
      new QueryObserver(client, { queryKey: [name], queryFn, meta, staleTime: 0 }).subscribe(() => undefined),
    );
  };
  shown('report', {});
  shown('queue', { live: false });
  shown('list that one works through', { live: false, stays: true });
  await vi.waitFor(() => expect([asked.length, client.isFetching()]).toEqual([3, 0]));
  const soon = vi.fn();
  const isBack = vi.fn();
  onTestFinished(onServiceBack(isBack));
  catchUp(without, client, { soon });
  await vi.waitFor(() => expect(client.isFetching()).toBe(0));
  return { asked: asked.slice(3), soon: soon.mock.calls.length, isBack: isBack.mock.calls.length };
}

it('asks for what is shown once, and breaks no pause of the service, when one only looked elsewhere', async () => {
  expect(await askedAfter({ unseen: true, lost: false })).toEqual({ asked: ['queue'], soon: 1, isBack: 0 });
});

it('leaves alone what the service refused for a while, until that is over', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const client = new QueryClient();
  const queryFn = vi.fn(async () => {
    throw new ApiProblem({ title: 'Too many requests', status: 429, pauseMs: 60_000 });
  });
  const queue = { queryKey: ['queue'], queryFn, meta: { live: false }, staleTime: 0, retry: false };
  onTestFinished(new QueryObserver(client, queue).subscribe(() => undefined));
  await vi.waitFor(() => expect([queryFn.mock.calls.length, client.isFetching()]).toEqual([1, 0]));
  const looks = [];
  for (const passedMs of [0, 59_000, 2_000]) {
    vi.setSystemTime(Date.now() + passedMs);
    catchUp({ unseen: true, lost: false }, client, { soon: () => undefined });
    await vi.waitFor(() => expect(client.isFetching()).toBe(0));
    looks.push(queryFn.mock.calls.length);
  }
  expect(looks).toEqual([1, 1, 2]);
});

it('tells that the service is back after a lost connection only, and leaves alone what one is at work on', async () => {
  expect(await askedAfter({ unseen: false, lost: true })).toEqual({ asked: [], soon: 1, isBack: 1 });
});

it('does both for a page that nobody looked at and that met a service that was away', async () => {
  expect(await askedAfter({ unseen: true, lost: true })).toEqual({ asked: ['queue'], soon: 1, isBack: 1 });
});
