import type { QueueItem } from '../../contracts/api-review-queue.ts';
import { newId } from '../api/new-id.ts';
import { noCategory } from '../parts/words.ts';
import { settledNote } from './note-drafts.ts';
import { useNoteDrafts } from './note-drafts-store.ts';
import { type Outbox, settle } from './outbox.ts';
import { update } from './outbox-store.ts';
import { nextWaiting } from './queue-state.ts';
import { type Team, takenWords } from './team.ts';

interface Given {
  items: readonly QueueItem[];
  outbox: Outbox;
  team: Team;
  me: string;
  hasShortcuts: boolean;
  go: (eventId: string | null) => void;
  focusTicket: () => void;
  onSay: (text: string) => void;
}

/** Says where a ticket belongs, and goes on to the next that waits; what somebody else has settled meanwhile is left to them. */
export function useSettle(given: Given): (item: QueueItem, category: string | null, note: string) => void {
  const { items, outbox, team, me, hasShortcuts, go, focusTicket, onSay } = given;
  const [, changeDrafts] = useNoteDrafts();
  return ({ eventId, ticketId, revision, occasion, basedOn }, category, note) => {
    const taken = team.taken.get(eventId);
    if (taken) {
      onSay(`${ticketId} is ${takenWords(taken, me)}: your choice is not sent.`);
      return go(nextWaiting(items, outbox, eventId, team));
    }
    const noted = note.trim() === '' ? {} : { note: note.trim() };
    const request = { correctionId: newId(), ticketId, revision, occasion, category, basedOn, ...noted };
    const next = nextWaiting(items, settle(outbox, eventId, request), eventId, team);
    update((entries) => settle(entries, eventId, request));
    changeDrafts((notes) => settledNote(notes, eventId));
    const how = `settled as ${category ?? noCategory}${hasShortcuts ? '; Z takes it back' : ''}.`;
    onSay(`${ticketId} ${how}${next === null ? ' It was the last of this list.' : ''}`);
    focusTicket();
    go(next);
  };
}
