import { expect, test } from 'vitest';
import {
  misclassificationReportSchema,
  reportComparisonSchema,
} from '../../../service/contracts/misclassification-report.ts';
import { buildReport } from '../../../service/review/report/build-report.ts';
import { compareReports } from '../../../service/review/report/compare.ts';
import { wholePeriod } from '../../../service/review/report/facts.ts';
import { facts, label, population } from '../support/facts.ts';
import { factsOf, knownWorld, worldCodes } from '../support/known-world.ts';

const context = {
  names: new Map(worldCodes.map((code) => [code, `Category ${code}`])),
  generatedAt: new Date('2026-02-01T00:00:00Z'),
  examplesOf: () => [],
};
const world = (seed: number, auditRate = 0.3) =>
  factsOf(knownWorld({ seed, tickets: 3_000, auditRate, unasked: 0.2, auditComesFirst: false, pending: 0 }));
const report = (seed: number) => buildReport(facts(world(seed)), context);

test('a report keeps its contract, also of a period in which nothing happened', () => {
  for (const built of [report(1), buildReport(facts({}), context)]) {
    expect(misclassificationReportSchema.parse(JSON.parse(JSON.stringify(built)))).toEqual(built);
  }
});

test('where nothing has been read, every rate is unknown, whatever came unasked', () => {
  const unread = buildReport(
    facts({
      population: [population({ choice: 'C0' })],
      labels: [label({ choice: 'C0', truth: 'C1', basis: 'unasked' })],
    }),
    context,
  );
  expect(unread.routedAccuracy).toMatchObject({ estimate: null, low: 0, high: 1 });
  expect(unread.categories[0]).toMatchObject({
    code: 'C0',
    name: 'Category C0',
    routed: 100,
    precision: { estimate: null },
  });
});

test('a category that the taxonomy no longer has is reported as long as tickets have it', () => {
  const { categories } = buildReport(
    facts({ population: [population({ choice: 'OLD' })], labels: [label({ truth: 'GONE' })] }),
    context,
  );
  expect(categories.map(({ code }) => code)).toEqual([...worldCodes, 'OLD', 'GONE']);
});

test('a trend has each window with its own tickets', () => {
  const windows = [new Date('2026-01-01T00:00:00Z'), new Date('2026-01-02T00:00:00Z')];
  const { categories } = buildReport(
    facts({
      windows,
      population: [
        population({ choice: 'C0', n: 10 }),
        population({ choice: 'C0', window: 1, n: 30 }),
        population({ choice: 'C0', window: -1, n: 99 }),
      ],
      labels: [
        label({ choice: 'C0', truth: 'C0', window: 1, n: 3 }),
        label({ choice: 'C0', truth: 'C1', window: 1, n: 1 }),
      ],
    }),
    context,
  );
  expect(categories[0]?.trend.map(({ routed, precision }) => [routed, precision.estimate])).toEqual([
    [10, null],
    [30, 0.75],
  ]);
  expect(categories[0]?.routed).toBe(40);
});

test('when some reviews had no text, then nobody takes them for such as were held as out of taxonomy', () => {
  const held = { outcome: 'review' as const, choice: null };
  const outside = { ...held, reason: 'out_of_taxonomy' };
  const [category] = buildReport(
    facts({
      population: [
        population({ choice: 'C0', auditRate: 1, n: 40 }),
        population({ ...outside, n: 20 }),
        population({ ...held, reason: 'no_text', n: 1_000 }),
      ],
      labels: [
        label({ choice: 'C0', truth: 'C0', auditRate: 1, n: 40 }),
        label({ ...outside, truth: 'C0', n: 10 }),
        label({ ...outside, truth: null, n: 10 }),
        label({ ...held, reason: 'no_text', truth: null, n: 1_000 }),
      ],
    }),
    context,
  ).categories;
  // All is read, so it is a census: 40 were routed rightly and 10 were missed.
  expect(category).toMatchObject({ reviewed: 0, endToEndRecall: { estimate: 0.8, low: 0.8, high: 0.8 } });
});

test('facts of all windows add up to those of the period', () => {
  const many = {
    population: [population({}), population({ window: 1, usd: 2 }), population({ window: -1 })],
    labels: [label({}), label({ window: 1 })],
  };
  expect(wholePeriod(many)).toEqual({ population: [population({ n: 200, usd: 2 })], labels: [label({ n: 2 })] });
});

test('two reports side by side: a change is clear only when its interval leaves out 0', () => {
  const before = report(1);
  const worse = buildReport(
    facts({
      population: world(2).population,
      labels: world(2).labels.map((fact) => (fact.choice === 'C0' ? { ...fact, truth: 'C1' } : fact)),
    }),
    context,
  );
  const same = compareReports(before, report(2));
  expect(same.categories.every(({ precision }) => !precision.isClear)).toBe(true);
  const comparison = compareReports(before, worse);
  expect(reportComparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(comparison);
  expect(comparison.routedAccuracy).toMatchObject({ isClear: true });
  const newer = compareReports(before, { ...worse, modelVersions: ['0.3.0', '0.4.0'] });
  expect(newer.modelVersions).toEqual(['0.3.0', '0.4.0']);
  expect(comparison.categories[0]?.precision.difference?.high).toBeLessThan(-0.9);
  const empty = compareReports(before, buildReport(facts({}), context));
  expect(empty.routedAccuracy).toMatchObject({ difference: null, isClear: false });
});
