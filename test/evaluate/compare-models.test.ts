import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastLosses } from '../../service/evaluate/compare-categories.ts';
import { compareModels } from '../../service/evaluate/compare-models.ts';
import { macroF1Difference } from '../../service/evaluate/macro-f1-difference.ts';
import type { EvaluatedTicket } from '../../service/evaluate/metrics.ts';

const codes = ['A', 'B', 'C'];

/** A ticket as both models see it. */
type Pair = [
  label: string | null,
  before: string | null,
  after: string | null,
  isAuto?: [boolean, boolean] | undefined,
];

function seen(label: string | null, predicted: string | null, isAuto = false): EvaluatedTicket {
  const probabilities = codes.map((code) => (code === predicted ? 0.8 : 0.1));
  return { label, predicted, probabilities, outOfTaxonomy: label === null ? 0.9 : 0.1, isAuto };
}

const runs = (pairs: readonly Pair[]) => ({
  current: pairs.map(([label, before, , isAuto]) => seen(label, before, isAuto?.[0])),
  candidate: pairs.map(([label, , after, isAuto]) => seen(label, after, isAuto?.[1])),
});

const compared = (pairs: readonly Pair[], { margin = 0.01, target = null as number | null } = {}) =>
  compareModels({ ...runs(pairs), codes, margin, target });

const times = (n: number, pair: Pair): Pair[] => Array.from({ length: n }, () => pair);
const same: Pair = ['A', 'A', 'A'];
const gain: Pair = ['A', 'B', 'A'];
const loss: Pair = ['A', 'A', 'B'];

describe('five labelled tickets and two of no category, by hand', () => {
  const comparison = compared([
    ['A', 'A', 'A'],
    ['A', 'B', 'A'],
    ['A', 'A', 'B'],
    ['B', 'B', 'C', [true, false]],
    ['B', 'C', 'A'],
    [null, 'A', 'B'],
    [null, 'C', 'C', [false, true]],
  ]);

  test('accuracy is that of the labelled ones, and each that changes sides is counted', () => {
    expect(comparison).toMatchObject({
      n: 5,
      outOfTaxonomy: 2,
      current: { accuracy: 0.6 },
      candidate: { accuracy: 0.4 },
    });
    expect(comparison.accuracy).toMatchObject({ estimate: expect.closeTo(-0.2), fixed: 1, broke: 2, mcNemarP: 1 });
  });

  test('a category counts its own tickets, and those of others that are taken for it', () => {
    const { A, B, C } = comparison.perCategory;
    expect(A).toMatchObject({ support: 3, fixed: 1, broke: 1, newlyTaken: 1, noLongerTaken: 0, p: 0.5 });
    expect(B).toMatchObject({ support: 2, fixed: 0, broke: 1, newlyTaken: 1, noLongerTaken: 1, p: 0.5 });
    expect(C).toMatchObject({ support: 0, fixed: 0, broke: 0, newlyTaken: 1, noLongerTaken: 1, p: 0.75 });
    expect(A?.current.recall).toBeCloseTo(2 / 3);
    expect(A?.candidate).toEqual({ recall: expect.closeTo(2 / 3), f1: expect.closeTo(2 / 3) });
  });

  test('what lost more than it won is watched, and so few tickets make nothing worse', () => {
    expect(comparison.watchedCategories).toEqual(['A', 'B']);
    expect(comparison.worseCategories).toEqual([]);
    expect(codes.map((code) => comparison.perCategory[code]?.adjustedP)).toEqual([1, 1, 1]);
  });

  test('an auto-routed ticket out of taxonomy is an error, and at least 5 % of one wrong of one is', () => {
    expect(comparison.auto.current).toMatchObject({ n: 1, errors: 0, errorLowerBound95: expect.closeTo(0) });
    expect(comparison.auto.candidate).toMatchObject({ n: 1, errors: 1, errorLowerBound95: expect.closeTo(0.05) });
    expect(comparison.coverage.estimate).toBeCloseTo(-0.2);
  });
});

