import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { QueueItem } from '../../contracts/api-review-queue.ts';
import { getQueueStanding } from '../api/endpoints.ts';
import type { Outbox } from './outbox.ts';
import { type AskedStanding, toAsk } from './team.ts';

/** As many ids as an address holds with certainty. */
const mostIds = 100;
const mostCharacters = 4000;

/** Of one list; what an earlier visit was told says nothing of a list that is loaded anew. */
const standingOptions = (list: string) =>
  queryOptions<AskedStanding>({ queryKey: ['queue-standing', list], staleTime: 0, gcTime: 0 });

/** What has become of the tickets of a list: asked again whenever the store has something new. */
export function useStanding(list: string, items: readonly QueueItem[], outbox: Outbox): UseQueryResult<AskedStanding> {
  const ids = useRef<readonly string[]>([]);
  ids.current = toAsk(items, outbox);
  return useQuery({
    ...standingOptions(list),
    queryFn: async ({ signal }) => {
      const asked = ids.current;
      const answers = await Promise.all(inParts(asked).map((part) => getQueueStanding(part, signal)));
      const last = answers.at(-1) as (typeof answers)[number];
      return { ...last, items: answers.flatMap(({ items: some }) => some), asked };
    },
  });
}

/** The same, for who only shows it. */
export const useKnownStanding = (list: string): UseQueryResult<AskedStanding> =>
  useQuery({ ...standingOptions(list), enabled: false });

export function inParts(ids: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  let length = 0;
  for (const id of ids) {
    const part = parts.at(-1) as string[];
    const isFull = part.length >= mostIds || (part.length > 0 && length + id.length > mostCharacters);
    if (isFull) parts.push([id]);
    else part.push(id);
    length = isFull ? id.length + 1 : length + id.length + 1;
  }
  return parts;
}
