import {
  queueStandingQuerySchema,
  queueStandingSchema,
  reviewQueueQuerySchema,
  reviewQueueSchema,
} from '../../contracts/api-review-queue.ts';
import { countWaiting, findQueue, type QueuedTicket } from '../../review/store/find-queue.ts';
import { findAtWork, findStanding } from '../../review/store/find-standing.ts';
import { lookedAt } from '../../review/store/rank-queue.ts';
import type { ApiParts } from '../api-parts.ts';
import { endpoint, json } from '../endpoint.ts';

export const getReviewQueue = endpoint({
  method: 'get',
  path: '/v1/review-queue',
  summary: 'What people should read next: the random audit sample, and tickets that the machine left to them',
  access: 'viewer',
  query: reviewQueueQuerySchema,
  answer: { status: 200, content: { 'application/json': reviewQueueSchema } },
  async handle({ query }, parts) {
    const queued = await findQueue(parts.store(), query);
    const waiting = await countWaiting(parts.store());
    return json({
      items: await withCandidates(queued, parts),
      waiting,
      atWork: await findAtWork(parts.store(), parts.router.clock()),
      rankedReviews: lookedAt(query.order, waiting.review),
    });
  },
});

export const getQueueStanding = endpoint({
  method: 'get',
  path: '/v1/review-queue/standing',
  summary:
    'Which of these tickets still wait for a person, what a verdict on them is based on, and who works through the queue',
  access: 'viewer',
  query: queueStandingQuerySchema,
  answer: { status: 200, content: { 'application/json': queueStandingSchema } },
  async handle({ query }, parts) {
    const items = await findStanding(parts.store(), query.events);
    const waiting = await countWaiting(parts.store());
    return json({ items, waiting, atWork: await findAtWork(parts.store(), parts.router.clock()) });
  },
});

/** The event of a routed ticket names one category, which would lead its reader: the model is asked for the others. */
async function withCandidates(items: QueuedTicket[], { router, modelCandidates }: ApiParts): Promise<QueuedTicket[]> {
  const { codes } = router.taxonomy;
  const texts = items.flatMap(({ eventId, ticketId, subject, body, candidates }) =>
    candidates.length > 0 || body === null ? [] : [{ eventId, ticketId, subject: subject ?? '', body }],
  );
  const found = await modelCandidates(texts);
  return items.map((item) => {
    const candidates = (found.get(item.eventId) ?? item.candidates).slice(0, 5);
    if (item.occasion === 'audit') candidates.sort((a, b) => codes.indexOf(a.category) - codes.indexOf(b.category));
    return { ...item, candidates };
  });
}
