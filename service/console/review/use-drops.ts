import type { ReviewQueue } from '../../contracts/api-review-queue.ts';
import { keptNote } from './note-drafts.ts';
import { useNoteDrafts } from './note-drafts-store.ts';
import { drop, type Entry, type Outbox } from './outbox.ts';
import { update } from './outbox-store.ts';

interface Given {
  outbox: Outbox;
  leave: (eventIds: readonly string[]) => void;
  add: (found: ReviewQueue['items']) => void;
  /** @returns undefined: no answer came */
  reload: () => Promise<ReviewQueue | undefined>;
  onSay: (text: string) => void;
}

/** Drops verdicts that were not saved. Their notes stay, and what others were faster with is left to them. */
export function useDrops({ outbox, leave, add, reload, onSay }: Given): (entries: readonly Entry[]) => void {
  const [, changeDrafts] = useNoteDrafts();
  const leaveToOthers = async (late: readonly Entry[]) => {
    leave(late.map(({ eventId }) => eventId));
    const found = await reload();
    if (found) return add(found.items);
    const ids = late.map(({ request }) => request.ticketId).join(', ');
    onSay(`${ids}: left to others. No answer came whether it still waits; if so, a later list has it.`);
  };
  return (entries) => {
    changeDrafts((given) => entries.reduce((drafts, entry) => keptNote(drafts, outbox, entry), given));
    update((given) => entries.reduce((left, { request }) => drop(left, request.correctionId), given));
    const late = entries.filter(({ state, request }) => state === 'stale' && request.retracts === undefined);
    if (late.length > 0) void leaveToOthers(late);
  };
}