describe('the verdict', () => {
  test.each<[string, Pair[], number, string]>([
    ['ten gained of a hundred', [...times(90, same), ...times(10, gain)], 0.01, 'better'],
    ['nothing differs among as many as it takes', times(463, same), 0.01, 'no worse'],
    ['nothing differs among too few', times(100, same), 0.01, 'not shown'],
    ['ten lost of a hundred', [...times(90, same), ...times(10, loss)], 0.01, 'worse'],
    ['ten lost of a hundred, where a fifth may be', [...times(90, same), ...times(10, loss)], 0.2, 'no worse'],
    ['four lost, which the exact test takes for chance', [...times(131, same), ...times(4, loss)], 0.01, 'not shown'],
  ])('%s', (_what, pairs, margin, verdict) => {
    expect(compared(pairs, { margin }).verdict).toBe(verdict);
  });

  test('says how many tickets it takes: (1.96 + 0.84)² · share of differing ones / margin²', () => {
    expect(compared(times(100, same)).ticketsNeeded).toBe(Math.ceil((((1.96 + 0.8416) ** 2 / 102) * 1) / 0.01 ** 2));
    expect(compared(times(463, same)).ticketsNeeded).toBeNull();
    expect(compared(times(100, same), { margin: 0 }).ticketsNeeded).toBeNull();
  });

  test('so many tickets are enough indeed, where nothing differs', () => {
    const { ticketsNeeded } = compared(times(20, same), { margin: 0.05 });
    expect(compared(times(ticketsNeeded ?? 0, same), { margin: 0.05 }).verdict).toBe('no worse');
  });
});

describe('a category', () => {
  test('is worse when what it lost is beyond chance, Holm corrected over those that changed', () => {
    const { perCategory, worseCategories } = compared([...times(12, loss), ...times(9, ['C', 'C', 'C'])]);
    // A lost its tickets and B took them wrongly: 2^-12 each, twice that after the correction.
    expect(perCategory.A).toMatchObject({ p: expect.closeTo(2 ** -12), adjustedP: expect.closeTo(2 ** -11) });
    expect(worseCategories).toEqual(['A', 'B']);
    expect(perCategory.C).toMatchObject({ p: 1, adjustedP: 1, state: 'fine' });
  });

  test.each([5, 6])(
    'is worse from as many lost tickets on as is said, and not before: %d of two categories',
    (lost) => {
      expect(leastLosses(2)).toBe(6);
      expect(compared([...times(50, same), ...times(lost, loss)]).worseCategories).toEqual(lost < 6 ? [] : ['A', 'B']);
    },
  );
});

describe('a category that loses half of what was right is told of, though it may be chance', () => {
  // Both lose, so that five lost tickets of three changed categories are not beyond chance.
  const others: Pair[] = [
    ['C', 'B', 'C'],
    ['B', 'B', 'C'],
  ];
  test.each<[string, Pair[], string]>([
    ['five of ten', [...times(5, same), ...times(5, loss)], 'halved'],
    ['five of eleven', [...times(6, same), ...times(5, loss)], 'watch'],
    ['four of four', times(4, loss), 'watch'],
    ['six of ten, and one won', [...times(4, same), ...times(6, loss), gain], 'halved'],
    ['five of nine, and one won', [...times(4, same), ...times(5, loss), gain], 'watch'],
  ])('%s', (_what, pairs, state) => {
    const { perCategory, halvedCategories } = compared([...pairs, ...others]);
    expect(perCategory.A).toMatchObject({ state, formerlyRight: pairs.filter(([, before]) => before === 'A').length });
    expect(halvedCategories).toEqual(state === 'halved' ? ['A'] : []);
  });

  test('beyond chance it is worse, and told of once', () => {
    const { worseCategories, halvedCategories } = compared(times(12, loss));
    expect([worseCategories, halvedCategories]).toEqual([['A', 'B'], []]);
  });
});

describe('what is routed without asking and wrong', () => {
  test('is compared over all tickets, those out of taxonomy included', () => {
    const { auto } = compared([
      ...times(90, same),
      ...times(8, ['A', 'B', 'B', [false, true]]),
      ...times(1, ['A', 'B', 'B', [true, false]]),
      ...times(1, [null, 'A', 'A', [false, true]]),
    ]);
    expect(auto.wrong).toMatchObject({ gained: 9, lost: 1, estimate: expect.closeTo(0.08) });
    expect(auto.wrong.low).toBeGreaterThan(0);
  });

  test('is no more where the right ones alone are more', () => {
    expect(compared(times(50, ['A', 'A', 'A', [false, true]])).auto.wrong).toMatchObject({ estimate: 0, gained: 0 });
  });
});

