import { describe, expect, test } from 'vitest';
import { confusionOf } from '../../../service/review/report/confusion.ts';
import { costOf } from '../../../service/review/report/cost.ts';
import { fallbackOf } from '../../../service/review/report/fallback.ts';
import { funnelOf } from '../../../service/review/report/funnel.ts';
import { dayMs, facts, fallback, from, label, population } from '../support/facts.ts';

test('the funnel counts tickets and words of the period only', () => {
  const funnel = funnelOf(
    facts({
      population: [
        population({ n: 80, sampled: 9 }),
        population({ outcome: 'frontier', n: 5, sampled: 1 }),
        population({ outcome: 'review', reason: 'no_text', choice: null, n: 3 }),
        population({ outcome: 'review', reason: 'out_of_taxonomy', n: 12 }),
        population({ window: -1, n: 1_000, sampled: 20 }),
        population({ window: 1, n: 2 }),
      ],
      labels: [
        label({ n: 6 }),
        label({ truth: 'ACCESS', n: 2 }),
        label({ truth: null, basis: 'unasked', n: 4 }),
        label({ basis: 'unasked', n: 1 }),
        label({ outcome: 'review', n: 7 }),
        label({ window: -1, n: 50 }),
      ],
      windows: [from, new Date(from.getTime() + dayMs)],
      rejected: 2,
      escalatedPending: 4,
    }),
  );
  expect(funnel).toEqual({
    consumed: 106,
    rejected: 2,
    escalatedPending: 4,
    routedByModel: 82,
    routedByFrontier: 5,
    needsReview: 15,
    byReason: { no_text: 3, out_of_taxonomy: 12 },
    reviewed: 7,
    audit: { drawn: 10, done: 8 },
    corrected: { audit: 2, unasked: 4 },
    trend: [
      { start: '2026-01-01T00:00:00.000Z', routed: 85, needsReview: 15, withoutCategory: 3 },
      { start: '2026-01-02T00:00:00.000Z', routed: 2, needsReview: 0, withoutCategory: 0 },
    ],
  });
});

describe('the confusion matrix', () => {
  test('lets each audited ticket stand for ten, each reviewed one for itself, and counts the unasked as seen', () => {
    const cells = confusionOf({
      population: [population({ n: 200 }), population({ outcome: 'review', n: 5 })],
      labels: [
        label({ n: 18 }),
        label({ truth: 'ACCESS', n: 2 }),
        label({ truth: 'ACCESS', basis: 'unasked', n: 3 }),
        label({ outcome: 'review', truth: 'ACCESS', n: 5 }),
      ],
    });
    const cell = cells.find(({ truth }) => truth === 'ACCESS');
    expect(cell).toMatchObject({
      predicted: 'PAY',
      routed: { estimate: 20 },
      reviewed: { estimate: 5, low: 5, high: 5 },
      observed: 10,
    });
    expect(cells.find(({ truth }) => truth === 'PAY')).toMatchObject({ routed: { estimate: 180 }, observed: 18 });
  });

  test('has "no category" as a choice where a ticket was held as out of taxonomy, and not where it had no text', () => {
    const held = { outcome: 'review' as const, choice: null, reason: 'out_of_taxonomy' };
    const cells = confusionOf({
      population: [population({ ...held, n: 40 }), population({ ...held, reason: 'no_text', n: 60 })],
      labels: [
        label({ ...held, truth: null, n: 15 }),
        label({ ...held, truth: 'PAY', n: 5 }),
        label({ ...held, reason: 'no_text', truth: 'ACCESS', n: 30 }),
      ],
    });
    expect(
      cells.map(({ predicted, truth, reviewed, observed }) => [predicted, truth, reviewed.estimate, observed]),
    ).toEqual([
      [null, null, 30, 15],
      [null, 'PAY', 10, 5],
    ]);
  });

  test('where nobody was asked, it says what is known and how much it could be', () => {
    const [cell] = confusionOf({
      population: [population({ n: 200 })],
      labels: [label({ truth: null, basis: 'unasked', n: 3 })],
    });
    expect(cell?.routed).toEqual({ estimate: 3, low: 3, high: 200 });
  });
});

describe('the fallback', () => {
  const report = fallbackOf([
    fallback({ n: 4, usd: 0.4 }),
    fallback({ beforeRight: true, afterRight: false, n: 1, usd: 0.1 }),
    fallback({ beforeRight: false, afterRight: false, n: 5, usd: 0.5 }),
    fallback({ basis: null, beforeRight: null, afterRight: null, n: 90, usd: 9 }),
    fallback({ basis: 'unasked', beforeRight: true, afterRight: false, n: 0 }),
    fallback({
      outcome: 'review',
      auditRate: null,
      choice: 'TERMINAL',
      before: 'TERMINAL',
      basis: 'review',
      beforeRight: true,
      afterRight: true,
      n: 10,
      usd: 2,
    }),
  ]);

  test('is judged by what was read, each ticket for those that it stands for', () => {
    expect(report).toMatchObject({
      answered: 110,
      labelled: 20,
      fixed: { estimate: 40 },
      broke: { estimate: 10 },
      unchanged: { estimate: 60 },
    });
    expect(report.usd).toBeCloseTo(12, 9);
    expect(report.usdPerFixed).toBeCloseTo(0.3, 9);
  });

  test('is told apart by the first choice that it was asked about, and where it fixed nothing it has no price', () => {
    expect(report.categories.map(({ before, answered, usdPerFixed }) => [before, answered, usdPerFixed])).toEqual([
      ['ACCESS', 100, expect.closeTo(0.25, 9)],
      ['TERMINAL', 10, null],
    ]);
  });
});

test('cost is for each thousand tickets, over all and by who decided', () => {
  const cost = costOf({
    population: [
      population({ n: 900 }),
      population({ outcome: 'review', n: 100, usd: 0.5 }),
      population({ window: -3, usd: 7 }),
    ],
    supersededCost: [],
  });
  expect(cost).toEqual({
    usd: 0.5,
    usdPer1000: 0.5,
    byOutcome: [
      { outcome: 'model', tickets: 900, usd: 0, usdPer1000: 0 },
      { outcome: 'frontier', tickets: 0, usd: 0, usdPer1000: null },
      { outcome: 'review', tickets: 100, usd: 0.5, usdPer1000: 5 },
    ],
  });
});

test('a ticket that was decided again counts once, and what both decisions cost is counted', () => {
  const cost = costOf({
    population: [population({ outcome: 'frontier', n: 1, usd: 0.25 })],
    supersededCost: [{ outcome: 'review', usd: 0.5 }],
  });
  expect(cost).toMatchObject({
    usd: 0.75,
    usdPer1000: 750,
    byOutcome: [{ usd: 0 }, { tickets: 1, usd: 0.25 }, { tickets: 0, usd: 0.5, usdPer1000: null }],
  });
});
