import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeMetrics, type EvaluatedTicket } from '../../service/evaluate/metrics.ts';

const codes = ['A', 'B', 'C'];

function ticket(
  label: string | null,
  probabilities: number[],
  { isAuto = false, outOfTaxonomy = null as number | null } = {},
): EvaluatedTicket {
  const predicted = codes[probabilities.indexOf(Math.max(...probabilities))] ?? null;
  return { label, predicted, probabilities, outOfTaxonomy, isAuto };
}

describe('four labelled tickets and two of no category, computed by hand', () => {
  const metrics = computeMetrics(
    [
      ticket('A', [0.8, 0.1, 0.1], { isAuto: true, outOfTaxonomy: 0.1 }),
      ticket('A', [0.4, 0.6, 0], { outOfTaxonomy: 0.2 }),
      ticket('B', [0.1, 0.9, 0], { isAuto: true, outOfTaxonomy: 0.3 }),
      ticket('B', [0.7, 0.2, 0.1], { isAuto: true, outOfTaxonomy: 0.6 }),
      ticket(null, [0.5, 0.3, 0.2], { outOfTaxonomy: 0.9 }),
      ticket(null, [0.95, 0.05, 0], { isAuto: true, outOfTaxonomy: 0.5 }),
    ],
    codes,
  );

  test('accuracy counts labelled tickets by top choice', () => {
    expect(metrics).toMatchObject({ n: 4, accuracy: 0.5 });
  });

  test('each category has support, precision, recall and F1; macro-F1 is over those that occur', () => {
    const half = { support: 2, precision: 0.5, recall: 0.5, f1: 0.5 };
    expect(metrics.perCategory).toEqual({ A: half, B: half, C: { support: 0, precision: 0, recall: 0, f1: 0 } });
    expect(metrics.macroF1).toBe(0.5);
    expect(metrics.confusion).toEqual({ A: { A: 1, B: 1 }, B: { A: 1, B: 1 } });
  });

  test('calibration error, log loss and Brier score', () => {
    // Fewer tickets than bins: each is a bin of its own.
    expect(metrics.ece).toBeCloseTo((0.2 + 0.6 + 0.1 + 0.7) / 4, 12);
    expect(metrics.nll).toBeCloseTo(-(Math.log(0.8) + Math.log(0.4) + Math.log(0.9) + Math.log(0.2)) / 4, 12);
    expect(metrics.brier).toBeCloseTo((0.06 + 0.72 + 0.02 + 1.14) / 4, 12);
  });

  test('what is routed alone is a share of the labelled tickets, with a bound on its errors', () => {
    expect(metrics.auto).toMatchObject({ n: 3, coverage: 0.75 });
    expect(metrics.auto.accuracy).toBeCloseTo(2 / 3, 12);
    expect(metrics.auto.errorUpperBound95).toBeCloseTo(0.86465, 5);
  });

  test('of all that is routed alone, tickets of no category are errors, in number and bound', () => {
    expect(metrics.auto.all).toMatchObject({ n: 4, errors: 2 });
    // P(X ≤ 2 of 4) = 1 - p⁴ - 4p³(1-p) is 5 % at this rate.
    expect(metrics.auto.all.errorUpperBound95).toBeCloseTo(0.90239, 5);
  });

  test('tickets of no category count apart: how well they are told from the others, and how many a person sees', () => {
    expect(metrics.outOfTaxonomy).toMatchObject({ n: 2, reviewed: 0.5 });
    expect(metrics.outOfTaxonomy.auroc).toBeCloseTo(7 / 8, 12);
    expect(metrics.outOfTaxonomy.auprc).toBeCloseTo((1 + 2 / 3) / 2, 12);
  });
});

