import { describe, expect, test } from 'vitest';
import { estimateShare, estimateTotal } from '../../../service/review/report/strata.ts';

describe('a total', () => {
  test('weighs each stratum by what its read tickets stand for', () => {
    const total = estimateTotal([
      { population: 1_000, labelled: 20, hits: 2 },
      { population: 300, labelled: 300, hits: 7 },
    ]);
    expect(total).toMatchObject({ estimate: 107, labelled: 320 });
    expect(total?.low).toBeGreaterThan(9);
    expect(total?.high).toBeGreaterThan(200);
  });

  test('of strata that were read whole is known', () => {
    expect(estimateTotal([{ population: 9, labelled: 9, hits: 4 }])).toEqual({
      estimate: 4,
      low: 4,
      high: 4,
      labelled: 9,
    });
  });

  test('is unknown where nothing was read, and 0 where there is nothing', () => {
    expect(estimateTotal([{ population: 9, labelled: 0, hits: 0 }])).toBeNull();
    expect(estimateTotal([])).toMatchObject({ estimate: 0, low: 0, high: 0 });
  });

  test('is never less than what unasked corrections prove, and they change nothing else', () => {
    const strata = (known?: { hits: number; misses: number }) => [
      { population: 1_000, labelled: 50, hits: 1, ...(known ? { known } : {}) },
    ];
    const alone = estimateTotal(strata());
    expect(estimateTotal(strata({ hits: 1, misses: 0 }))).toMatchObject({ estimate: 20, high: alone?.high });
    expect(estimateTotal(strata({ hits: 30, misses: 0 }))).toMatchObject({ estimate: 31, low: 31, high: alone?.high });
  });

  test('counts a stratum that nobody has read, with the wide weights of the least-read one', () => {
    const read = { population: 1_000, labelled: 50, hits: 0 };
    const unread = { population: 500, labelled: 0, hits: 0 };
    expect(estimateTotal([read, unread])?.high).toBeGreaterThan((estimateTotal([read])?.high ?? 0) * 1.4);
  });
});

describe('a share', () => {
  test('of one stratum is exact; of several it weighs each by its size', () => {
    expect(estimateShare([{ population: 10, labelled: 10, hits: 9 }])).toEqual({
      estimate: 0.9,
      low: 0.9,
      high: 0.9,
      labelled: 10,
    });
    const share = estimateShare([
      { population: 900, labelled: 90, hits: 90 },
      { population: 100, labelled: 90, hits: 45 },
    ]);
    expect(share?.estimate).toBeCloseTo(0.95, 12);
    expect(share?.low).toBeLessThan(0.95);
    expect(share?.high).toBeGreaterThan(0.95);
  });

  test('cannot be better than what unasked corrections prove', () => {
    const share = estimateShare([{ population: 100, labelled: 10, hits: 10, known: { hits: 0, misses: 20 } }]);
    expect(share).toMatchObject({ estimate: 0.8, high: 0.8 });
  });
});
