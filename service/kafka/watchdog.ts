export interface Watchdog {
  /** The consumer asked the broker for messages, whether or not there were any. */
  read(): void;
  /** The batch of a topic's partition is in hand, or has just got on. */
  worked(place: string): void;
  /** That batch is done with. */
  rested(place: string): void;
  stop(): void;
}

/**
 * kafkajs consumers can stop without telling. A partition whose batch does not get on is a stall, however busy the others
 * are; and so is a consumer that neither reads nor has anything in hand.
 */
export function createWatchdog(stallSeconds: number, onStall: () => void): Watchdog {
  const inHand = new Map<string, number>();
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
    worked: (place) => {
      inHand.set(place, performance.now());
    },
    rested: (place) => {
      inHand.delete(place);
      lastRead = performance.now();
    },
    stop: () => clearInterval(timer),
  };
}