describe('calibration error in 15 bins of equal mass', () => {
  const sureBy = (confidence: number, isRight: boolean) => ticket(isRight ? 'A' : 'B', [confidence, 1 - confidence, 0]);

  test('when confidence is as often right as it says, then it is 0', () => {
    // 15 bins of 5 tickets, 4 of them right, each bin surer of itself by too little to matter.
    const tickets = Array.from({ length: 75 }, (_, i) => sureBy(0.8 + Math.floor(i / 5) * 1e-9, i % 5 !== 0));
    expect(computeMetrics(tickets, codes).ece).toBeCloseTo(0, 6);
  });

  test('when confidence is always 0.9 and every other ticket is right, then it is 0.4, whatever their order', () => {
    const tickets = Array.from({ length: 300 }, (_, i) => sureBy(0.9, i % 2 === 0));
    const sorted = [...tickets].sort((a, b) => (a.label ?? '').localeCompare(b.label ?? ''));
    expect(computeMetrics(tickets, codes).ece).toBeCloseTo(0.4, 6);
    expect(computeMetrics(sorted, codes).ece).toBeCloseTo(0.4, 6);
  });

  test('it is that of the fine-tuning pipeline', () => {
    // The same tickets stand in its tests/test_evaluate.py: 47 do not divide into 15 bins, and pairs are tied.
    const tickets = Array.from({ length: 47 }, (_, i) => sureBy(0.5 + Math.floor(i / 2) * 0.02, i % 3 !== 0));
    expect(computeMetrics(tickets, codes).ece).toBeCloseTo(0.168510638297872, 12);
  });
});

test('when no ticket has a label, then only what is out of taxonomy is measured', () => {
  const { perCategory, ...metrics } = computeMetrics(
    [ticket(null, [1, 0, 0], { outOfTaxonomy: 0.9 }), ticket(null, [0.5, 0.5, 0], { isAuto: true, outOfTaxonomy: 0 })],
    codes,
  );
  expect(metrics).toMatchObject({
    n: 0,
    auto: { n: 0, coverage: 0, accuracy: null, errorUpperBound95: 1, all: { n: 1, errors: 1, errorUpperBound95: 1 } },
    outOfTaxonomy: { n: 2, auroc: null, auprc: null, reviewed: 0.5 },
    confusion: {},
  });
  expect(Object.values(perCategory).every(({ support }) => support === 0)).toBe(true);
  expect(JSON.stringify(metrics)).not.toContain('NaN');
});

test('when every ticket has a label, then nothing is said of those out of taxonomy', () => {
  const { outOfTaxonomy } = computeMetrics([ticket('A', [1, 0, 0], { outOfTaxonomy: 0.1 })], codes);
  expect(outOfTaxonomy).toEqual({ n: 0, auroc: null, auprc: null, reviewed: null });
});

test('when the engine sees no out-of-taxonomy score, then there is no ranking, but still a share that is reviewed', () => {
  const { outOfTaxonomy } = computeMetrics([ticket('A', [1, 0, 0]), ticket(null, [1, 0, 0])], codes);
  expect(outOfTaxonomy).toEqual({ n: 1, auroc: null, auprc: null, reviewed: 1 });
});

test('when a ticket had no text, then it counts as wrong', () => {
  const blank = { ...ticket('A', [1 / 3, 1 / 3, 1 / 3]), predicted: null };
  const metrics = computeMetrics([blank, ticket('A', [1, 0, 0])], codes);
  expect(metrics).toMatchObject({ n: 2, accuracy: 0.5, perCategory: { A: { support: 2, precision: 1, recall: 0.5 } } });
  expect(metrics.confusion).toEqual({ A: { A: 1, '': 1 } });
  expect(metrics.macroF1).toBeCloseTo(2 / 3, 12);
});

test('when the model was certain and wrong, then the log loss stays finite', () => {
  expect(computeMetrics([ticket('B', [1, 0, 0])], codes).nll).toBeCloseTo(-Math.log(1e-12), 6);
});

test('every measure is within its range', () => {
  const any = fc.record({
    label: fc.constantFrom('A', 'B', 'C', null),
    weights: fc.tuple(fc.nat(5), fc.nat(5), fc.integer({ min: 1, max: 5 })),
    isAuto: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 40 }), (list) => {
      const tickets = list.map(({ label, weights, isAuto }) => {
        const sum = weights.reduce((a, b) => a + b, 0);
        return ticket(
          label,
          weights.map((w) => w / sum),
          { isAuto },
        );
      });
      const { accuracy, macroF1, ece, brier, auto, n } = computeMetrics(tickets, codes);
      for (const share of [
        accuracy,
        macroF1,
        ece,
        brier / 2,
        auto.coverage,
        auto.errorUpperBound95,
        auto.all.errorUpperBound95,
      ]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
      expect(auto.all.n).toBe(list.filter(({ isAuto }) => isAuto).length);
      expect(auto.all.errors - Math.round(auto.n * (1 - (auto.accuracy ?? 1)))).toBe(auto.all.n - auto.n);
      expect(n).toBe(list.filter(({ label }) => label !== null).length);
    }),
  );
});
