import { useEffect, useState } from 'react';
import { useNavigation } from 'react-router';
import type { QueueItem } from '../../contracts/api-review-queue.ts';
import type { Outbox } from './outbox.ts';
import { type Asked, askedItem, isAsked } from './queue-place.ts';

interface Given {
  items: readonly QueueItem[];
  outbox: Outbox;
  asked: Asked;
  ask: (item: Asked) => void;
  /** Where nothing is asked for. */
  usual: QueueItem | null;
}

interface Current {
  /** Null: the list does not have what is asked for, or has nothing. */
  current: QueueItem | null;
  /** Another one after each step of the reader. */
  place: string;
  /** The heading of the ticket takes the focus anew with each number but 0. */
  focusTurn: number;
  focusTicket: () => void;
  go: (eventId: string | null, among?: readonly QueueItem[]) => void;
}

/** The ticket that one is at, and the way to another of the list. */
export function useCurrent({ items, outbox, asked, ask, usual }: Given): Current {
  const isLeaving = useNavigation().state !== 'idle';
  const [focusTurn, setFocusTurn] = useState(0);
  const current = isAsked(asked) ? askedItem(items, outbox, asked) : usual;
  // The address has what one sees, so that it is the same ticket after a reload and on the way back from another page.
  useEffect(() => {
    if (asked.eventId === '' && current && !isLeaving) ask(current);
  }, [asked.eventId, current, ask, isLeaving]);
  // Also where the ticket stays the same: what had the focus may have gone.
  const focusTicket = () => {
    setFocusTurn((turn) => turn + 1);
    if (current === null && !isAsked(asked)) document.getElementById('main')?.focus({ preventScroll: true });
  };
  const go = (eventId: string | null, among = items) => {
    const item = among.find((given) => given.eventId === eventId);
    if (!item || item === current) return;
    focusTicket();
    ask(item);
  };
  const place = JSON.stringify([current?.eventId ?? asked, focusTurn, isLeaving]);
  return { current, place, focusTurn, focusTicket, go };
}
