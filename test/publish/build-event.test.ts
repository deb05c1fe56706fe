import { expect, test } from 'vitest';
import { createRoutingEventValidator } from '../../service/contracts/routing-event.ts';
import { buildEvent, eventIdOf } from '../../service/publish/build-event.ts';
import { frontierEvent, model, now, reviewEvent, routedEvent, taxonomy } from '../support/fixtures.ts';

const provenance = { taxonomy, model };
const subject = {
  ticketId: 'T-1',
  revision: 1,
  source: routedEvent.source,
  language: 'en',
  timings: routedEvent.timings,
};

const toPayments = { decision: 'routed', category: 'PAY', decidedBy: routedEvent.decidedBy } as const;

test('when a category is chosen, then the event carries its route and who decided', () => {
  expect(buildEvent(subject, toPayments, provenance, now)).toEqual(routedEvent);
});

test('when a person has to look, then the event carries the reason and the candidates', () => {
  const { reason, candidates } = reviewEvent;
  expect(buildEvent(subject, { decision: 'needs_review', reason, candidates }, provenance, now)).toEqual(reviewEvent);
});

test.each(taxonomy.codes)('the event of %s satisfies the contract', (category) => {
  const event = buildEvent(
    subject,
    { decision: 'routed', category, decidedBy: routedEvent.decidedBy },
    provenance,
    now,
  );
  expect(createRoutingEventValidator(taxonomy)(event)).toEqual(event);
});

test('when a frontier model was paid for its opinion, then the event carries both', () => {
  const { decidedBy } = frontierEvent;
  const verdict = { decision: 'routed', category: 'PAY', decidedBy } as const;
  expect(buildEvent(subject, verdict, provenance, now, 0.25)).toEqual({ ...frontierEvent, cost: { usd: 0.25 } });
  const opinion = {
    category: null,
    model: 'large-1',
    promptVersion: '4',
    votes: { for: 1, of: 1 },
    rationale: 'Spam.',
  };
  const { reason, candidates } = reviewEvent;
  const review = buildEvent(subject, { decision: 'needs_review', reason, candidates, opinion }, provenance, now, 0.25);
  expect(review).toEqual({ ...reviewEvent, opinion, cost: { usd: 0.25 } });
  expect(createRoutingEventValidator(taxonomy)(review)).toEqual(review);
});

test('when the subject has more to it, then nothing more is published', () => {
  const wider = { ...subject, body: 'my card', extra: { email: 'x@y.z' } };
  expect(buildEvent(wider, toPayments, provenance, now)).toEqual(routedEvent);
});

test('when a category is none of the taxonomy, then there is no event', () => {
  const verdict = { decision: 'routed', category: 'GONE', decidedBy: routedEvent.decidedBy } as const;
  expect(() => buildEvent(subject, verdict, provenance, now)).toThrow('GONE');
});

test('the id is that of the position: the same message again has the same, any other another', () => {
  const source = { topic: 'a', partition: 1, offset: 11 };
  const ids = [source, { ...source, offset: 1 }, { ...source, partition: 11 }, { ...source, topic: 'a-1' }].map(
    eventIdOf,
  );
  expect(eventIdOf({ ...source })).toBe(ids[0]);
  expect(new Set(ids).size).toBe(ids.length);
});
