import { expect, test } from 'vitest';
import { createFairLimiter } from '../service/fair-limiter.ts';

/** Work that ends when it is told to. */
function createWork() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async () => {
    started.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name;
  };
  return { started, work, end: (name: string) => ends.get(name)?.() };
}

test('no more run than there are places, and the next begins when one ends', async () => {
  const limiter = createFairLimiter(2);
  const { started, work, end } = createWork();
  const all = ['a', 'b', 'c'].map((name) => limiter.run('', work(name)));
  await Promise.resolve();
  expect(started).toEqual(['a', 'b']);
  end('a');
  expect(await all[0]).toBe('a');
  await Promise.resolve();
  expect(started).toEqual(['a', 'b', 'c']);
  end('b');
  end('c');
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
});

test('groups take turns, and each keeps its order', async () => {
  const limiter = createFairLimiter(1);
  const order: string[] = [];
  const all = ['0:a', '0:b', '0:c', '0:d', '1:e', '2:f', '1:g'].map((name) =>
    limiter.run(name.slice(0, 1), async () => order.push(name)),
  );
  await Promise.all(all);
  expect(order).toEqual(['0:a', '0:b', '1:e', '2:f', '0:c', '1:g', '0:d']);
});

test('work that fails gives its place back', async () => {
  const limiter = createFairLimiter(1);
  const failed = limiter.run('', () => Promise.reject(new Error('no')));
  const next = limiter.run('', async () => 'yes');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

test('work that was called off is not begun when its turn comes, and gives its place back', async () => {
  const limiter = createFairLimiter(1);
  const { started, work, end } = createWork();
  const stopping = new AbortController();
  const first = limiter.run('', work('first'));
  const second = limiter.run('', work('second'), stopping.signal);
  const third = limiter.run('', async () => 'third');
  stopping.abort(new Error('stopping'));
  await Promise.resolve();
  end('first');
  await first;
  await expect(second).rejects.toThrow('stopping');
  expect(await third).toBe('third');
  expect(started).toEqual(['first']);
});

test('work whose signal is aborted while it waits is not begun, gives up at once and takes nobody else’s place', async () => {
  const limiter = createFairLimiter(1);
  const { started, work, end } = createWork();
  const leaving = new AbortController();
  const first = limiter.run('0', work('a'));
  const given = limiter.run('0', work('b'), leaving.signal);
  const other = limiter.run('0', work('c'));
  leaving.abort(new Error('stopping'));
  await expect(given).rejects.toThrow('stopping'); // while `a` is still running
  await expect(limiter.run('0', work('d'), leaving.signal)).rejects.toThrow('stopping');
  end('a');
  await first;
  await Promise.resolve();
  end('c');
  await other;
  expect(started).toEqual(['a', 'c']);
});

test('a group that has a bound of its own leaves the other places free, and keeps its turn', async () => {
  const limiter = createFairLimiter(3, { slow: 1 });
  const { started, work, end } = createWork();
  const slow = ['s1', 's2', 's3'].map((name) => limiter.run('slow', work(name)));
  const others = ['a', 'b', 'c', 'd'].map((name) => limiter.run('others', work(name)));
  await Promise.resolve();
  expect(started).toEqual(['s1', 'a', 'b']);
  end('a');
  await others[0];
  await Promise.resolve();
  expect(started.slice(3)).toEqual(['c']);
  end('s1');
  await slow[0];
  await Promise.resolve();
  expect(started.slice(4)).toEqual(['s2']);
  for (const name of ['b', 'c', 's2']) end(name);
  await Promise.all([others[1], others[2], slow[1]]);
  await Promise.resolve();
  expect(started.slice(5)).toEqual(['d', 's3']);
  for (const name of ['d', 's3']) end(name);
  await Promise.all([...slow, ...others]);
});
