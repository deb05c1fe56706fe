/** `P` names a partition. */
export interface Watchdog<P> {
  /** The consumer asked the broker for messages, whether or not there were any. */
  read(): void;
  /** A partition's batch is in hand, or has just got on. */
  worked(partition: P): void;
  /** A partition's batch is done with. */
  rested(partition: P): void;
  /** Partitions with a batch in hand. */
  inHand: ReadonlyMap<P, number>;
  stop(): void;
}

/**
 * kafkajs consumers can stop without telling. A partition whose batch does not get on is a stall, however busy the others
 * are; and so is a consumer that neither reads nor has anything in hand.
 */
export function createWatchdog<P>(stallSeconds: number, onStall: () => void): Watchdog<P> {
  const inHand = new Map<P, number>();
  let lastRead = performance.now();
  const timer = setInterval(() => {
    const oldest = inHand.size > 0 ? Math.min(...inHand.values()) : lastRead;
    if (performance.now() - oldest <= stallSeconds * 1000) return;
    clearInterval(timer);
    onStall();
  }, 1_000);
  timer.unref();
  return {
    read: () => {
      lastRead = performance.now();
    },
    worked: (partition) => inHand.set(partition, performance.now()),
    rested: (partition) => {
      inHand.delete(partition);
      lastRead = performance.now();
    },
    inHand,
    stop: () => clearInterval(timer),
  };
}
