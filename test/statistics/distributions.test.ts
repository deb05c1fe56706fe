import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  betaCdf,
  betaQuantile,
  gammaCdf,
  gammaQuantile,
  hypergeometricCdf,
  logGamma,
} from '../../service/statistics/distributions.ts';

test('logarithms of the gamma function', () => {
  expect(logGamma(1)).toBeCloseTo(0, 12);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10);
});

test('beta distribution against closed forms', () => {
  expect(betaCdf(0.3, 1, 1)).toBeCloseTo(0.3, 12);
  expect(betaCdf(0.3, 4, 1)).toBeCloseTo(0.3 ** 4, 12);
  expect(betaCdf(0.9, 1, 7)).toBeCloseTo(1 - 0.1 ** 7, 12);
  // P(at least 2 of 5 heads) of a fair coin is 26 of 32.
  expect(betaCdf(0.5, 2, 4)).toBeCloseTo(26 / 32, 12);
});

test('gamma distribution against closed forms', () => {
  expect(gammaCdf(2, 1)).toBeCloseTo(1 - Math.exp(-2), 12);
  expect(gammaCdf(0.2, 2)).toBeCloseTo(1 - Math.exp(-0.2) * 1.2, 12);
  expect(gammaCdf(9, 3)).toBeCloseTo(1 - Math.exp(-9) * (1 + 9 + 40.5), 12);
  // Half the 97.5 % point of chi-squared with 2 degrees: ln 40.
  expect(gammaQuantile(0.975, 1)).toBeCloseTo(Math.log(40), 9);
});

test('quantiles turn the distributions round', () => {
  const shape = fc.double({ min: 0.3, max: 400, noNaN: true });
  const chance = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(shape, shape, chance, (a, b, p) => {
      expect(betaCdf(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 6);
      expect(gammaCdf(gammaQuantile(p, a), a)).toBeCloseTo(p, 8);
    }),
  );
});

test('hypergeometric distribution against counting all samples', () => {
  const N = 9;
  const n = 4;
  for (let K = 0; K <= N; K++) {
    const seen = new Array<number>(n + 1).fill(0);
    let samples = 0;
    for (let mask = 0; mask < 2 ** N; mask++) {
      const members = Array.from({ length: N }, (_, i) => i).filter((i) => mask & (1 << i));
      if (members.length !== n) continue;
      samples += 1;
      seen[members.filter((i) => i < K).length] = (seen[members.filter((i) => i < K).length] ?? 0) + 1;
    }
    let sum = 0;
    seen.forEach((times, x) => {
      sum += times / samples;
      expect(hypergeometricCdf(x, N, K, n)).toBeCloseTo(sum, 10);
    });
  }
});
