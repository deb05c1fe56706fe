export interface FairLimiter {
  /**
   * Runs work when a place is free. Groups take turns, and each keeps its order: a long queue of one partition does not hold the
   * others up. Work whose signal is aborted before its turn is not begun
   * and waits no longer.
   */
  run<T>(group: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** @param mostOf places that a group may hold at the same time; a group that is not named: all */
export function createFairLimiter(places: number, mostOf: Readonly<Record<string, number>> = {}): FairLimiter {
  const queues = new Map<string, (() => void)[]>();
  const held = new Map<string, number>();
  let free = places;

  const mayHoldMore = (group: string) => (held.get(group) ?? 0) < (mostOf[group] ?? places);

  function holds(group: string, more: 1 | -1): void {
    free -= more;
    const count = (held.get(group) ?? 0) + more;
    if (count > 0) held.set(group, count);
    else held.delete(group);
  }

  function next(): void {
    while (free > 0) {
      // One that has to wait for a place of its own keeps its turn.
      const group = [...queues.keys()].find(mayHoldMore);
      if (group === undefined) return;
      const queue = queues.get(group) ?? [];
      const start = queue.shift();
      queues.delete(group);
      if (queue.length > 0) queues.set(group, queue); // to the end: the others first
      if (!start) continue;
      holds(group, 1);
      start();
    }
  }

  return {
    async run(group, work, signal) {
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const queue = queues.get(group) ?? [];
        queues.set(group, queue);
        const start = () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          queue.splice(queue.indexOf(start), 1);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', leave, { once: true });
        queue.push(start);
        next();
      });
      try {
        return await work();
      } finally {
        holds(group, -1);
        next();
      }
    },
  };
}
