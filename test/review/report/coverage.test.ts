import { describe, expect, test } from 'vitest';
import type { Estimate } from '../../../service/contracts/misclassification-report.ts';
import { categoryReports, routedAccuracy } from '../../../service/review/report/categories.ts';
import { label, population } from '../support/facts.ts';
import {
  factsOf,
  type KnownTicket,
  knownWorld,
  trueAccuracy,
  truePrecision,
  trueRecall,
  worldCodes,
} from '../support/known-world.ts';

const runs = 200;
const least = 0.93;
const naive = 'accuracy if nobody complained';
const names = new Map(worldCodes.map((code) => [code, code]));

describe.each([
  ['nobody corrects unasked', { auditRate: 0.02, unasked: 0, auditComesFirst: false, pending: 0 }],
  [
    'half of the mistakes are corrected unasked unless an audit was there first, and a fifth waits',
    { auditRate: 0.02, unasked: 0.5, auditComesFirst: true, pending: 0.2 },
  ],
  [
    'many are audited, mistakes are corrected unasked beside the audit',
    { auditRate: 0.1, unasked: 0.4, auditComesFirst: false, pending: 0.1 },
  ],
])('when %s', (_, options) => {
  const covered = new Map<string, { n: number; covered: number }>();
  const see = (name: string, truth: number | null, { low, high }: Pick<Estimate, 'low' | 'high'>) => {
    if (truth === null) return;
    const sum = covered.get(name) ?? { n: 0, covered: 0 };
    const isInside = (value: number) => low - 1e-9 <= value && value <= high + 1e-9;
    sum.n += 1;
    sum.covered += isInside(truth) ? 1 : 0;
    covered.set(name, sum);
  };
  for (let seed = 1; seed <= runs; seed++) {
    const tickets = knownWorld({ seed, tickets: 4_000, ...options });
    const facts = factsOf(tickets);
    for (const { code, precision, recall, endToEndRecall } of categoryReports(facts, names)) {
      see(`precision of ${code}`, truePrecision(tickets, code), precision);
      see(`recall of ${code}`, trueRecall(tickets, code, { endToEnd: false }), recall);
      see(`end-to-end recall of ${code}`, trueRecall(tickets, code, { endToEnd: true }), endToEndRecall);
    }
    see('accuracy of what is routed', trueAccuracy(tickets), routedAccuracy(facts));
    see(naive, trueAccuracy(tickets), nobodyComplained(tickets));
  }

  test.each([...covered.keys()].filter((name) => name !== naive))(
    `the 95 % intervals cover the true %s in at least 93 % of ${runs} runs`,
    (name) => {
      const { n, covered: times } = covered.get(name) as { n: number; covered: number };
      expect(n).toBe(runs);
      expect(times / n).toBeGreaterThanOrEqual(least);
    },
  );

  test('the interval of "nobody complained" covers the true accuracy in hardly any of them', () => {
    const { n, covered: times } = covered.get(naive) as { n: number; covered: number };
    expect(times / n).toBeLessThan(0.1);
  });
});

/** Takes every route for right that nobody has corrected, with the interval of so many tickets. */
function nobodyComplained(tickets: readonly KnownTicket[]): { low: number; high: number } {
  const routed = tickets.filter(({ outcome }) => outcome !== 'review');
  const corrected = routed.filter(({ basis, choice, truth }) => basis !== null && choice !== truth).length;
  const share = 1 - corrected / routed.length;
  const reach = 1.96 * Math.sqrt((share * (1 - share)) / routed.length);
  return { low: share - reach, high: share + reach };
}

test('the intervals are no wider than needed: with 1,000 verdicts the accuracy is known to two points', () => {
  const facts = factsOf(
    knownWorld({ seed: 7, tickets: 6_000, auditRate: 0.2, unasked: 0, auditComesFirst: false, pending: 0 }),
  );
  const { low, high } = routedAccuracy(facts);
  expect(high - low).toBeLessThan(0.04);
});

test('thirty verdicts spread over twenty categories, some of them unread, say as much as thirty of one', () => {
  const codes = Array.from({ length: 20 }, (_, i) => `C-${i}`);
  const spread = {
    population: codes.map((choice) => population({ choice, n: 70 })),
    labels: codes.slice(0, 15).map((choice) => label({ choice, truth: choice, n: 2 })),
  };
  const one = { population: [population({ n: 1400 })], labels: [label({ n: 30 })] };
  expect(routedAccuracy(spread)).toEqual(routedAccuracy(one));
  expect(routedAccuracy(one).low).toBeGreaterThan(0.85);
});
