import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planBatches } from '../../service/classify/plan-batches.ts';

const options = { padToMultipleOf: 8, tokenBudget: 64 };

test('whatever the lengths, every text is in exactly one batch, equally padded, within the budget', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: 100 }),
      fc.constantFrom(1, 8, 16),
      fc.integer({ min: 1, max: 1_024 }),
      (lengths, padToMultipleOf, tokenBudget) => {
        const batches = planBatches(lengths, { padToMultipleOf, tokenBudget });
        const order = batches.flatMap(({ indices }) => indices).sort((a, b) => a - b);
        expect(order).toEqual(lengths.map((_, i) => i));
        for (const { indices, paddedLength } of batches) {
          expect(paddedLength % padToMultipleOf).toBe(0);
          for (const index of indices) {
            const length = lengths[index] ?? 0;
            expect(paddedLength - length).toBeGreaterThanOrEqual(0);
            expect(paddedLength - length).toBeLessThan(padToMultipleOf);
          }
          if (indices.length > 1) expect(indices.length * paddedLength).toBeLessThanOrEqual(tokenBudget);
        }
      },
    ),
  );
});

test('when texts have the same padded length, then they share batches as full as the budget allows', () => {
  expect(planBatches([16, 9, 3, 15, 16, 8, 10], options)).toEqual([
    { indices: [0, 1, 3, 4], paddedLength: 16 },
    { indices: [6], paddedLength: 16 },
    { indices: [2, 5], paddedLength: 8 },
  ]);
});

test('when a text is longer than the budget, then it runs alone', () => {
  expect(planBatches([100, 100], options)).toEqual([
    { indices: [0], paddedLength: 104 },
    { indices: [1], paddedLength: 104 },
  ]);
});

test('when a text has other batch mates, then its padded length is the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.array(fc.integer({ min: 1, max: 300 })), (length, mates) => {
      const paddedLengthOfFirst = (lengths: number[]) =>
        planBatches(lengths, options).find(({ indices }) => indices.includes(0))?.paddedLength;
      expect(paddedLengthOfFirst([length, ...mates])).toBe(paddedLengthOfFirst([length]));
    }),
  );
});

test('when there is no text, then there is no batch', () => {
  expect(planBatches([], options)).toEqual([]);
});
