import { expect, test } from 'vitest';
import { holm } from '../../service/statistics/holm.ts';

test('the smallest counts for all, the next for one less, none for less than one before it; by hand', () => {
  expect(holm([0.04, 0.01, 0.03, 0.005])).toEqual([
    expect.closeTo(0.06),
    expect.closeTo(0.03),
    expect.closeTo(0.06),
    expect.closeTo(0.02),
  ]);
});

test('nothing is above 1, and of nothing nothing is made', () => {
  expect(holm([0.9, 0.6])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});
