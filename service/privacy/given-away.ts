import { namesWithin } from './find-names.ts';
import { createMask, type KnownValue, type Mask, mentionedIn } from './mask-personal-data.ts';
import { headOf, tailOf } from './text-ends.ts';

/** Masking is not asked to read a long thread; the signature stands at one of its ends. */
const mostRead = { fromStart: 20_000, fromEnd: 10_000 };
const longestValue = 1000;
/** More lines than a closing and its name may lie apart; a signature may begin behind them. */
const gap = '\n'.repeat(6);

/** Masks one text that cleaning set aside: by the place at its beginning, too, which only signatures have. */
export function maskSetAside(mask: Mask, text: string): string {
  return mask(gap + text).slice(gap.length);
}

/**
 * Names and secrets that only other texts of the ticket show to be such, by their place: the signature and the headers that
 * cleaning set aside. Those that stand in its subject or body again, and no other: they say nothing of anybody that the ticket
 * does not say.
 * @param aside texts that are not sent with subject and body
 */
export function givenAway(ticket: { subject: string; body: string }, aside: readonly string[]): KnownValue[] {
  const text = aside.map((part) => gap + part).join('');
  if (text.trim() === '') return [];
  const mask = createMask();
  mask(headOf(text, mostRead.fromStart));
  if (text.length > mostRead.fromStart)
    mask(tailOf(text, Math.min(mostRead.fromEnd, text.length - mostRead.fromStart)));
  const known = mask.known().filter(({ value }) => value.length <= longestValue);
  const mentioned = mentionedIn(`${ticket.subject}\n${ticket.body}`, known);
  // A mask that knows a whole name knows its parts.
  const parts = new Set(mentioned.flatMap(({ value }) => namesWithin(value)));
  return mentioned.filter(({ value }) => !parts.has(value));
}
