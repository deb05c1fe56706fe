import { setMaxListeners } from 'node:events';

/** How a batch in hand is left, by a stop or a rebalance: first nothing new is begun, then nothing is waited for. */
export interface BatchLeave {
  /** Aborted when nothing new is to be begun; what was begun may still be finished and committed. */
  leaving: AbortSignal;
  /** Aborted when what was begun is not waited for any more. */
  abandoned: AbortSignal;
  /** The first reason counts. */
  leave(reason: unknown): void;
  /** To be called when the batch is done with, however. */
  end(): void;
}

/** @param finishMs from the leave to the abandonment */
export function createBatchLeave(stopping: AbortSignal, finishMs: number): BatchLeave {
  const leaving = new AbortController();
  const abandoned = new AbortController();
  for (const { signal } of [leaving, abandoned]) setMaxListeners(0, signal); // one for each call in flight
  let timer: NodeJS.Timeout | undefined;
  const leave = (reason: unknown) => {
    if (leaving.signal.aborted) return;
    leaving.abort(reason);
    if (finishMs === 0) abandoned.abort(reason);
    else timer = setTimeout(() => abandoned.abort(reason), finishMs);
  };
  // Not AbortSignal.any: on Node 20 the signal of the process would remember every batch.
  const stop = () => leave(stopping.reason);
  stopping.addEventListener('abort', stop);
  if (stopping.aborted) stop();
  return {
    leaving: leaving.signal,
    abandoned: abandoned.signal,
    leave,
    end: () => {
      stopping.removeEventListener('abort', stop);
      clearTimeout(timer);
      leaving.abort();
      abandoned.abort();
    },
  };
}
