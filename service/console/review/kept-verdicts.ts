import { dropStored, keepStored, stored, storedKeys } from '../api/browser-store.ts';
import { type Entry, type Outbox, takenUp, unsent } from './outbox.ts';
import { keyOf, keysOf } from './outbox-keys.ts';

/**
 * What an earlier visit left unsent, in its order. It is kept on, under the keys that it has now; what cannot be read is left
 * as it is.
 * @returns `shared`: ids of those that all tabs of this user find in the browser's store
 */
export function takeKept(user: string): { entries: Entry[]; shared: ReadonlySet<string> } {
  const shared = new Set<string>();
  const kept = keysOf(user, storedKeys()).flatMap((key) => {
    const text = stored(key);
    const entry = text === null ? null : readEntry(text);
    if (text === null || entry === null) return [];
    const { correctionId } = entry.request;
    if (moved(key, keyOf(user, correctionId), text)) shared.add(correctionId);
    return entry;
  });
  const entries = kept.toSorted((a, b) => a.place - b.place).map(({ place: _, ...entry }) => takenUp(entry));
  return { entries, shared };
}

/** What a tab still had to send, in its order, and whether the browser's store has it too. */
export type Left = readonly { entry: Entry; isKept: boolean }[];

export const leftOf = (outbox: Outbox, kept: Outbox): Left => {
  const ids = new Set(kept.map(({ request }) => request.correctionId));
  return unsent(outbox).map((entry) => ({ entry, isKept: ids.has(entry.request.correctionId) }));
};

/** What the browser's store has, and what it had no room for. What it has no more was sent meanwhile, or dropped, in another tab. */
export function withLeft(kept: Outbox, left: Left): Entry[] {
  const byId = new Map(kept.map((entry) => [entry.request.correctionId, entry]));
  const known = new Set(left.map(({ entry }) => entry.request.correctionId));
  const again = left.flatMap(({ entry, isKept }) => {
    const found = byId.get(entry.request.correctionId);
    return found ?? (isKept ? [] : takenUp(entry));
  });
  return [...again, ...kept.filter(({ request }) => !known.has(request.correctionId))];
}

/** In a full store there is room for one of the two only. */
function moved(from: string, to: string, text: string): boolean {
  if (from === to) return true;
  dropStored(from);
  const isMoved = keepStored(to, text);
  if (!isMoved) keepStored(from, text);
  return isMoved;
}

function readEntry(text: string): (Entry & { place: number }) | null {
  try {
    const entry = JSON.parse(text) as Entry & { place: number };
    const names = [entry.eventId, entry.state, entry.request.correctionId, entry.request.ticketId];
    return names.every((name) => typeof name === 'string') ? entry : null;
  } catch {
    return null;
  }
}
