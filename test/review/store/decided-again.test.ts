import { expect, test } from 'vitest';
import type { RoutingEvent } from '../../../service/contracts/routing-event.ts';
import { loadReport } from '../../../service/review/load-report.ts';
import { setAuditRates } from '../../../service/review/store/audit-rates.ts';
import { correctTicket } from '../../../service/review/store/correct-ticket.ts';
import { countChoices } from '../../../service/review/store/count-choices.ts';
import { auditQueue, findDecisions } from '../../../service/review/store/find-decisions.ts';
import { countWaiting, findQueue } from '../../../service/review/store/find-queue.ts';
import { findTicket } from '../../../service/review/store/find-ticket.ts';
import { applyRetention, eraseTickets } from '../../../service/review/store/forget.ts';
import { recordCorrections } from '../../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { thresholdChanges } from '../../../service/review/store/threshold-changes.ts';
import { correction, day, reviewed, routed, routedByFrontier, ticketIdDrawn } from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

const period = { from: day(1, 0), to: day(8, 0) };
const names = new Map([
  ['PAY', 'Payments'],
  ['ACCESS', 'Sign-in'],
]);
const outage = reviewed({ offset: 1, reason: 'frontier_unavailable', cost: { usd: 0.5 } });
const later = { ticketId: 'T-1', decidedAt: day(2).toISOString() };
const replayed = routedByFrontier({ offset: 9, ...later, category: 'ACCESS', cost: { usd: 0.25 } });

describeOnBothStores('a ticket that was decided again', (db) => {
  const report = () => loadReport(db(), { period, modelVersion: null, names, now: day(9) });
  const waiting = async () => {
    const queued = await findQueue(db(), { order: 'oldest', limit: 9 });
    expect(queued).toHaveLength((await countWaiting(db())).review + (await countWaiting(db())).audit);
    return queued.map(({ eventId }) => eventId);
  };

  test.each<[string, RoutingEvent[][]]>([
    ['one after the other', [[outage], [replayed]]],
    ['the later one first', [[replayed], [outage]]],
    ['together', [[replayed, outage]]],
    ['and again', [[outage], [replayed], [outage]]],
  ])('counts once, by its latest decision: read %s', async (_, batches) => {
    for (const batch of batches) await recordDecisions(db(), batch);
    expect(await waiting()).toEqual([]);
    const { funnel, categories, cost } = await report();
    expect(funnel).toMatchObject({ consumed: 1, routedByFrontier: 1, needsReview: 0, byReason: {} });
    expect(categories.find(({ code }) => code === 'ACCESS')).toMatchObject({ routed: 1, reviewed: 0, share: 1 });
    expect(cost.usd).toBe(0.75);
    expect(await countChoices(db(), { period, modelVersion: null })).toEqual(
      new Map([['ACCESS', { routed: 1, reviewed: 0 }]]),
    );
    expect((await findDecisions(db(), {}, { limit: 9 })).map(({ eventId }) => eventId)).toEqual([replayed.eventId]);
    expect(await findDecisions(db(), { reason: 'frontier_unavailable' }, { limit: 9 })).toEqual([]);
    const question = { period, modelVersion: null, threshold: 0.5, exempt: [], limit: 9 };
    expect(await thresholdChanges(db(), question)).toMatchObject({ of: 0, items: [] });
  });

  test('has its earlier decisions in its history, each with its event', async () => {
    await recordDecisions(db(), [replayed, outage]);
    expect((await findTicket(db(), 'T-1'))?.decisions).toMatchObject([
      { outcome: 'frontier', event: { eventId: replayed.eventId } },
      { outcome: 'review', event: { eventId: outage.eventId } },
    ]);
    expect(await findDecisions(db(), { ticketId: 'T-1' }, { limit: 9 })).toHaveLength(2);
  });

  test('and is in review once more waits once, and is done with one verdict', async () => {
    const again = reviewed({ offset: 9, ...later });
    await recordDecisions(db(), [outage, again]);
    for (const order of ['oldest', 'uncertainty', 'representativeness', 'suspected_error'] as const)
      expect((await findQueue(db(), { order, limit: 9 })).map(({ eventId }) => eventId)).toEqual([again.eventId]);
    const { correction: word } = correction({ ticketId: 'T-1', occasion: 'review' });
    await correctTicket(db(), ['ACCESS'], { correctionId: 'a', correction: word, basedOn: null, now: day(3) });
    expect(await waiting()).toEqual([]);
    expect((await report()).funnel).toMatchObject({ consumed: 1, needsReview: 1, reviewed: 1 });
  });

  test('keeps what people said, since they spoke of the ticket and its revision', async () => {
    await recordDecisions(db(), [outage]);
    await recordCorrections(db(), [correction({ ticketId: 'T-1', category: 'PAY' })]);
    await recordDecisions(db(), [replayed]);
    const { funnel, confusion } = await report();
    expect(funnel).toMatchObject({ consumed: 1, reviewed: 0, corrected: { unasked: 1 } });
    expect(confusion).toMatchObject([{ predicted: 'ACCESS', truth: 'PAY' }]);
  });

  test('is drawn for the audit once', async () => {
    await setAuditRates(db(), { since: day(1, 0), rate: 0.3, categories: {} });
    const ticketId = ticketIdDrawn(true, { rate: 0.3 });
    await recordDecisions(db(), [routed({ offset: 1, ticketId }), routed({ offset: 9, ...later, ticketId })]);
    expect((await auditQueue(db(), 9)).map(({ eventId }) => eventId)).toEqual(['tickets.inbound-0-9']);
    expect(await countWaiting(db())).toEqual({ audit: 1, review: 0 });
    expect((await report()).funnel.audit).toEqual({ drawn: 1, done: 0 });
    await recordCorrections(db(), [correction({ ticketId, category: 'ACCESS', occasion: 'audit' })]);
    const { funnel, pairs } = await report();
    expect(funnel.audit).toEqual({ drawn: 1, done: 1 });
    expect(pairs[0]?.tickets).toHaveLength(1);
  });

  test('in the same moment has the decision with the greater id', async () => {
    const twin = routed({ offset: 2, ticketId: 'T-1', decidedAt: outage.decidedAt });
    await recordDecisions(db(), [twin]);
    await recordDecisions(db(), [outage]);
    expect((await findDecisions(db(), {}, { limit: 9 })).map(({ eventId }) => eventId)).toEqual([twin.eventId]);
  });

  test('is another one in each of its revisions', async () => {
    await recordDecisions(db(), [outage, routed({ offset: 9, ...later, revision: 2 })]);
    expect(await waiting()).toEqual([outage.eventId]);
    expect((await report()).funnel.consumed).toBe(2);
  });

  test('is forgotten as a whole, and of an earlier decision alone once it is too old', async () => {
    await recordDecisions(db(), [outage, replayed]);
    const ages = { textsBefore: day(1), decisionsBefore: day(2, 0) };
    expect((await applyRetention(db(), ages)).decisions).toBe(1);
    expect((await findTicket(db(), 'T-1'))?.decisions).toMatchObject([{ eventId: replayed.eventId }]);
    expect((await report()).funnel.consumed).toBe(1);
    await eraseTickets(db(), ['T-1'], day(9));
    expect(await findTicket(db(), 'T-1')).toBeNull();
  });
});
