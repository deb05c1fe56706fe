import { expect, test } from 'vitest';
import { calibrationError, calibrationErrorByChance, reliabilityBins } from '../../service/evaluate/reliability.ts';

const judged = (confidence: number, isRight: boolean) => ({ confidence, isRight });

test('bins hold as many tickets each, least confident first', () => {
  const bins = reliabilityBins([judged(0.9, true), judged(0.6, false), judged(0.8, true), judged(0.7, false)], 2);
  expect(bins).toMatchObject([
    { n: 2, from: 0.6, to: 0.7, accuracy: 0 },
    { n: 2, from: 0.8, to: 0.9, accuracy: 1 },
  ]);
  // |0.65 - 0| and |0.85 - 1|, half each.
  expect(calibrationError(bins)).toBeCloseTo(0.4, 12);
});

test('tickets of one confidence share what is right, whatever their order', () => {
  const one = reliabilityBins([judged(0.5, true), judged(0.5, false), judged(0.5, false), judged(0.5, false)], 2);
  expect(one.map(({ accuracy }) => accuracy)).toEqual([0.25, 0.25]);
});

test('without tickets there are no bins and no error', () => {
  expect(reliabilityBins([])).toEqual([]);
  expect(calibrationError([])).toBe(0);
});

test('the error of chance is the mean absolute deviation of the binomial', () => {
  const bin = (n: number, p: number) => ({ n, from: p, to: p, meanConfidence: p, accuracy: 1 });
  const bySum = (n: number, p: number) => {
    let sum = 0;
    let term = (1 - p) ** n;
    for (let k = 0; k <= n; k++) {
      sum += term * Math.abs(k / n - p);
      term *= ((n - k) / (k + 1)) * (p / (1 - p));
    }
    return sum;
  };
  for (const [n, p] of [
    [1, 0.5],
    [2, 0.8],
    [30, 0.97],
    [31, 0.999],
    [7, 0.1],
    [4, 0.75],
  ] as const)
    expect(calibrationErrorByChance([bin(n, p)])).toBeCloseTo(bySum(n, p), 10);
  expect(calibrationErrorByChance([bin(30, 1), bin(30, 1)])).toBe(0);
  expect(calibrationErrorByChance([bin(10, 1), bin(30, 0.5)])).toBeCloseTo(0.75 * bySum(30, 0.5), 10);
});