describe('tickets out of taxonomy that are held', () => {
  test('are counted for both, and a fall beyond chance is one', () => {
    const held = compared([same, ...times(30, [null, 'A', 'A', [false, true]]), [null, 'A', 'A', [true, true]]]);
    expect(held.outOfTaxonomyHeld).toMatchObject({ current: 30, candidate: 0, estimate: expect.closeTo(-30 / 31) });
    expect(held.outOfTaxonomyHeld?.high).toBeLessThan(0);
  });

  test('are none where there are no such tickets', () => {
    expect(compared([same]).outOfTaxonomyHeld).toBeNull();
  });
});

test('the error among auto-routed tickets contradicts a target that lies below its lower limit', () => {
  const wrong: Pair[] = [['A', 'A', 'B', [false, true]]];
  expect(compared(wrong, { target: 0.04 }).auto.contradictsTarget).toBe(true);
  expect(compared(wrong, { target: 0.06 }).auto.contradictsTarget).toBe(false);
  expect(compared(wrong).auto.contradictsTarget).toBe(false);
  expect(compared(times(3, same), { target: 0 }).auto.contradictsTarget).toBe(false);
});

describe('the interval of macro-F1', () => {
  test('has no width where every resample says the same', () => {
    const { current, candidate } = runs(times(5, gain));
    expect(macroF1Difference(current, candidate, codes)).toEqual({ estimate: 1, low: 1, high: 1 });
  });

  test('is that of the binomial distribution where only one category exists', () => {
    // 80 of 100 found, nothing else taken for it: F1 is 2h / (100 + h), and 95 % of Binomial(100, 0.8) lies from 72 to 87.
    const { current, candidate } = runs([...times(80, same), ...times(20, ['A', 'A', null])]);
    const { estimate, low, high } = macroF1Difference(current, candidate, ['A']);
    const with95 = (hits: number) => (2 * hits) / (100 + hits) - 1;
    expect(estimate).toBeCloseTo(with95(80));
    expect(low).toBeGreaterThanOrEqual(with95(71));
    expect(low).toBeLessThanOrEqual(with95(73));
    expect(high).toBeGreaterThanOrEqual(with95(86));
    expect(high).toBeLessThanOrEqual(with95(88));
  });
});

const code = fc.constantFrom('A', 'B', 'C');
const pairs = fc
  .array(fc.tuple(fc.option(code), fc.option(code), code, fc.tuple(fc.boolean(), fc.boolean())), { maxLength: 40 })
  .map((some): Pair[] => [...some, same]);

test('two models that choose alike differ by nothing, and neither is worse, whatever the tickets', () => {
  fc.assert(
    fc.property(pairs, (some) => {
      const comparison = compared(
        some.map(([label, before, , [isAuto] = [false]]): Pair => [label, before, before, [isAuto, isAuto]]),
      );
      expect([comparison.accuracy.estimate, comparison.coverage.estimate, comparison.ece]).toEqual([0, 0, 0]);
      expect(comparison.macroF1).toMatchObject({ estimate: 0, low: 0, high: 0 });
      expect(['no worse', 'not shown']).toContain(comparison.verdict);
      expect([comparison.worseCategories, comparison.watchedCategories]).toEqual([[], []]);
    }),
  );
});

test('swapped models mirror each other', () => {
  fc.assert(
    fc.property(pairs, (some) => {
      const one = compared(some);
      const other = compared(
        some.map(([label, before, after, isAuto]) => [label, after, before, isAuto && [isAuto[1], isAuto[0]]]),
      );
      for (const what of ['accuracy', 'macroF1', 'coverage'] as const) {
        expect(other[what].estimate).toBeCloseTo(-one[what].estimate, 9);
        expect(other[what].low).toBeCloseTo(-one[what].high, 9);
      }
      expect([other.accuracy.fixed, other.accuracy.broke]).toEqual([one.accuracy.broke, one.accuracy.fixed]);
      expect(one.macroF1.estimate).toBeCloseTo(one.candidate.macroF1 - one.current.macroF1, 9);
      if (one.verdict === 'better') expect(other.accuracy.high).toBeLessThan(0);
      if (one.verdict === 'worse') expect(other.verdict).toBe('better');
      for (const [name, { fixed, broke, newlyTaken, noLongerTaken }] of Object.entries(one.perCategory))
        expect(other.perCategory[name]).toMatchObject({
          fixed: broke,
          broke: fixed,
          newlyTaken: noLongerTaken,
          noLongerTaken: newlyTaken,
        });
    }),
  );
});
