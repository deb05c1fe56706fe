import { describe, expect, it } from 'vitest';
import {
  categoriesWithoutLift,
  frontierLift,
  recordOfPairs,
  type SecondOpinion,
} from '../../service/evaluate/frontier-lift.ts';

const told = (label: string | null, before: string, after: string | null | undefined): SecondOpinion => ({
  label,
  before,
  after,
  usd: 0.01,
  routedTo: after ?? null,
});

describe('the lift of the fallback', () => {
  it('counts what was fixed, broken and left, out-of-taxonomy tickets too', () => {
    const lift = frontierLift(
      [
        told('A', 'B', 'A'), // fixed
        told(null, 'B', null), // fixed
        told('A', 'A', 'B'), // broken
        told('A', 'A', null), // broken
        told('A', 'B', 'C'), // wrong before and after
        told('A', 'A', 'A'),
        told('A', 'B', undefined), // answered, but not to be used
        told('A', 'B', undefined), // never answered
      ],
      7,
    );
    expect(lift).toMatchObject({ n: 8, answered: 7, unusable: 1, fixed: 2, broke: 2, unchanged: 4, mcNemarP: 1 });
    expect(lift.perCategory).toEqual({
      A: { n: 3, fixed: 0, broke: 2, usd: expect.closeTo(0.03) },
      B: { n: 5, fixed: 2, broke: 0, usd: expect.closeTo(0.05) },
    });
    expect(lift.outcome).toEqual({ routed: 4, right: 2, reviewed: 4 });
    expect([lift.usd, lift.usdPerFixed]).toEqual([expect.closeTo(0.08), expect.closeTo(0.04)]);
  });

  it('names the categories where asking is worth nothing, once it was asked often enough', () => {
    const often = (n: number, one: SecondOpinion) => Array.from({ length: n }, () => one);
    const opinions = [
      ...often(10, told('A', 'A', 'A')),
      ...often(9, told('B', 'B', 'A')),
      ...often(10, told('A', 'C', 'A')),
    ];
    expect(categoriesWithoutLift(frontierLift(opinions, 29))).toEqual(['A']);
  });

  it('records who was right where the two differ, most frequent pair first', () => {
    const pairs = recordOfPairs([
      told('A', 'A', 'B'),
      told('B', 'A', 'B'),
      told('C', 'A', 'B'),
      told(null, 'B', 'A'),
      told('A', 'A', 'A'),
      told('A', 'A', null),
      told('A', 'A', undefined),
    ]);
    expect(pairs).toEqual([
      { fineTuned: 'A', frontier: 'B', n: 3, fineTunedRight: 1, frontierRight: 1 },
      { fineTuned: 'B', frontier: 'A', n: 1, fineTunedRight: 0, frontierRight: 0 },
    ]);
  });
});
