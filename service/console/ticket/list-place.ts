import type { DecisionSummaryView } from '../../contracts/api-decisions.ts';

export type Listed = Pick<DecisionSummaryView, 'eventId' | 'ticketId' | 'decidedAt'>;

/** Where a ticket stands in a list; a ticket with several revisions stands there once. */
export interface ListPlace {
  /** From 1. */
  number: number;
  of: number;
  previous: string | null;
  next: string | null;
}

/**
 * The neighbours of a ticket, as the list goes: latest first. What no longer fits the list keeps the place that it had, so that
 * whoever corrects a list of wrong tickets can go on from each of them.
 * @param own the ticket's decision, for a list that does not have it; null: not known yet
 * @param hasMore further down, beyond what is given
 * @returns null where the place is not known
 */
export function listPlace(
  listed: readonly Listed[],
  ticketId: string,
  own: Listed | null,
  hasMore: boolean,
): ListPlace | null {
  const isHere = listed.some((given) => given.ticketId === ticketId);
  if (!isHere && own === null) return null;
  const all = isHere || own === null ? listed : [...listed, own].toSorted(latestFirst);
  const tickets = [...new Set(all.map((given) => given.ticketId))];
  const at = tickets.indexOf(ticketId);
  // Put at the end it may lie anywhere in what is not given.
  if (!isHere && hasMore && at === tickets.length - 1) return null;
  return { number: at + 1, of: tickets.length, previous: tickets[at - 1] ?? null, next: tickets[at + 1] ?? null };
}

function latestFirst(a: Listed, b: Listed): number {
  const ms = Date.parse(b.decidedAt) - Date.parse(a.decidedAt);
  return ms || (a.eventId < b.eventId ? 1 : -1);
}
