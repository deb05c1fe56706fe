import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { disagreementKinds } from '../../../service/contracts/misclassification-report.ts';
import { loadReport } from '../../../service/review/load-report.ts';
import type { DisagreementFact } from '../../../service/review/report/facts.ts';
import { judgeDisagreement } from '../../../service/review/report/judge-disagreement.ts';
import {
  groupDisagreements,
  type PairRequest,
  pickDisagreements,
} from '../../../service/review/store/find-disagreements.ts';
import type { Database } from '../../../service/review/store/open-store.ts';
import { countUnplaced } from '../../../service/review/store/pick-tickets.ts';
import { recordCorrections } from '../../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { recordTickets } from '../../../service/review/store/record-tickets.ts';
import { explaining } from '../support/explaining.ts';
import { correction, day, received, reviewed, routed, routedByFrontier } from '../support/records.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { describeOnBothStores } from '../support/stores.ts';

const period = { from: day(1, 0), to: day(8, 0) };
const request = { period, modelVersion: null, names: new Map([['PAY', 'Payments']]), now: day(9) };
const usual = 0.9;

/** Tickets with PAY as first choice that belong there, each with more or less that speaks for it. */
async function recordDisagreements(
  db: Database,
  { n, truth, seed = 1 }: { n: number; truth: string | null; seed?: number },
) {
  const random = seededRandom(seed);
  const oneOf = <T>(...values: T[]) => values[Math.floor(random() * values.length)] as T;
  const answerOf = (category: string | null) => ({
    opinion: {
      category,
      ...{ model: 'large-1', promptVersion: '4', rationale: 'So it seems.' },
      votes: { for: oneOf(2, 3), of: 3 },
    },
  });
  const times = (i: number) => ({ offset: i, decidedAt: new Date(day(2, 0).getTime() + i * 60_000).toISOString() });
  const candidates = () => [
    { category: 'PAY', probability: oneOf(0.45, 0.95) },
    { category: oneOf('ACCESS', 'TERMINAL'), probability: oneOf(0.3, 0.4) },
  ];
  await recordDecisions(
    db,
    Array.from({ length: n }, (_, i) => {
      const route = { ...times(i), category: 'PAY' };
      if (random() < 0.6) {
        const review = reviewed({
          ...times(i),
          reason: 'low_confidence',
          candidates: candidates().slice(0, oneOf(1, 2)),
        });
        const answer = random() < 0.5 ? answerOf(oneOf('PAY', 'ACCESS', 'TERMINAL', null)) : {};
        return { ...review, ...answer } as typeof review;
      }
      if (random() < 0.5) return routedByFrontier(route);
      const decidedBy = {
        kind: 'model' as const,
        model: 'tiny',
        version: '0.3.0',
        confidence: oneOf(0.7, usual, 0.99),
      };
      return routed({ ...route, decidedBy });
    }),
  );
  const words = Array.from({ length: n }, (_, i) => {
    const earlier = ['ana', 'ben'].filter(() => random() < 0.3);
    return [
      ...earlier.map((correctedBy) => ({ correctedBy, category: oneOf('PAY', 'ACCESS', 'TERMINAL', null) })),
      { correctedBy: 'kim', category: truth },
    ].map((word, at) => correction({ ticketId: `T-${i}`, ...word, correctedAt: day(3 + at).toISOString() }));
  });
  await recordCorrections(db, words.flat());
}

const inOneSnapshot = <T>(db: Database, read: (trx: Parameters<typeof pickDisagreements>[0]) => Promise<T>) =>
  db.transaction().execute(read);

