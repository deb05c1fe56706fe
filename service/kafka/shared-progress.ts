import type { HandlingContext } from './consume-exactly-once.ts';

/** What waits for the same places, of a model or an endpoint: each gets its turn, so where one gets on, all do. */
export interface SharedProgress {
  during<T>(context: HandlingContext, work: () => Promise<T>): Promise<T>;
  /** Tells the watchdog of every partition that is waited for. */
  gotOn(): void;
}

export function createSharedProgress(): SharedProgress {
  const inHand = new Map<HandlingContext, number>(); // with how much work
  return {
    async during(context, work) {
      inHand.set(context, (inHand.get(context) ?? 0) + 1);
      try {
        return await work();
      } finally {
        const others = (inHand.get(context) ?? 1) - 1;
        if (others > 0) inHand.set(context, others);
        else inHand.delete(context);
      }
    },
    gotOn: () => {
      for (const { progressed } of inHand.keys()) progressed();
    },
  };
}
