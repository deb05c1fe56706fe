import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibratedProbabilities, outOfTaxonomyScore } from '../../service/classify/calibrate-scores.ts';

const sumOf = (values: Float32Array) => values.reduce((a, b) => a + b, 0);
const entropyOf = (values: Float32Array) => -values.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0);
const inOrder = (logits: number[]) => logits.map((_, i) => i);
const logits = fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { minLength: 2, maxLength: 30 });
const temperature = fc.double({ min: 0.05, max: 20, noNaN: true });

describe('calibrated probabilities', () => {
  test('are the softmax of the logits over the temperature', () => {
    const found = [...calibratedProbabilities([Math.log(8), Math.log(1), Math.log(1)], [0, 1, 2], 1)];
    for (const [i, p] of [0.8, 0.1, 0.1].entries()) expect(found[i]).toBeCloseTo(p, 6);
    const flatter = [...calibratedProbabilities([Math.log(16), Math.log(1), Math.log(1)], [0, 1, 2], 2)];
    for (const [i, p] of [4 / 6, 1 / 6, 1 / 6].entries()) expect(flatter[i]).toBeCloseTo(p, 6);
  });

  test('stand in the order of the taxonomy, from the columns that the model was trained with', () => {
    const row = [Math.log(1), Math.log(8), Math.log(1)];
    expect([...calibratedProbabilities(row, [1, 2, 0], 1)].map((p) => p.toFixed(3))).toEqual([
      '0.800',
      '0.100',
      '0.100',
    ]);
  });

  test('sum to 1 and none is outside 0 to 1, also with logits of 1e4', () => {
    fc.assert(
      fc.property(logits, temperature, (row, t) => {
        const found = calibratedProbabilities(row, inOrder(row), t);
        expect(sumOf(found)).toBeCloseTo(1, 5);
        expect(found.every((p) => p >= 0 && p <= 1)).toBe(true);
        expect(row[found.indexOf(Math.max(...found))]).toBeCloseTo(Math.max(...row), 0);
      }),
    );
  });

  test.each([
    [
      [1e4, -1e4, 0],
      [1, 0, 0],
    ],
    [
      [1e4, 1e4, -1e4],
      [0.5, 0.5, 0],
    ],
    [
      [-1e4, -1e4, -1e4],
      [1 / 3, 1 / 3, 1 / 3],
    ],
  ])('of %j are %j: nothing overflows', (row, expected) => {
    expect(calibratedProbabilities(row, [0, 1, 2], 1)).toEqual(Float32Array.from(expected));
  });

  test('are flatter the higher the temperature, in the same order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 2, maxLength: 20 }), (row) => {
        const [sharp, plain, flat] = [0.5, 1, 4].map((t) => calibratedProbabilities(row, inOrder(row), t));
        expect(entropyOf(plain as Float32Array)).toBeGreaterThanOrEqual(entropyOf(sharp as Float32Array) - 1e-5);
        expect(entropyOf(flat as Float32Array)).toBeGreaterThanOrEqual(entropyOf(plain as Float32Array) - 1e-5);
      }),
    );
  });
});

describe('the out-of-taxonomy score', () => {
  const fitted = { bias: -1, distance: 2, logSumExp: -0.5, threshold: 0.5 };

  test('is the sigmoid of bias, distance and log-sum-exp', () => {
    const energy = Math.log(1 + 2 + 3);
    const expected = 1 / (1 + Math.exp(-(-1 + 2 * 0.75 - 0.5 * energy)));
    expect(outOfTaxonomyScore([0, Math.log(2), Math.log(3)], 0.75, fitted)).toBeCloseTo(expected, 12);
  });

  test('grows with the distance and stays from 0 to 1, also with logits of 1e4', () => {
    fc.assert(
      fc.property(logits, fc.double({ min: 0, max: 100, noNaN: true }), (row, distance) => {
        const near = outOfTaxonomyScore(row, distance, fitted);
        const far = outOfTaxonomyScore(row, distance + 1, fitted);
        expect(near).toBeGreaterThanOrEqual(0);
        expect(far).toBeLessThanOrEqual(1);
        expect(far).toBeGreaterThanOrEqual(near);
      }),
    );
  });

  test.each([1e4, -1e4])('sees how large logits of %d are: nothing overflows', (logit) => {
    const gently = { ...fitted, bias: 0, logSumExp: 1e-4 };
    const expected = 1 / (1 + Math.exp(-(logit + Math.log(2)) * 1e-4));
    expect(outOfTaxonomyScore([logit, logit], 0, gently)).toBeCloseTo(expected, 12);
  });
});
