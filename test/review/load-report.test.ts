import { sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import { misclassificationReportSchema } from '../../service/contracts/misclassification-report.ts';
import { loadReport } from '../../service/review/load-report.ts';
import type { LabelFact, PopulationFact } from '../../service/review/report/facts.ts';
import { setAuditRates } from '../../service/review/store/audit-rates.ts';
import { countChoices } from '../../service/review/store/count-choices.ts';
import { countLabels, countPopulation } from '../../service/review/store/count-facts.ts';
import { findDecisions } from '../../service/review/store/find-decisions.ts';
import { type Database, openStore } from '../../service/review/store/open-store.ts';
import { recordCorrections } from '../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { recordEscalations } from '../../service/review/store/record-escalations.ts';
import { recordRejections } from '../../service/review/store/record-rejections.ts';
import { recordTickets } from '../../service/review/store/record-tickets.ts';
import { factsOf, type KnownTicket, knownWorld } from './support/known-world.ts';
import {
  correction,
  day,
  escalated,
  received,
  reviewed,
  routed,
  routedByFrontier,
  ticketIdDrawn,
} from './support/records.ts';
import { describeOnBothStores, newDatabase } from './support/stores.ts';

const period = { from: day(1, 0), to: day(8, 0) };
const names = new Map([
  ['PAY', 'Payments'],
  ['ACCESS', 'Sign-in'],
  ['TERMINAL', 'Card readers'],
]);
const request = { period, modelVersion: null, names, now: day(9) };

async function recordWorld(db: Database, tickets: readonly KnownTicket[]): Promise<void> {
  await setAuditRates(db, { since: day(1, 0), rate: 0.2, categories: {} });
  const candidates = (choice: string) => [{ category: choice, probability: 0.5 }];
  await recordDecisions(
    db,
    tickets.map(({ ticketId, outcome, choice }, offset) => {
      if (outcome === 'review')
        return reviewed({ offset, ticketId, reason: 'low_confidence', candidates: candidates(choice) });
      return outcome === 'frontier'
        ? routedByFrontier({ offset, ticketId, category: choice })
        : routed({ offset, ticketId, category: choice });
    }),
  );
  const labelled = tickets.flatMap(({ ticketId, truth, basis }) =>
    basis === null ? [] : [{ ticketId, category: truth, occasion: basis }],
  );
  await recordCorrections(
    db,
    labelled.map((given) => correction(given)),
  );
}

/** What the estimates are made of, in an order that does not depend on who counted. */
const essence = (facts: readonly (PopulationFact | LabelFact)[]) =>
  facts
    .map(({ outcome, choice, auditRate, n, ...rest }) =>
      JSON.stringify([outcome, choice, auditRate, n, 'sampled' in rest ? rest.sampled : [rest.truth, rest.basis]]),
    )
    .sort();

describeOnBothStores('the report', (db) => {
  test('is made of the very counts that the simulation of a known truth is made of', async () => {
    const tickets = knownWorld({
      seed: 3,
      tickets: 1_500,
      auditRate: 0.2,
      unasked: 0.4,
      auditComesFirst: false,
      pending: 0.2,
    });
    await recordWorld(db(), tickets);
    const scope = {
      period,
      modelVersion: null,
      windows: { windowMs: 7 * 86_400_000, starts: [period.from], before: 0 },
    };
    const counted = await db()
      .transaction()
      .execute(async (trx) => [await countPopulation(trx, scope), await countLabels(trx, scope)] as const);
    const { population, labels } = factsOf(tickets);
    expect(essence(counted[0].map((fact) => ({ ...fact, reason: null })))).toEqual(essence(population));
    expect(essence(counted[1])).toEqual(essence(labels));
  });

  test('of a small week has every part, and keeps its contract', async () => {
    const drawn = Array.from({ length: 6 }, (_, n) => ticketIdDrawn(true, { rate: 0.2, n }));
    const spared = ticketIdDrawn(false, { rate: 0.2 });
    await setAuditRates(db(), { since: day(1, 0), rate: 0.2, categories: {} });
    const opinion = {
      category: 'PAY',
      model: 'large-1',
      promptVersion: '4',
      votes: { for: 1, of: 1 },
      rationale: 'It is a payment.',
    };
    const asked = { ...reviewed({ offset: 20, cost: { usd: 0.5 } }), opinion } as ReturnType<typeof reviewed>;
    await recordDecisions(db(), [
      ...drawn.map((ticketId, i) => routed({ offset: i, ticketId, decidedAt: day(1 + i).toISOString() })),
      routedByFrontier({ offset: 10, ticketId: spared, cost: { usd: 0.25 } }),
      reviewed({ offset: 11 }),
      asked,
      routed({ offset: 30, decidedAt: day(8, 0).toISOString() }), // after the period
    ]);
    await recordEscalations(db(), [escalated(10, [{ category: 'ACCESS', probability: 0.4 }]), escalated(12, [])]);
    await recordTickets(
      db(),
      [0, 10, 11, 20].map((offset) => received(offset, { subject: `Subject ${offset}` })),
    );
    await recordRejections(db(), [
      { source: routed({ offset: 40 }).source, reason: 'invalid_json', receivedAt: day(2) },
    ]);
    await recordCorrections(db(), [
      ...drawn.slice(1).map((ticketId) => correction({ ticketId, category: 'PAY', occasion: 'audit' })),
      correction({ ticketId: drawn[0] as string, category: 'ACCESS', occasion: 'audit' }),
      correction({ ticketId: spared, category: 'PAY' }),
      correction({ ticketId: 'T-20', category: 'PAY', occasion: 'review' }),
    ]);

    const report = await loadReport(db(), request);
    expect(misclassificationReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    expect(report.funnel).toMatchObject({
      consumed: 10,
      rejected: 1,
      escalatedPending: 1,
      routedByModel: 6,
      routedByFrontier: 1,
      needsReview: 2,
      reviewed: 1,
      audit: { drawn: 6, done: 6 },
      corrected: { audit: 1, unasked: 0 },
    });
    expect(report.categories.map(({ code }) => code)).toEqual([...names.keys()]);
    // Five of six verdicts agree; the seventh ticket, confirmed unasked, proves that no less than 6 of 7 are right.
    expect(report.categories[0]?.precision).toMatchObject({ labelled: 6, estimate: expect.closeTo(6 / 7, 9) });
    const pair = report.pairs.find(({ predicted, truth }) => predicted === 'PAY' && truth === 'ACCESS');
    expect(pair?.tickets).toMatchObject([{ ticketId: drawn[0], subject: 'Subject 0', confidence: 0.91 }]);
    expect(report.fallback).toMatchObject({ answered: 2, fixed: { estimate: 2, low: 2 }, usd: 0.75 });
    expect(report.reliability.bins).not.toEqual([]);
    expect(report.outOfTaxonomy.tickets).toBe(1);
    expect(report.cost.usd).toBe(0.75);
    expect([report.modelVersions, report.taxonomyVersions]).toEqual([['0.3.0'], ['2.1.0']]);
  });

  test('when tickets were held as out of taxonomy, then those that belong nowhere are right, and those of a category are a pair', async () => {
    const pay = [{ category: 'PAY', probability: 0.7 }];
    await recordDecisions(db(), [
      ...[1, 2, 3].map((offset) => reviewed({ offset, candidates: pay })),
      reviewed({ offset: 4, reason: 'no_text', candidates: [] }),
      reviewed({ offset: 5, reason: 'low_confidence', candidates: pay }),
    ]);
    const word = (n: number, category: string | null) =>
      correction({ ticketId: `T-${n}`, category, occasion: 'review' });
    await recordCorrections(db(), [word(1, null), word(2, null), word(3, 'PAY'), word(4, 'PAY'), word(5, null)]);

    const { confusion, pairs, categories, funnel } = await loadReport(db(), request);
    expect(
      confusion.map(({ predicted, truth, reviewed, observed }) => [predicted, truth, reviewed.estimate, observed]),
    ).toEqual([
      [null, null, 2, 2],
      [null, 'PAY', 1, 1],
      ['PAY', null, 1, 1],
    ]);
    const ofPairs = pairs.map(({ predicted, truth, split, tickets }) => [
      ...[predicted, truth, split.model_error],
      tickets.map(({ ticketId }) => ticketId),
    ]);
    expect(ofPairs).toEqual([
      [null, 'PAY', 1, ['T-3']],
      ['PAY', null, 1, ['T-5']],
    ]);
    expect(categories.find(({ code }) => code === 'PAY')).toMatchObject({
      ...{ routed: 0, reviewed: 1 },
      endToEndRecall: { estimate: 0, labelled: 5 }, // both that people found are missed
    });
    expect((await countChoices(db(), request)).get('PAY')).toEqual({ routed: 0, reviewed: 1 });
    expect(funnel).toMatchObject({ needsReview: 5, byReason: { out_of_taxonomy: 3, no_text: 1, low_confidence: 1 } });
  });

  test('counts as corrected what the list of corrected tickets holds', async () => {
    const world = { auditRate: 0.2, unasked: 0.4, auditComesFirst: false, pending: 0.2 };
    await recordWorld(db(), knownWorld({ seed: 5, tickets: 600, ...world }));
    const { corrected } = (await loadReport(db(), request)).funnel;
    const listed = await findDecisions(db(), { ...period, corrected: true }, { limit: 600 });
    const on = (basis: string) => listed.filter(({ labelBasis }) => labelBasis === basis).length;
    expect(corrected).toEqual({ audit: on('audit'), unasked: on('unasked') });
    expect(Math.min(corrected.audit, corrected.unasked)).toBeGreaterThan(0);
    expect(listed).toHaveLength(corrected.audit + corrected.unasked);
  });

  test('of one model version counts no other, and names all that decided in the period', async () => {
    const after = { decidedAt: period.to.toISOString() };
    await recordDecisions(db(), [
      routed({ offset: 1 }),
      routed({ offset: 2, modelVersion: '0.4.0' }),
      routed({ offset: 3, modelVersion: '0.4.0' }),
      routed({ offset: 4, modelVersion: '0.5.0', ...after }),
      routed({ offset: 5, ticketId: 'T-1', modelVersion: '0.2.0', decidedAt: day(1, 1).toISOString() }), // superseded
    ]);
    const report = await loadReport(db(), { ...request, modelVersion: '0.4.0' });
    expect(report.funnel.routedByModel).toBe(2);
    expect(report.modelVersions).toEqual(['0.3.0', '0.4.0']);
    expect((await loadReport(db(), request)).modelVersions).toEqual(['0.3.0', '0.4.0']);
  });

  test('shows tickets of a day that drifted from the weeks before, with their subjects', async () => {
    const before = Array.from({ length: 6 * 60 }, (_, i) =>
      routed({
        offset: i,
        decidedAt: new Date(day(1, 0).getTime() - (1 + Math.floor(i / 60)) * 86_400_000 + 1).toISOString(),
      }),
    );
    const odd = Array.from({ length: 60 }, (_, i) =>
      routed({ offset: 1_000 + i, category: 'TERMINAL', decidedAt: day(2).toISOString() }),
    );
    await recordDecisions(db(), [...before, ...odd]);
    await recordTickets(db(), [received(1_000, { subject: 'Reader is dead' })]);
    const { drift, funnel } = await loadReport(db(), { ...request, period: { from: day(1, 0), to: day(8, 0) } });
    expect(funnel.consumed).toBe(60);
    const alert = drift.alerts.find(({ category }) => category === 'TERMINAL');
    expect(alert?.examples).toHaveLength(5);
    expect(alert?.examples[0]).toMatchObject({ ticketId: 'T-1000', subject: 'Reader is dead' });
  });

  test('of a period that begins within an hour counts in every part the same tickets', async () => {
    const at = (time: string) => ({ decidedAt: `2026-01-01T${time}:00Z` });
    const [before, after] = [ticketIdDrawn(true), ticketIdDrawn(true, { n: 1 })];
    await recordDecisions(db(), [
      routed({ offset: 1, ticketId: before, ...at('10:30') }),
      routed({ offset: 2, ticketId: after, ...at('11:30') }),
      reviewed({ offset: 3, ...at('10:58') }),
      reviewed({ offset: 4, ...at('10:59') }),
    ]);
    await recordCorrections(
      db(),
      [before, after].map((ticketId) => correction({ ticketId, category: 'PAY', occasion: 'audit' })),
    );
    const ofAnHour = { from: new Date('2026-01-01T10:59:00Z'), to: new Date('2026-01-01T11:59:00Z') };
    const { funnel, categories } = await loadReport(db(), { ...request, period: ofAnHour });
    expect(funnel).toMatchObject({ consumed: 2, routedByModel: 1, needsReview: 1, audit: { drawn: 1, done: 1 } });
    expect(categories.find(({ code }) => code === 'PAY')?.routed).toBe(1);
  });

  test('of an empty store is empty', async () => {
    const report = await loadReport(db(), request);
    expect(report).toMatchObject({
      funnel: { consumed: 0 },
      routedAccuracy: { estimate: null },
      pairs: [],
      drift: { alerts: [] },
    });
  });
});

const postgres = inject('postgres');
test.skipIf('missing' in postgres)('PostgreSQL gives up on a query of it after the time that it is given', async () => {
  const { db, close } = await openStore({ databaseUrl: await newDatabase((postgres as { url: string }).url) });
  onTestFinished(close);
  const locked = await db.startTransaction().execute();
  onTestFinished(async () => void (await locked.rollback().execute()));
  await sql`lock table decisions in access exclusive mode`.execute(locked);
  await expect(loadReport(db, { ...request, longestQueryMs: 1 })).rejects.toMatchObject({ code: '57014' });
});
