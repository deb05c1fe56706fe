import type { QueueItem, QueueStanding } from '../../contracts/api-review-queue.ts';
import { latestEntries, type Outbox, standingOf } from './outbox.ts';

/** What the server was asked about tickets of the list, and what it said. */
export interface AskedStanding extends QueueStanding {
  asked: readonly string[];
}

/** Why a ticket of the list waits no more: `by` is who has said something, null where it was decided anew or is not kept. */
export interface Taken {
  how: 'said' | 'superseded' | 'gone';
  by: string | null;
}

/** Others who work through the same queue. */
export interface Team {
  /** What they, or oneself elsewhere, have settled, by event id. */
  taken: ReadonlyMap<string, Taken>;
  /** Whom one shares the queue with. */
  others: readonly string[];
  /** Each of them is led to other tickets first. */
  isOwn: (eventId: string) => boolean;
}

export const alone: Team = { taken: new Map(), others: [], isOwn: () => true };

export function teamOf(
  items: readonly QueueItem[],
  outbox: Outbox,
  { standing, atWork, me }: { standing: AskedStanding | undefined; atWork: readonly string[]; me: string },
): Team {
  const names = [...new Set([...atWork, me])].toSorted();
  const own = names.indexOf(me);
  return {
    taken: standing ? takenOf(items, outbox, standing, me) : alone.taken,
    others: names.filter((name) => name !== me),
    isOwn: (eventId) => names.length === 1 || hashOf(eventId) % names.length === own,
  };
}

function takenOf(items: readonly QueueItem[], outbox: Outbox, standing: AskedStanding, me: string): Team['taken'] {
  const asked = new Set(standing.asked);
  const said = new Map(standing.items.map((item) => [item.eventId, item]));
  const taken = new Map<string, Taken>();
  for (const { eventId, basedOn } of items) {
    const now = said.get(eventId);
    // What was said here is told by the outbox, which knows first.
    const isFromHere = now?.saidBy === me && latestEntries(outbox).has(eventId);
    if (!asked.has(eventId) || now?.waits || isFromHere) continue;
    if (!now) taken.set(eventId, { how: 'gone', by: null });
    else if (now.superseded) taken.set(eventId, { how: 'superseded', by: null });
    // A ticket may be listed for a second opinion: then it is as it was.
    else if (now.basedOn !== basedOn) taken.set(eventId, { how: 'said', by: now.saidBy });
  }
  return taken;
}

/**
 * A verdict on a ticket that still waits is based on what was said last, be it that something was taken back. What its reader has
 * begun to decide keeps what it was based on. @param isBegun of an event id
 */
export function rebased(
  items: readonly QueueItem[],
  standing: AskedStanding,
  isBegun: (eventId: string) => boolean,
): readonly QueueItem[] {
  const said = new Map(standing.items.map((item) => [item.eventId, item]));
  let isChanged = false;
  const next = items.map((item) => {
    const now = said.get(item.eventId);
    if (!now?.waits || now.basedOn === item.basedOn || isBegun(item.eventId)) return item;
    isChanged = true;
    return { ...item, basedOn: now.basedOn };
  });
  return isChanged ? next : items;
}

/** Event ids to ask about: all whose standing is not certain. What was settled here and has arrived is. */
export function toAsk(items: readonly QueueItem[], outbox: Outbox): string[] {
  const ids = [...items, ...outbox].map(({ eventId }) => eventId);
  return [...new Set(ids)].filter((eventId) => standingOf(outbox, eventId)?.state !== 'sent');
}

/** As a part of a list's line, and of a sentence. */
export function takenWords({ how, by }: Taken, me: string): string {
  if (how === 'gone') return 'no longer kept';
  if (how === 'superseded') return 'decided anew';
  return by === me ? 'settled by you elsewhere' : `settled by ${by}`;
}

/** FNV-1a: neighbours in a topic differ by their last digits, and fall to different readers all the same. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
