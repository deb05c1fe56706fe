export interface FairLimiter {
  /**
   * Runs work when a place is free. Groups take turns, and each keeps its order: a long queue of one partition does not hold the
   * others up. Work whose signal is aborted before its turn is not begun
   * and waits no longer.
   */
  run<T>(group: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export function createFairLimiter(places: number): FairLimiter {
  const queues = new Map<string, (() => void)[]>();
  let free = places;

  function next(): void {
    while (free > 0) {
      const [first] = queues;
      if (!first) return;
      const [group, queue] = first;
      const start = queue.shift();
      queues.delete(group);
      if (queue.length > 0) queues.set(group, queue); // to the end: the others first
      if (!start) continue;
      free -= 1;
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
        free += 1;
        next();
      }
    },
  };
}
