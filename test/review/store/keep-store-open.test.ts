import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { SignalboxError } from '../../../service/errors.ts';
import { keepStoreOpen } from '../../../service/review/store/keep-store-open.ts';
import { openStore } from '../../../service/review/store/open-store.ts';
import { until } from '../../support/until.ts';
import { nextThread } from '../support/next-thread.ts';

const unreachable = () => new SignalboxError('STORE_UNREACHABLE', 'nobody answers');
const prepare = async () => undefined;

test('when the store does not answer, then whoever asks is told so, and gets it when it does', async () => {
  let answers = false;
  const onUnreachable = vi.fn();
  const open = () => (answers ? openStore({}) : Promise.reject(unreachable()));
  const kept = keepStoreOpen({ open, prepare, onUnreachable });
  await until('it has been tried', () => onUnreachable.mock.calls.length > 0);
  expect(() => kept.store()).toThrow(expect.objectContaining({ code: 'STORE_UNREACHABLE' }));
  answers = true;
  const db = await kept.opened;
  expect(kept.store()).toBe(db);
  expect(onUnreachable).toHaveBeenCalledOnce(); // however often it was tried
  await kept.close();
  expect(() => kept.store()).toThrow(expect.objectContaining({ code: 'STORE_UNREACHABLE' }));
});

test('when waiting does not help, then it is not tried again', async () => {
  const open = vi.fn(() => Promise.reject(new SignalboxError('STORE_MISFIT', 'too new')));
  const kept = keepStoreOpen({ open, prepare, onUnreachable: () => undefined });
  await expect(kept.opened).rejects.toMatchObject({ code: 'STORE_MISFIT' });
  expect(open).toHaveBeenCalledOnce();
  await kept.close();
});

test('when the preparation fails, then nobody gets the store before it is repeated', async () => {
  let failures = 1;
  const kept = keepStoreOpen({
    open: () => openStore({}),
    prepare: async () => {
      if (failures-- > 0) throw new Error('cut off');
    },
    onUnreachable: (error) => expect(error.code).toBe('STORE_UNREACHABLE'),
  });
  await kept.opened;
  expect(failures).toBe(-1);
  await kept.close();
});

test('when the embedded store ends while it is prepared, then it is opened again; when it ends later, then that is told once', async () => {
  const onStopped = vi.fn();
  let thread = nextThread();
  let isFirst = true;
  const kept = keepStoreOpen({
    open: () => openStore({}),
    prepare: async () => {
      if (!isFirst) return;
      isFirst = false;
      await (await thread).terminate();
      thread = nextThread();
      throw unreachable(); // as any statement of the preparation
    },
    onUnreachable: () => undefined,
    onStopped,
  });
  await kept.opened;
  expect(onStopped).not.toHaveBeenCalled();
  const failing = await thread;
  const hasEnded = new Promise((resolve) => failing.once('exit', resolve));
  failing.postMessage(null); // an error that nothing in the thread catches, then its exit
  await hasEnded;
  await until('it is told', () => onStopped.mock.calls.length > 0);
  await kept.close();
  expect(onStopped.mock.calls).toEqual([[expect.objectContaining({ code: 'STORE_UNREACHABLE' })]]);
});

test('when it is closed, then nobody is told that it has ended', async () => {
  const onStopped = vi.fn();
  const starting = nextThread();
  const kept = keepStoreOpen({ open: () => openStore({}), prepare, onUnreachable: () => undefined, onStopped });
  await kept.opened;
  const ended = once(await starting, 'exit');
  await kept.close();
  await ended;
  expect(onStopped).not.toHaveBeenCalled();
});

test.each([
  ['is tried', false],
  ['is waited for', true],
])('when it is closed while the store %s, then it gives up, and says why', async (_when, isWaiting) => {
  const kept = keepStoreOpen({ open: () => Promise.reject(unreachable()), prepare, onUnreachable: () => undefined });
  if (isWaiting) await kept.tried;
  await kept.close();
  await expect(kept.opened).rejects.toMatchObject({ code: 'STOPPING' });
});
