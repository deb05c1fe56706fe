import { expect, test } from 'vitest';
import { createRoutingEventValidator } from '../../service/contracts/routing-event.ts';
import { nobodyAsked, settleEscalated } from '../../service/escalate/settle-escalated.ts';
import { routeTickets } from '../../service/route-tickets.ts';
import { fakeClassifier, inbound, now, policy, routerParts, scoresOf, taxonomy } from '../support/fixtures.ts';

const parts = { taxonomy, rules: policy.frontier };

async function escalated(fields: object) {
  const unsure = fakeClassifier(() => scoresOf([0.25, 0.5, 0.25]));
  const [outcome] = await routeTickets([inbound({ ticketId: 'T-9', ...fields }, 7)], routerParts(unsure));
  if (outcome?.kind !== 'escalated') throw new Error(`was ${outcome?.kind}`);
  return outcome.ticket;
}

test('when no frontier model is connected, then an unsure ticket goes to review with that reason and no text', async () => {
  const ticket = await escalated({ subject: 'Sesame', body: 'open' });
  const event = settleEscalated(ticket, nobodyAsked, parts, now);
  expect(createRoutingEventValidator(taxonomy)(event)).toEqual(event);
  expect(event).toMatchObject({
    decision: 'needs_review',
    reason: 'frontier_unavailable',
    ticketId: 'T-9',
    eventId: 'tickets.inbound-2-7',
    source: ticket.source,
    candidates: [
      { category: 'ACCESS', probability: 0.5 },
      { category: 'PAY', probability: 0.25 },
      { category: 'TERMINAL', probability: 0.25 },
    ],
  });
  expect(JSON.stringify(event)).not.toMatch(/Sesame|open/);
});

// With and without one more character: one of the two is cut in the middle of a surrogate pair.
test.each(['', 'x'])(
  'when an unsure ticket is huge, then what is handed over is bounded, well-formed and has both ends (%j)',
  async (shift) => {
    const body = `first words ${shift}${'🙂'.repeat(400_000)} last words`;
    const handedOver = await escalated({ subject: `s${shift}${'🙂'.repeat(2_000)}`, body });
    expect(handedOver.subject.length).toBeLessThanOrEqual(1_000);
    expect(handedOver.body.length).toBeLessThanOrEqual(12_010);
    expect(handedOver.body.startsWith('first words') && handedOver.body.endsWith('last words')).toBe(true);
    expect(handedOver.body).toContain('[…]');
    expect(handedOver.subject.isWellFormed() && handedOver.body.isWellFormed()).toBe(true);
  },
);

test('when a ticket was handed over before the taxonomy changed, then a category that is gone is no candidate', async () => {
  const ticket = { ...(await escalated({ body: 'open' })), modelVersion: '0.9.0' };
  const [gone, ...others] = ticket.candidates;
  const event = settleEscalated(
    { ...ticket, candidates: [{ category: 'RETIRED', probability: gone?.probability ?? 0 }, ...others] },
    nobodyAsked,
    parts,
    now,
  );
  expect(createRoutingEventValidator(taxonomy)(event)).toEqual(event);
  expect(event).toMatchObject({ candidates: others, modelVersion: '0.9.0' });
});

const saying = (category: string) => ({
  kind: 'opinion' as const,
  opinion: { category, model: 'large-1', promptVersion: '4', votes: { for: 1, of: 1 }, rationale: 'r' },
  doubt: null,
  usd: 0,
});

test.each([
  ['its first choice', ['GONE', 'ACCESS', 'PAY'], ['ACCESS', 'PAY']],
  ['all of them', ['GONE', 'LOST'], []],
  ['the last of them, and the frontier agrees with the first', ['PAY', 'ACCESS', 'GONE'], ['PAY', 'ACCESS']],
])(
  'when the taxonomy does not have %s, then a person decides, whatever the frontier says',
  async (_what, named, known) => {
    const ticket = await escalated({ body: 'open' });
    const candidates = named.map((category, i) => ({ category, probability: 0.5 - i / 10 }));
    const event = settleEscalated({ ...ticket, candidates }, saying('PAY'), parts, now);
    expect(createRoutingEventValidator(taxonomy)(event)).toEqual(event);
    expect(event).toMatchObject({
      decision: 'needs_review',
      reason: 'models_disagree',
      candidates: known.map((category) => expect.objectContaining({ category })),
      opinion: { category: 'PAY' },
    });
  },
);

test('when only the version of the taxonomy differs, then the frontier decides as ever', async () => {
  const ticket = { ...(await escalated({ body: 'open' })), taxonomyVersion: '1.9.0' };
  expect(settleEscalated(ticket, saying('PAY'), parts, now)).toMatchObject({ decision: 'routed', category: 'PAY' });
});

test('a record of disagreements counts for tickets of the model version that it was measured on', async () => {
  const ticket = await escalated({ body: 'open' });
  const pairs = [{ fineTuned: 'ACCESS', frontier: 'PAY', n: 40, fineTunedRight: 30, frontierRight: 5 }];
  const measured = { schemaVersion: 1 as const, model: 'large-1', promptVersion: '4', pairs };
  const settled = (fineTunedVersion: string | null) =>
    settleEscalated(
      ticket,
      saying('PAY'),
      { taxonomy, rules: { ...policy.frontier, record: { ...measured, fineTunedVersion } } },
      now,
    );
  expect(settled(ticket.modelVersion)).toMatchObject({ reason: 'models_disagree' });
  const without = settleEscalated(ticket, saying('PAY'), parts, now);
  expect(without).toMatchObject({ decision: 'routed', category: 'PAY' });
  for (const other of ['0.2.0', null]) expect(settled(other)).toEqual(without);
});

test('when a frontier model was asked, then the event tells how long the ticket waited, how long that took and what it cost', async () => {
  const ticket = await escalated({ body: 'open' });
  const opinion = {
    category: 'ACCESS',
    model: 'large-1',
    promptVersion: '4',
    votes: { for: 1, of: 1 },
    rationale: 'r',
  };
  const verdict = { kind: 'opinion' as const, opinion, doubt: null, usd: 0.02 };
  const event = settleEscalated(ticket, verdict, parts, now, { waitedMs: 900, askedMs: 700.4 });
  expect(createRoutingEventValidator(taxonomy)(event)).toEqual(event);
  expect(event).toMatchObject({
    decision: 'routed',
    category: 'ACCESS',
    decidedBy: { kind: 'frontier', model: 'large-1' },
    cost: { usd: 0.02 },
    timings: { queuedMs: ticket.timings.queuedMs + 900, frontierMs: 700 },
  });
});
