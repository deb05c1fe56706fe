import { type Entry, type Outbox, standingOf } from './outbox.ts';

/** Notes that are not part of a verdict yet, by ticket: whoever looks at another ticket finds them again. */
export type NoteDrafts = ReadonlyMap<string, string>;

/** What the note field of a ticket shows. */
export const noteOf = (drafts: NoteDrafts, eventId: string, verdict: Entry | null): string =>
  drafts.get(eventId) ?? verdict?.request.note ?? '';

export const written = (drafts: NoteDrafts, eventId: string, note: string): NoteDrafts =>
  new Map(drafts).set(eventId, note);

/** The note has gone with a verdict. */
export const settledNote = (drafts: NoteDrafts, eventId: string): NoteDrafts =>
  new Map([...drafts].filter(([id]) => id !== eventId));

/** Before a verdict is taken back or dropped: its note stays to be decided again with. What was written since is newer. */
export function keptNote(drafts: NoteDrafts, outbox: Outbox, { eventId, request }: Entry): NoteDrafts {
  const isStanding = standingOf(outbox, eventId)?.request.correctionId === request.correctionId;
  if (!isStanding || request.note === undefined || drafts.has(eventId)) return drafts;
  return written(drafts, eventId, request.note);
}
