import type { TicketView } from '../../contracts/api-tickets.ts';

/** Latest first. A text may be there before its decision, and a decision longer than its text. */
export const revisionsOf = ({ decisions, texts }: Pick<TicketView, 'decisions' | 'texts'>): number[] =>
  [...new Set([...decisions, ...texts].map(({ revision }) => revision))].sort((a, b) => b - a);

/**
 * Which revision the page shows, which was asked for and is not there, and which has arrived since: a newer one is told of, and
 * does not take the place of what somebody reads.
 * @param revisions latest first
 * @param asked by the address; NaN: nothing of it
 * @param known the newest that the reader knows of; null: the ticket is only being loaded
 */
export function shownRevision(
  revisions: readonly number[],
  asked: number,
  known: number | null,
): { shown: number; arrived: number | null; missing: number | null } {
  const newest = revisions[0] ?? 1;
  const usual = known !== null && revisions.includes(known) ? known : newest;
  const shown = revisions.includes(asked) ? asked : usual;
  const isMissing = revisions.length > 0 && !Number.isNaN(asked) && shown !== asked;
  return {
    shown,
    missing: isMissing ? asked : null,
    arrived: known !== null && newest > known && newest !== shown ? newest : null,
  };
}
