import type { QueueItem, QueueOrder, ReviewQueue } from '../../contracts/api-review-queue.ts';
import { count } from '../parts/format.ts';
import { latestEntries, type Outbox, standingOf } from './outbox.ts';
import { type AskedStanding, alone, type Team } from './team.ts';

/** What a question was answered with. Where none came, what was known before is still there, and says nothing of now. */
export const answerOf = <Data>({ isError, data }: { isError: boolean; data: Data | undefined }): Data | undefined =>
  isError ? undefined : data;

/** What is asked for at once, and how few may be left before more is asked for. */
export const pageLength = 50;
const fewLeft = 10;

/** New tickets go to the end: the list never moves under the hands of its reader. */
export function topUp(items: readonly QueueItem[], fetched: readonly QueueItem[]): readonly QueueItem[] {
  const known = new Set(items.map(({ eventId }) => eventId));
  const fresh = fetched.filter(({ eventId }) => !known.has(eventId));
  return fresh.length === 0 ? items : [...items, ...fresh];
}

export const waitingIn = (items: readonly QueueItem[], outbox: Outbox, { taken }: Team = alone): QueueItem[] =>
  items.filter(({ eventId }) => standingOf(outbox, eventId) === null && !taken.has(eventId));

/**
 * How many of the server's first ones are left here, so that what comes after them is asked for. One that was asked for by itself
 * stands further down there. @param byThemselves their event ids
 */
export const firstOnes = (waiting: readonly QueueItem[], byThemselves: ReadonlySet<string>): number =>
  waiting.filter(({ eventId }) => !byThemselves.has(eventId)).length;

/** Whether to ask for more: few are left here, and the server has more than those. */
export const needsMore = (left: number, waitingAtServer: number): boolean => left < fewLeft && waitingAtServer > left;

/** Whether to ask for what comes after the list: its reader is near its end, and has left much of it as it was. */
export const needsFurther = (after: number, left: number, waitingAtServer: number): boolean =>
  after < fewLeft && left >= fewLeft && waitingAtServer > left;

/**
 * The next ticket that still waits, from the one after `current` on and then from the beginning; null when none is left. Who
 * shares the queue with others goes to their own ones first.
 */
export function nextWaiting(
  items: readonly QueueItem[],
  outbox: Outbox,
  current: string | null,
  team: Team = alone,
): string | null {
  const at = items.findIndex(({ eventId }) => eventId === current);
  const inOrder = waitingIn([...items.slice(at + 1), ...items.slice(0, at + 1)], outbox, team);
  return (inOrder.find(({ eventId }) => team.isOwn(eventId)) ?? inOrder[0])?.eventId ?? null;
}

/** The neighbour in the list; the ends stay where they are. */
export function neighbourOf(items: readonly QueueItem[], current: string | null, step: 1 | -1): string | null {
  const at = items.findIndex(({ eventId }) => eventId === current);
  return items[Math.min(items.length - 1, Math.max(0, at + step))]?.eventId ?? null;
}

/** Of how many reviews an order that compares them takes the first; null where it looks at all that wait. */
export function rankNote(
  { waiting: { review }, rankedReviews }: Pick<ReviewQueue, 'waiting' | 'rankedReviews'>,
  order: QueueOrder,
): string | null {
  if (rankedReviews >= review) return null;
  const which =
    order === 'suspected_error'
      ? `the ${count(rankedReviews)} least certain`
      : `${count(rankedReviews)} that are drawn at random`;
  return `Of ${count(review)} reviews that wait, this order looks at ${which}.`;
}

/** A kind of ticket in the queue, or both. */
export type Only = 'all' | QueueItem['occasion'];

/** What is said of a list in which nothing is. */
export const emptyWords: Record<Only, { title: string; text: string }> = {
  all: { title: 'Nothing waits', text: 'Every review is settled and the audit is read.' },
  audit: { title: 'No audit waits', text: 'The audit is read.' },
  review: { title: 'No review waits', text: 'Every review is settled.' },
};

type Counted = Pick<ReviewQueue, 'waiting'> & { items: readonly Pick<QueueItem, 'eventId'>[] };

/** The later one of two answers that count what waits; of what was asked one by one, those count that wait. */
export function lastCounted(
  queue: { data: ReviewQueue | undefined; dataUpdatedAt: number },
  standing: { data: AskedStanding | undefined; dataUpdatedAt: number },
): (Counted & Pick<ReviewQueue, 'atWork'>) | undefined {
  if (!standing.data || standing.dataUpdatedAt < queue.dataUpdatedAt) return queue.data;
  return { ...standing.data, items: standing.data.items.filter(({ waits }) => waits) };
}

/**
 * How many wait now: what the server said with its page, less the verdicts given since. One that it had counted out already
 * and that was taken back waits again.
 */
export function waitingNow({ items, waiting }: Counted, outbox: Outbox): ReviewQueue['waiting'] {
  const counted = new Set(items.map(({ eventId }) => eventId));
  const now = { ...waiting };
  for (const { eventId, request } of latestEntries(outbox).values()) {
    if (request.occasion !== 'audit' && request.occasion !== 'review') continue;
    const isSettled = request.retracts === undefined;
    if (isSettled === counted.has(eventId)) now[request.occasion] += isSettled ? -1 : 1;
  }
  return { audit: Math.max(0, now.audit), review: Math.max(0, now.review) };
}

/** Verdicts of this sitting that stand, arrived or not. */
export const settledIn = (outbox: Outbox, only: Only): number =>
  [...latestEntries(outbox).values()].filter(
    ({ request }) => request.retracts === undefined && (only === 'all' || request.occasion === only),
  ).length;

export const waitingOf = ({ audit, review }: ReviewQueue['waiting'], only: Only): number =>
  only === 'all' ? audit + review : { audit, review }[only];
