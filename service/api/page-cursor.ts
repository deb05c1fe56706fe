import { z } from 'zod';
import { SignalboxError } from '../errors.ts';

/** The place of a page as one opaque word. */
export function cursorOf(place: readonly string[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

export const decisionPlaceSchema = z.tuple([z.iso.datetime(), z.string().min(1).max(400)]);

/** @throws SignalboxError INPUT_INVALID when it is no `next` of an earlier page */
export function decisionPlaceAfter(cursor: string | undefined): { after?: { decidedAt: Date; eventId: string } } {
  if (cursor === undefined) return {};
  const [decidedAt, eventId] = placeOf(cursor, decisionPlaceSchema);
  return { after: { decidedAt: new Date(decidedAt), eventId } };
}

type DecisionPlace = { decidedAt: Date; eventId: string };

export const decisionCursor = ({ decidedAt, eventId }: DecisionPlace): string =>
  cursorOf([decidedAt.toISOString(), eventId]);

/** A full page may have a next one. */
export function nextDecisions(page: readonly DecisionPlace[], limit: number): string | null {
  const last = page.length === limit ? page.at(-1) : undefined;
  return last ? decisionCursor(last) : null;
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
