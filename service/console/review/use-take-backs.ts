import type { QueueItem, ReviewQueue } from '../../contracts/api-review-queue.ts';
import { newId } from '../api/new-id.ts';
import { keptNote } from './note-drafts.ts';
import { useNoteDrafts } from './note-drafts-store.ts';
import { type Entry, lastStanding, type Outbox, undo } from './outbox.ts';
import { update } from './outbox-store.ts';
import type { Asked } from './queue-place.ts';
import { useComeBack } from './use-come-back.ts';
import { useDrops } from './use-drops.ts';

interface Given {
  items: readonly QueueItem[];
  outbox: Outbox;
  /** @returns undefined: no answer came */
  reload: () => Promise<ReviewQueue | undefined>;
  add: (found: readonly QueueItem[]) => void;
  leave: (eventIds: readonly string[]) => void;
  ask: (item: Asked) => void;
  go: (eventId: string) => void;
  focusTicket: () => void;
  onSay: (text: string) => void;
}

interface TakeBacks {
  /** Null: no verdict stands. */
  takeBack: (() => void) | null;
  /** Event id of what was taken back and is to come into the list again. */
  expected: string | null;
  dropVerdicts: (entries: readonly Entry[]) => void;
  decideAgain: (entry: Entry) => void;
}

/** The ways back from a verdict: the last one is taken back; one that could not be saved is dropped, or decided again. */
export function useTakeBacks(given: Given): TakeBacks {
  const { items, outbox, reload, add, leave, ask, go, focusTicket, onSay } = given;
  const [, changeDrafts] = useNoteDrafts();
  const last = lastStanding(outbox);
  const comeBack = useComeBack(outbox, reload);
  const dropUnsaved = useDrops({ outbox, leave, add, reload, onSay });
  const has = (eventId: string) => items.some((item) => item.eventId === eventId);
  const takeBack = (entry: Entry) => {
    const { eventId, request } = entry;
    changeDrafts((notes) => keptNote(notes, outbox, entry));
    update((entries) => undo(entries, eventId, newId()));
    onSay(`${request.ticketId}: taken back.`);
    focusTicket();
    if (has(eventId)) return go(eventId);
    comeBack.expect(eventId);
    ask({ eventId, ticketId: request.ticketId });
  };
  const dropVerdicts = (entries: readonly Entry[]) => {
    dropUnsaved(entries);
    focusTicket();
  };
  const decideAgain = (entry: Entry) => {
    dropVerdicts([entry]);
    // What this list does not have says where it is.
    if (has(entry.eventId)) go(entry.eventId);
    else ask({ eventId: entry.eventId, ticketId: entry.request.ticketId });
  };
  return { takeBack: last && (() => takeBack(last)), expected: comeBack.expected, dropVerdicts, decideAgain };
}
