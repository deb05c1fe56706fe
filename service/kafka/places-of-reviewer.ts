import type { Logger } from 'pino';
import { isOverwritten, type LookedAt, lookAtPlaces } from './places-in-log.ts';

/** A partition whose log does not have the place that the group has reached: reading goes on at `offset`, the log's beginning. */
export type OutOfLog = LookedAt & { offset: bigint };

/**
 * Those of the reviewer's places that are out of their logs. What is written twice is kept once, so it can always go on where a log
 * begins; no other group can.
 */
export async function findOutOfLog(...of: Parameters<typeof lookAtPlaces>): Promise<OutOfLog[]> {
  const looked = await lookAtPlaces(...of);
  return looked
    .filter(({ committed, low, high }) => committed !== -1n && (committed < low || committed > high))
    .map((place) => ({ ...place, offset: place.low }));
}

/** Says what the store lacks now, or gets once more. */
export function tellOutOfLog({ topic, partition, committed, low, high }: OutOfLog, log: Logger): void {
  const place = { topic, partition, firstLeft: `${low}`, end: `${high}` };
  if (isOverwritten(committed))
    log.warn(
      place,
      'the place in this log was out of it and is lost; all that is left is read again, which adds what the store lacks and changes nothing else',
    );
  else if (committed < low)
    log.warn(
      { ...place, storedBefore: `${committed}`, skipped: `${low - committed}` },
      'what lay between was deleted before it was read, messages that the store lacks or only marks of transactions; what is left is read',
    );
  else
    log.warn(
      { ...place, storedBefore: `${committed}` },
      'the broker has lost messages that were stored already; all that is left is read again, which changes nothing that is stored',
    );
}
