import { useEffect, useRef } from 'react';
import type { QueueItem, ReviewQueue } from '../../contracts/api-review-queue.ts';
import type { Outbox } from './outbox.ts';
import { nextWaiting, topUp } from './queue-state.ts';
import { takesKeys } from './shortcuts.ts';
import type { Team } from './team.ts';

interface Given {
  items: readonly QueueItem[];
  outbox: Outbox;
  team: Team;
  /** Nothing of the list waits any more. */
  isDone: boolean;
  /** What its reader is at: another one after each step of theirs. */
  place: string;
  /** @returns undefined: no answer came */
  reload: () => Promise<ReviewQueue | undefined>;
  onFound: (items: readonly QueueItem[]) => void;
  onGo: (eventId: string | null, among: readonly QueueItem[]) => void;
  onSay: (text: string) => void;
  /** The button that asks for more is gone with the focus that it had. */
  onFocusLost: () => void;
}

/** Asks for more and goes on to it; whoever has gone elsewhere before the answer came, or writes, is left where they are. */
export function useLookForMore(given: Given): () => Promise<void> {
  const latest = useRef(given);
  latest.current = given;
  const asking = useRef(0);
  const wasDone = useRef(given.isDone);
  useEffect(() => {
    const isLost = wasDone.current && !given.isDone && document.activeElement === document.body;
    wasDone.current = given.isDone;
    if (isLost && asking.current === 0) latest.current.onFocusLost();
  }, [given.isDone]);
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return async () => {
    given.onSay('Looking…');
    asking.current++;
    const found = await given.reload();
    asking.current--;
    if (!isHere.current) return;
    const now = latest.current;
    if (!found) return now.onSay('No answer came. Look again in a moment.');
    const known = topUp(now.items, found.items);
    const next = nextWaiting(known, now.outbox, null, now.team);
    now.onFound(found.items);
    const isStill = now.place === given.place && !takesKeys(document.activeElement);
    if (next === null) now.onSay('Nothing new waits.');
    else now.onSay(isStill ? '' : 'More tickets are in this list now.');
    if (isStill) now.onGo(next, known);
  };
}
