import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBatchLeave } from '../../service/kafka/batch-leave.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const reason = new Error('the group is being joined anew');

test('when a batch is left, then nothing new is begun at once, and what was begun is waited for as long as it may', () => {
  const { leaving, abandoned, leave } = createBatchLeave(new AbortController().signal, 8_000);
  leave(reason);
  expect(leaving.reason).toBe(reason);
  vi.advanceTimersByTime(7_999);
  expect(abandoned.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(abandoned.reason).toBe(reason);
});

test('when nothing may be waited for, then it is abandoned in the same moment', () => {
  const { abandoned, leave } = createBatchLeave(new AbortController().signal, 0);
  leave(reason);
  expect(abandoned.reason).toBe(reason);
});

test('when the process stops, also before the batch began, then the batch is left for that reason, and a later one does not count', () => {
  const stopping = new AbortController();
  const during = createBatchLeave(stopping.signal, 8_000);
  stopping.abort(reason);
  const after = createBatchLeave(stopping.signal, 8_000);
  during.leave(new Error('later'));
  expect([during.leaving.reason, after.leaving.reason]).toEqual([reason, reason]);
});

test('when the batch has ended, then no timer is left, and the process does not remember it', () => {
  const stopping = new AbortController();
  const batch = createBatchLeave(stopping.signal, 8_000);
  batch.leave(reason);
  batch.end();
  expect(batch.abandoned.aborted).toBe(true); // what was begun ahead of its turn
  expect(vi.getTimerCount()).toBe(0);
  const other = createBatchLeave(stopping.signal, 8_000);
  other.end();
  stopping.abort(reason);
  expect(other.leaving.reason).not.toBe(reason);
});
