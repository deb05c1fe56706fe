import { useEffect, useRef, useState } from 'react';
import type { QueueItem, ReviewQueue } from '../../contracts/api-review-queue.ts';
import { type Outbox, standingOf } from './outbox.ts';
import { firstOnes, needsFurther, needsMore, topUp, waitingIn } from './queue-state.ts';
import { rebased, type Team, teamOf } from './team.ts';
import { useStanding } from './use-standing.ts';

interface Given {
  /** Names the list: its order and what is shown. */
  list: string;
  queue: ReviewQueue;
  outbox: Outbox;
  atWork: readonly string[];
  me: string;
  /** By the address; empty where it names none yet. */
  open: string;
  waiting: number;
  reload: () => Promise<ReviewQueue | undefined>;
  /** What comes after so many of the first ones; undefined: no answer came. */
  loadAfter: (skip: number) => Promise<ReviewQueue | undefined>;
}

interface QueueList {
  items: readonly QueueItem[];
  team: Team;
  /** How many of them wait. */
  left: number;
  add: (found: readonly QueueItem[]) => void;
  /** The same of what was asked for by itself, wherever it stands in the server's order. */
  addByItself: (found: readonly QueueItem[]) => void;
  /** What others have settled goes; should it still wait, it comes again with their word to base a verdict on. */
  leave: (eventIds: readonly string[]) => void;
}

/** A list that only grows under its reader's hands: what others do to its tickets is marked in their places. */
export function useQueueList(given: Given): QueueList {
  const { list, queue, outbox, atWork, me, open, waiting, reload, loadAfter } = given;
  const [items, setItems] = useState<readonly QueueItem[]>(queue.items);
  const add = (found: readonly QueueItem[]) => setItems((known) => topUp(known, found));
  const byThemselves = useRef(new Set<string>());
  const addByItself = (found: readonly QueueItem[]) => {
    for (const { eventId } of found) byThemselves.current.add(eventId);
    add(found);
  };
  useEffect(() => setItems((known) => topUp(known, queue.items)), [queue]);

  const { data: standing, refetch } = useStanding(list, items, outbox);
  const begun = useRef((_: string): boolean => false);
  begun.current = (eventId) => eventId === open || standingOf(outbox, eventId) !== null;
  useEffect(() => {
    if (standing) setItems((known) => rebased(known, standing, begun.current));
  }, [standing]);

  const team = teamOf(items, outbox, { standing, atWork, me });
  const waitingHere = waitingIn(items, outbox, team);
  const left = waitingHere.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each ticket that is settled
  useEffect(() => {
    if (needsMore(left, waiting)) void reload();
  }, [left]);

  const at = items.findIndex(({ eventId }) => eventId === open);
  const askedAt = useRef('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each list and number, as its reader comes near the end
  useEffect(() => {
    const place = `${items.length} ${waiting}`;
    if (at < 0 || askedAt.current === place || !needsFurther(items.length - 1 - at, left, waiting)) return;
    askedAt.current = place;
    void loadAfter(firstOnes(waitingHere, byThemselves.current)).then((found) => {
      if (found) add(found.items);
      else askedAt.current = '';
    });
  }, [at, items.length, left, waiting]);

  const leave = (eventIds: readonly string[]) => {
    setItems((known) => known.filter(({ eventId }) => !eventIds.includes(eventId)));
    void refetch();
  };
  return { items, team, left, add, addByItself, leave };
}
