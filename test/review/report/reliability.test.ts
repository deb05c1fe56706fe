import { describe, expect, test } from 'vitest';
import type { LabelledConfidenceFact } from '../../../service/review/report/facts.ts';
import { reliabilityOf, riskCoverageOf } from '../../../service/review/report/reliability.ts';
import { facts, label, population } from '../support/facts.ts';

/** Bins 21 and 11 begin at 0.9975 and 0.9. */
const judged = (given: Partial<LabelledConfidenceFact>): LabelledConfidenceFact => ({
  bin: 21,
  n: 1,
  confidenceSum: 0,
  outcome: 'model',
  choice: 'PAY',
  auditRate: 0.1,
  reason: null,
  basis: 'audit',
  right: true,
  ...given,
});

const given = facts({
  population: [population({ n: 400 }), population({ outcome: 'review', n: 100 })],
  labels: [label({ n: 40 }), label({ outcome: 'review', n: 100 }), label({ basis: 'unasked', truth: 'ACCESS', n: 7 })],
  confidence: [
    { bin: 21, n: 300, confidenceSum: 299.4 },
    { bin: 11, n: 200, confidenceSum: 182 },
  ],
  labelledConfidence: [
    judged({ n: 29 }),
    judged({ n: 1, right: false }),
    judged({ bin: 11, n: 9 }),
    judged({ bin: 11, n: 1, right: false }),
    judged({ bin: 11, outcome: 'review', basis: 'review', auditRate: null, n: 80 }),
    judged({ bin: 11, outcome: 'review', basis: 'review', auditRate: null, n: 20, right: false }),
    judged({ basis: 'unasked', n: 7, right: false }),
  ],
});

describe('the reliability diagram', () => {
  test('sets the mean confidence of all against the share of right ones among those that were asked about', () => {
    const { bins } = reliabilityOf(given);
    expect(bins.map(({ from, to, tickets }) => [from, to, tickets])).toEqual([
      [0.9, 0.925, 200],
      [0.9975, 0.999, 300],
    ]);
    // An audited ticket stands for ten, a reviewed one for itself: (9·10 + 80) of (10·10 + 100).
    expect(bins[0]).toMatchObject({
      meanConfidence: 0.91,
      accuracy: { estimate: expect.closeTo(0.85, 9), labelled: 110 },
    });
    expect(bins[1]?.accuracy.estimate).toBeCloseTo(29 / 30, 9);
  });

  test('its error is the gap of the bins, each by its tickets', () => {
    expect(reliabilityOf(given).ece).toBeCloseTo(0.4 * 0.06 + 0.6 * (0.998 - 29 / 30), 9);
  });

  test('without a verdict there are bins and no error', () => {
    const { bins, ece } = reliabilityOf({
      ...given,
      labels: [],
      labelledConfidence: [judged({ basis: 'unasked', right: false })],
    });
    expect(bins.every(({ accuracy }) => accuracy.estimate === null)).toBe(true);
    expect(ece).toBeNull();
  });
});

describe('risk and coverage', () => {
  test('from a threshold on: the share of tickets at or above it, and of them the wrong ones', () => {
    const points = riskCoverageOf(given);
    expect(points[0]).toMatchObject({
      threshold: 0,
      coverage: 1,
      risk: { estimate: expect.closeTo((10 + 10 + 20) / 500, 9) },
    });
    expect(points.find(({ threshold }) => threshold === 0.95)).toMatchObject({
      coverage: 0.6,
      risk: { estimate: expect.closeTo(1 / 30, 9) },
    });
    expect(points.at(-1)).toMatchObject({ threshold: 0.999, coverage: 0, risk: { estimate: null } });
  });

  test('without tickets there is no curve', () => {
    expect(riskCoverageOf(facts({}))).toEqual([]);
  });
});
