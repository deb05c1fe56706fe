import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { SignalboxError } from '../errors.ts';
import type { GroupConsumer } from './group-consumer.ts';
import type { Assigned } from './places-in-log.ts';

export interface PlacesParts<P> {
  /** Where to go on; partitions without a place are read from where kafkajs would. Asked again after an error that may pass. */
  find: (assigned: Assigned) => Promise<P[]>;
  /** Told of them before anything is read. */
  onFound: (places: readonly P[]) => void | Promise<void>;
  log: Logger;
}

const mostFailuresInARow = 8;
const waitForPlacesMs = 1_000;

export interface ReadWhenInPlace {
  /** To be called with each assignment, synchronously, so that nothing is read before it. */
  assigned(assigned: Assigned): Promise<void>;
  /** Whether it is not known yet where to go on. */
  isWaiting(): boolean;
}

/**
 * Reads nothing of a partition before it is known where to go on in its log: kafkajs overwrites a place that the log does not have, and
 * begins at the log's beginning without a word.
 */
export function createReadWhenInPlace<P extends { topic: string; partition: number; offset: bigint }>(
  group: GroupConsumer,
  { find, onFound, log }: PlacesParts<P>,
): ReadWhenInPlace {
  const { consumer } = group;
  let membership = {};
  let waiting: object | undefined;

  async function assigned(assigned: Assigned): Promise<void> {
    const own = {};
    membership = own;
    waiting = undefined;
    const isOver = () => membership !== own || group.stopping.aborted;
    const partitions = Object.entries(assigned).flatMap(([topic, numbers]) =>
      numbers.length > 0 ? [{ topic, partitions: [...numbers] }] : [],
    );
    // A join that was under way is answered even while the group stops, and kafkajs has nothing left to pause by then.
    if (partitions.length === 0 || group.stopping.aborted) return;
    consumer.pause(partitions);
    waiting = own;
    for (let attempt = 1; !isOver(); attempt++) {
      try {
        const places = await find(assigned);
        if (isOver()) return;
        await onFound(places);
        if (isOver()) return;
        for (const { topic, partition, offset } of places) consumer.seek({ topic, partition, offset: `${offset}` });
        consumer.resume(partitions);
        waiting = undefined;
        return;
      } catch (error) {
        if (isOver()) return;
        const cause = error instanceof Error ? error : new Error(String(error));
        const isHopeless = error instanceof SignalboxError && !error.retryable;
        if (attempt > mostFailuresInARow || isHopeless) group.fail(cause);
        log.warn({ err: cause, topics: Object.keys(assigned) }, 'nothing is read while it is not known where to go on');
        if (isHopeless) return;
        await wait(waitForPlacesMs, undefined, { ref: false });
      }
    }
  }

  return { assigned, isWaiting: () => waiting !== undefined };
}
