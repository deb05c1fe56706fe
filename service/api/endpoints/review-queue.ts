import { reviewQueueQuerySchema, reviewQueueSchema } from '../../contracts/console-api.ts';
import { candidatesOf } from '../../review/explain-choice.ts';
import { countWaiting, findQueue, type QueuedTicket } from '../../review/store/find-queue.ts';
import type { ApiParts } from '../api-parts.ts';
import { endpoint, json } from '../endpoint.ts';

const deadlineMs = 10_000;

export const getReviewQueue = endpoint({
  method: 'get',
  path: '/v1/review-queue',
  summary: 'What people should read next: the random audit sample, and tickets that the machine left to them',
  access: 'viewer',
  query: reviewQueueQuerySchema,
  answer: { status: 200, content: { 'application/json': reviewQueueSchema } },
  async handle({ query }, parts) {
    const queued = await findQueue(parts.store(), query);
    return json({ items: await withCandidates(queued, parts), waiting: await countWaiting(parts.store()) });
  },
});

/** The event of a routed ticket names one category, which would lead its reader: the model is asked for the others. */
async function withCandidates(items: QueuedTicket[], { router, log }: ApiParts): Promise<QueuedTicket[]> {
  const { codes } = router.taxonomy;
  const unknown = items.filter(({ candidates, body }) => candidates.length === 0 && body !== null);
  const texts = unknown.map(({ subject, body }) => ({ subject: subject ?? '', body: body ?? '' }));
  const scores = await router.classifier.classify(texts, AbortSignal.timeout(deadlineMs)).catch((error) => {
    log.warn({ err: error }, 'the candidates of a queue are not known');
    return [];
  });
  const found = new Map(
    unknown.map((item, i) => [item, scores[i] ? candidatesOf(scores[i].probabilities, codes) : []]),
  );
  return items.map((item) => {
    const candidates = (found.get(item) ?? item.candidates).slice(0, 5);
    if (item.occasion === 'audit') candidates.sort((a, b) => codes.indexOf(a.category) - codes.indexOf(b.category));
    return { ...item, candidates };
  });
}
