import { z } from 'zod';
import { SignalboxError } from '../errors.ts';

/** The place of a page as one opaque word. */
export function cursorOf(place: readonly string[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

const timedPlaceSchema = z.tuple([z.iso.datetime(), z.string().min(1).max(400)]);

/** @throws SignalboxError INPUT_INVALID when it is no `next` of an earlier page */
export function timedPlaceOf(cursor: string): { at: Date; id: string } {
  const [at, id] = placeOf(cursor, timedPlaceSchema);
  return { at: new Date(at), id };
}

/** @throws SignalboxError INPUT_INVALID when it is no `next` of an earlier page */
export function decisionPlaceAfter(cursor: string | undefined): { after?: DecisionPlace } {
  if (cursor === undefined) return {};
  const { at, id } = timedPlaceOf(cursor);
  return { after: { decidedAt: at, eventId: id } };
}

type DecisionPlace = { decidedAt: Date; eventId: string };

export const decisionCursor = ({ decidedAt, eventId }: DecisionPlace): string =>
  cursorOf([decidedAt.toISOString(), eventId]);

/** @param found what was asked for with one more than the page holds: only that one tells whether another page follows */
export function cutPage<Item>(
  found: readonly Item[],
  limit: number,
  cursorAt: (last: Item) => string,
): { items: readonly Item[]; next: string | null } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: last && found.length > limit ? cursorAt(last) : null };
}

export const numberPlaceSchema = z.tuple([z.string().regex(/^\d{1,18}$/)]);

/** @throws SignalboxError INPUT_INVALID when it is no `next` of an earlier page */
export function placeOf<T>(cursor: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new SignalboxError('INPUT_INVALID', 'after: is not the `next` of a page', {
      cause,
      remedy: 'take `next` of the page before as it is, or leave `after` out to begin at the first page',
    });
  }
}