describeOnBothStores('the tickets of a confused pair', (db) => {
  test.each(['ACCESS', null])('that belong to %s are told apart in the store as they are one by one', async (truth) => {
    const seen = new Set<string>();
    for (const seed of [1, 2, 3, 4]) {
      for (const table of ['decisions', 'decision_events', 'corrections'] as const)
        await db().deleteFrom(table).execute();
      await recordDisagreements(db(), { n: 50, truth, seed });
      const pair: PairRequest = { period, modelVersion: null, pair: { predicted: 'PAY', truth } };
      const [all, groups] = await inOneSnapshot(db(), async (trx) => [
        await pickDisagreements(trx, pair),
        await groupDisagreements(trx, { ...pair, usual }),
      ]);
      expect(all).toHaveLength(50);
      const kindOf = (ticket: DisagreementFact) => judgeDisagreement(ticket, new Map([['PAY', usual]])).kind;
      const oneByOne = disagreementKinds.map((kind) => all.filter((ticket) => kindOf(ticket) === kind).length);
      const inGroups = disagreementKinds.map((kind) =>
        groups.filter(({ example }) => kindOf(example) === kind).reduce((sum, { n }) => sum + n, 0),
      );
      expect(inGroups).toEqual(oneByOne);
      for (const ticket of all) seen.add(kindOf(ticket));
    }
    expect([...seen].sort()).toEqual([...disagreementKinds].sort());
  });

  test('when they were held as out of taxonomy, then they are told apart in the store as they are one by one, and no other ticket is theirs', async () => {
    const answer = (votes: number) => ({
      opinion: {
        category: null,
        model: 'large-1',
        promptVersion: '4',
        rationale: 'So it seems.',
        votes: { for: votes, of: 3 },
      },
    });
    const held = [{}, answer(3), answer(2), {}].map((opinion, offset) => ({ ...reviewed({ offset }), ...opinion }));
    await recordDecisions(db(), [
      ...(held as ReturnType<typeof reviewed>[]),
      reviewed({ offset: 8, reason: 'no_text', candidates: [] }),
      reviewed({ offset: 9, reason: 'low_confidence' }),
    ]);
    await recordCorrections(db(), [
      ...[0, 1, 2, 3, 8, 9].map((n) => correction({ ticketId: `T-${n}`, category: 'PAY' })),
      correction({ ticketId: 'T-3', category: null, correctedBy: 'ben', correctedAt: day(1).toISOString() }),
    ]);
    const pair: PairRequest = { period, modelVersion: null, pair: { predicted: null, truth: 'PAY' } };
    const [all, groups] = await inOneSnapshot(db(), async (trx) => [
      await pickDisagreements(trx, pair),
      await groupDisagreements(trx, { ...pair, usual: null }),
    ]);
    const kindOf = (ticket: DisagreementFact) => judgeDisagreement(ticket, new Map()).kind;
    const kinds = Object.fromEntries(all.map((ticket) => [ticket.ticketId, kindOf(ticket)]));
    expect(kinds).toEqual({
      ...{ 'T-0': 'model_error', 'T-1': 'model_error' },
      ...{ 'T-2': 'overlapping_definitions', 'T-3': 'overlapping_definitions' },
    });
    expect(groups.flatMap(({ example, n }) => Array.from({ length: n }, () => kindOf(example))).sort()).toEqual(
      Object.values(kinds).sort(),
    );
  });

  test('are all counted where only the latest are listed', async () => {
    await recordDisagreements(db(), { n: 70, truth: 'ACCESS' });
    const { pairs } = await loadReport(db(), request);
    expect(pairs.map(({ observed, tickets }) => [observed, tickets.length])).toEqual([[70, 50]]);
    expect(Object.values(pairs[0]?.split ?? {}).reduce((sum, n) => sum + n, 0)).toBe(70);
    expect(pairs[0]?.tickets.at(0)?.ticketId).toBe('T-69');
  });

  test('of another period, model version or decided again count for nothing', async () => {
    const wrong = { category: 'PAY', ticketId: 'T-1' };
    await recordDecisions(db(), [
      routed({ offset: 1, ...wrong, decidedAt: day(2).toISOString() }),
      routed({ offset: 2, ...wrong, decidedAt: day(3).toISOString() }),
      routed({ offset: 3, category: 'PAY', decidedAt: day(9).toISOString() }),
      routed({ offset: 4, category: 'PAY', modelVersion: '0.4.0' }),
    ]);
    await recordCorrections(
      db(),
      ['T-1', 'T-3', 'T-4'].map((ticketId) => correction({ ticketId, category: 'ACCESS' })),
    );
    const pair = { period, modelVersion: '0.3.0', pair: { predicted: 'PAY', truth: 'ACCESS' } };
    const groups = await inOneSnapshot(db(), (trx) => groupDisagreements(trx, { ...pair, usual: null }));
    expect(groups.map(({ n, example }) => [n, example.eventId])).toEqual([[1, 'tickets.inbound-0-2']]);
  });
});

describeOnBothStores('all tickets of a pair and all that belong nowhere', (db) => {
  test('are found by an index of them', async () => {
    const plans: string[] = [];
    await inOneSnapshot(db(), async (trx) => {
      await sql`set local enable_seqscan = off`.execute(trx);
      const explained = trx.withPlugin(explaining(plans));
      const pair = { predicted: 'PAY', truth: 'ACCESS' };
      await groupDisagreements(explained, { period, modelVersion: null, pair, usual });
      await countUnplaced(explained, period, null);
      const ofNone = { predicted: null, truth: 'ACCESS' };
      await groupDisagreements(explained, { period, modelVersion: null, pair: ofNone, usual: null });
    });
    const [groups, , unplaced, groupsOfNone] = plans;
    expect(groups).toMatch(/Index Scan using decisions_(by_pair|labelled)/);
    expect(groupsOfNone).toMatch(/Index Scan using decisions_(by_pair|labelled)/);
    expect(groups).toMatch(/corrections_of_ticket/);
    expect(unplaced).toMatch(/decisions_by_(reason|truth|pair)|decisions_labelled/);
    for (const plan of plans) expect(plan).not.toMatch(/Seq Scan/);
  });
});

describeOnBothStores('tickets that belong nowhere', (db) => {
  test('are all counted, those whose text is gone included; groups are made of the latest', async () => {
    const tickets = Array.from({ length: 420 }, (_, i) => reviewed({ offset: i, decidedAt: day(2).toISOString() }));
    await recordDecisions(db(), [...tickets, reviewed({ offset: 900 }), routed({ offset: 901 })]);
    await recordTickets(
      db(),
      tickets.map((_, i) => received(i)),
    );
    await recordCorrections(db(), [
      correction({ ticketId: 'T-901', category: null }),
      correction({ ticketId: 'T-0', category: 'PAY' }),
    ]);
    const { outOfTaxonomy } = await loadReport(db(), request);
    expect(outOfTaxonomy).toMatchObject({ tickets: 421, grouped: 400 });
  });
});
