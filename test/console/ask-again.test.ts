import { InfiniteQueryObserver, QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askingAgain } from '../../service/console/api/ask-again.ts';
import { ApiProblem } from '../../service/console/api/problem.ts';

let client: QueryClient;
beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false } } });
  client.mount();
});
afterEach(() => {
  client.clear();
  client.unmount();
  vi.useRealTimers();
});

/** The service, which takes its time; `version` is what has changed in it. */
const service = { version: 0, tookMs: 0, asked: 0, givenUp: 0 };
beforeEach(() => void Object.assign(service, { version: 0, tookMs: 100, asked: 0, givenUp: 0 }));

const answer = async (signal: AbortSignal): Promise<number> => {
  service.asked += 1;
  const { version } = service;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp);
      resolve(version);
    }, service.tookMs);
    const giveUp = () => {
      clearTimeout(timer);
      service.givenUp += 1;
      reject(new DOMException('given up', 'AbortError'));
    };
    signal.addEventListener('abort', giveUp, { once: true });
  });
};

const shown = (name: string, live = true) => {
  const query = { queryKey: [name], queryFn: ({ signal }: { signal: AbortSignal }) => answer(signal), meta: { live } };
  const observer = new QueryObserver(client, query);
  observer.subscribe(() => undefined);
  return () => observer.getCurrentResult().data;
};

const list = () => {
  const observer = new InfiniteQueryObserver(client, {
    queryKey: ['list'],
    queryFn: async ({ signal, pageParam }) => ({ page: pageParam, version: await answer(signal) }),
    initialPageParam: 0,
    getNextPageParam: ({ page }: { page: number; version: number }) => page + 1,
  });
  observer.subscribe(() => undefined);
  return { observer, pages: () => observer.getCurrentResult().data?.pages ?? [] };
};

/** Something changes every second. */
async function changeFor(again: { soon: () => void }, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 1) {
    service.version += 1;
    again.soon();
    await vi.advanceTimersByTimeAsync(1000);
  }
}

describe('what pages show', () => {
  it('is asked for again at once after a quiet time, and then every four seconds at most', async () => {
    const seen = shown('report');
    const atWork = shown('explanation', false);
    await vi.advanceTimersByTimeAsync(60_000);
    const again = askingAgain(client);
    await changeFor(again, 19);
    expect(service.asked).toBe(2 + 5);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([seen(), atWork(), service.asked]).toEqual([19, 0, 2 + 6]);
    again.stop();
  });

  it('comes also where it takes longer than the pause while changes go on, and is never given up', async () => {
    service.tookMs = 6000;
    const seen = shown('report');
    await vi.advanceTimersByTimeAsync(6000);
    const again = askingAgain(client);
    await changeFor(again, 60);
    expect(service.givenUp).toBe(0);
    expect(seen()).toBeGreaterThan(40);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(seen()).toBe(60);
    again.stop();
  });

  it.each([0, 6000])(
    'is asked for once more when it was on its way as something changed, after %i ms',
    async (loadedMs) => {
      service.tookMs = 6000;
      const seen = shown('report');
      await vi.advanceTimersByTimeAsync(loadedMs);
      const again = askingAgain(client);
      again.soon();
      await vi.advanceTimersByTimeAsync(1000);
      service.version = 7;
      again.soon();
      await vi.advanceTimersByTimeAsync(30_000);
      expect([seen(), service.givenUp]).toEqual([7, 0]);
      const { asked } = service;
      await vi.advanceTimersByTimeAsync(60_000);
      expect(service.asked).toBe(asked);
      again.stop();
    },
  );

  it('keeps nobody from going on in a list, and has the pages that were there anew afterwards', async () => {
    const { observer, pages } = list();
    await vi.advanceTimersByTimeAsync(1000);
    service.tookMs = 6000;
    const again = askingAgain(client);
    await changeFor(again, 5);
    const more = observer.fetchNextPage();
    await changeFor(again, 12);
    expect((await more).data?.pages).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(pages()).toEqual([0, 1].map((page) => ({ page, version: 17 })));
    again.stop();
  });

  it('comes although its reader went on in the list instead of waiting for it, and nothing changed any more', async () => {
    const { observer, pages } = list();
    await vi.advanceTimersByTimeAsync(1000);
    service.tookMs = 6000;
    const again = askingAgain(client);
    await changeFor(again, 1);
    const more = observer.fetchNextPage();
    expect(service.givenUp).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await more).data?.pages).toHaveLength(2);
    expect(pages()).toEqual([0, 1].map((page) => ({ page, version: 1 })));
    again.stop();
  });

  it('is asked for the more rarely the more pages a list has', async () => {
    const { observer, pages } = list();
    await vi.advanceTimersByTimeAsync(1000);
    for (let page = 1; page < 8; page += 1) {
      const more = observer.fetchNextPage();
      await vi.advanceTimersByTimeAsync(1000);
      await more;
    }
    service.asked = 0;
    const again = askingAgain(client);
    await changeFor(again, 60);
    expect(service.asked).toBe(8 * 8);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(pages().map(({ version }) => version)).toEqual(Array(8).fill(60));
    again.stop();
  });

  it('is asked for anew where the connection was lost on the way and nobody tells', async () => {
    const seen = shown('report');
    await vi.advanceTimersByTimeAsync(1000);
    const again = askingAgain(client);
    service.tookMs = 2_000_000_000;
    await changeFor(again, 60);
    service.tookMs = 100;
    expect(service.givenUp).toBe(0);
    await changeFor(again, 300);
    await vi.advanceTimersByTimeAsync(4000);
    expect([seen(), service.givenUp]).toEqual([360, 1]);
    again.stop();
  });

  it('is left alone as long as the service wants to be', async () => {
    const queryFn = vi.fn(async () => {
      throw new ApiProblem({ title: 'Too many requests', status: 429, pauseMs: 30_000 });
    });
    new QueryObserver(client, { queryKey: ['report'], queryFn }).subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(1);
    const again = askingAgain(client);
    await changeFor(again, 28);
    expect(queryFn).toHaveBeenCalledTimes(1);
    await changeFor(again, 8);
    expect(queryFn).toHaveBeenCalledTimes(2);
    again.stop();
  });

  it('is asked for anew when it is shown again, where it was not shown as something changed', async () => {
    const query = { queryKey: ['report'], queryFn: ({ signal }: { signal: AbortSignal }) => answer(signal) };
    const leave = new QueryObserver(client, query).subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(1000);
    leave();
    const again = askingAgain(client);
    await changeFor(again, 1);
    expect(service.asked).toBe(1);
    const seen = shown('report');
    await vi.advanceTimersByTimeAsync(1000);
    expect(seen()).toBe(1);
    again.stop();
  });

  it('is asked for by nobody any more who has left', async () => {
    service.tookMs = 6000;
    shown('report');
    await vi.advanceTimersByTimeAsync(6000);
    const again = askingAgain(client);
    await changeFor(again, 2);
    again.stop();
    service.asked = 0;
    await changeFor(again, 60);
    expect(service.asked).toBe(0);
  });
});
