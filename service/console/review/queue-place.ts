import type { DecisionSummaryView } from '../../contracts/api-decisions.ts';
import type { QueueItem } from '../../contracts/api-review-queue.ts';
import { type Outbox, standingOf } from './outbox.ts';
import type { Only } from './queue-state.ts';

/** What an address asks for. Links of earlier releases have the ticket alone; an empty text: nothing is asked for. */
export interface Asked {
  eventId: string;
  ticketId: string;
}

export const isAsked = ({ eventId, ticketId }: Asked): boolean => eventId !== '' || ticketId !== '';

/** The very decision that is asked for, or the ticket's newest revision that waits; null when the list does not have it. */
export function askedItem(items: readonly QueueItem[], outbox: Outbox, { eventId, ticketId }: Asked): QueueItem | null {
  if (eventId !== '') return items.find((item) => item.eventId === eventId) ?? null;
  const revisions = items.filter((item) => item.ticketId === ticketId).toSorted((a, b) => b.revision - a.revision);
  return revisions.find((item) => standingOf(outbox, item.eventId) === null) ?? revisions[0] ?? null;
}

/** Whether a ticket has to be told from another revision of itself. */
export const hasRevisions = (items: readonly QueueItem[], { ticketId, revision }: QueueItem): boolean =>
  revision > 1 || items.some((item) => item.ticketId === ticketId && item.revision !== revision);

/** Why a list does not have what is asked for. `further`: it waits, behind those that are loaded. */
export type Absence = 'settled' | 'superseded' | 'routed' | 'other_kind' | 'further' | 'unknown';

type Decision = Pick<DecisionSummaryView, 'eventId' | 'revision' | 'decidedAt' | 'outcome' | 'labelBasis' | 'sampled'>;

/** As the server queues it: the audit comes first, since its sample must be whole. */
export function occasionOf({ sampled, outcome, labelBasis }: Decision): QueueItem['occasion'] | null {
  if (sampled && labelBasis !== 'audit') return 'audit';
  return outcome === 'review' && labelBasis === null ? 'review' : null;
}

/** Of several decisions on one revision the latest counts. */
const isSuperseded = (decisions: readonly Decision[], { eventId, revision, decidedAt }: Decision): boolean =>
  decisions.some((other) => {
    const laterMs = Date.parse(other.decidedAt) - Date.parse(decidedAt);
    return other.revision === revision && (laterMs > 0 || (laterMs === 0 && other.eventId > eventId));
  });

/**
 * Whether the ticket's page would tell what the machine thought of a drawn ticket that nobody has read; it opens at the revision
 * of the decision that is meant, or else at any. @param settledId what one has settled oneself, heard of or not
 */
export const isBlindPage = (
  decisions: readonly Decision[],
  meant: Decision | null,
  settledId: string | null,
): boolean =>
  decisions.some(
    (decision) =>
      occasionOf(decision) === 'audit' &&
      decision.eventId !== settledId &&
      (meant === null || decision.revision === meant.revision) &&
      !isSuperseded(decisions, decision),
  );

/** The decision that is meant, of all of its ticket; by the ticket alone the newest revision, one that waits before others. */
export function askedDecision<Given extends Decision>(decisions: readonly Given[], eventId: string): Given | null {
  if (eventId !== '') return decisions.find((decision) => decision.eventId === eventId) ?? null;
  const newest = decisions
    .filter((decision) => !isSuperseded(decisions, decision))
    .toSorted((a, b) => b.revision - a.revision);
  return newest.find((decision) => occasionOf(decision) !== null) ?? newest[0] ?? null;
}

export function absenceOf(decisions: readonly Decision[], decision: Decision | null, only: Only): Absence {
  if (decision === null) return 'unknown';
  if (isSuperseded(decisions, decision)) return 'superseded';
  const occasion = occasionOf(decision);
  if (occasion === null) return decision.labelBasis === null ? 'routed' : 'settled';
  return only === 'all' || only === occasion ? 'further' : 'other_kind';
}
