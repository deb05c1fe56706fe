import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areaUnderRoc, averagePrecision, type Ranked } from '../../service/evaluate/ranking.ts';

const ranked = (pairs: [number, 0 | 1][]): Ranked[] =>
  pairs.map(([score, positive]) => ({ score, positive: positive === 1 }));

// Values of sklearn.metrics.roc_auc_score and average_precision_score.
test.each<[string, [number, 0 | 1][], number, number]>([
  [
    'positives above negatives',
    [
      [0.9, 1],
      [0.8, 1],
      [0.2, 0],
    ],
    1,
    1,
  ],
  [
    'positives below negatives',
    [
      [0.9, 0],
      [0.2, 1],
    ],
    0,
    0.5,
  ],
  [
    'one pair out of order',
    [
      [0.1, 0],
      [0.4, 0],
      [0.35, 1],
      [0.8, 1],
    ],
    3 / 4,
    5 / 6,
  ],
  [
    'a tie of both kinds',
    [
      [0.9, 1],
      [0.8, 0],
      [0.8, 1],
      [0.3, 0],
      [0.1, 0],
    ],
    11 / 12,
    5 / 6,
  ],
  [
    'nothing but a tie',
    [
      [0.5, 0],
      [0.5, 1],
      [0.5, 1],
      [0.5, 0],
    ],
    1 / 2,
    1 / 2,
  ],
])('%s', (_what, pairs, auroc, ap) => {
  expect(areaUnderRoc(ranked(pairs))).toBeCloseTo(auroc, 12);
  expect(averagePrecision(ranked(pairs))).toBeCloseTo(ap, 12);
});

test.each<[string, [number, 0 | 1][]]>([
  ['nothing', []],
  [
    'positives only',
    [
      [0.9, 1],
      [0.1, 1],
    ],
  ],
  ['negatives only', [[0.9, 0]]],
])('when there is %s, then there is no ranking to measure', (_what, pairs) => {
  expect(areaUnderRoc(ranked(pairs))).toBeNull();
  expect(averagePrecision(ranked(pairs))).toBeNull();
});

describe('whatever the scores', () => {
  const items = fc
    .array(fc.record({ score: fc.integer({ min: 0, max: 5 }), positive: fc.boolean() }), {
      minLength: 2,
      maxLength: 30,
    })
    .filter((list) => new Set(list.map(({ positive }) => positive)).size === 2);

  test('the area is the share of pairs in order, ties counting half', () => {
    fc.assert(
      fc.property(items, (list) => {
        const pairs = list.flatMap((p) => list.flatMap((n) => (p.positive && !n.positive ? [p.score - n.score] : [])));
        const inOrder = pairs.reduce((sum, gap) => sum + (gap > 0 ? 1 : gap === 0 ? 0.5 : 0), 0);
        expect(areaUnderRoc(list)).toBeCloseTo(inOrder / pairs.length, 12);
      }),
    );
  });

  test('neither measure depends on the order of the tickets', () => {
    fc.assert(
      fc.property(items, (list) => {
        const reversed = [...list].reverse();
        expect(areaUnderRoc(reversed)).toBeCloseTo(areaUnderRoc(list) ?? Number.NaN, 12);
        expect(averagePrecision(reversed)).toBeCloseTo(averagePrecision(list) ?? Number.NaN, 12);
      }),
    );
  });
});
