import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { marginPoints, pointsBeside, roundedUp } from '../../service/commands/comparison-numbers.ts';

describe('a number of tickets', () => {
  test.each([
    [7, 7],
    [42, 42],
    [741, 750],
    [750, 750],
    [2453, 2500],
    [9901, 10000],
    [123456, 130000],
  ])('%d is told as %d', (count, told) => {
    expect(roundedUp(count)).toBe(told);
  });

  test('is never told as fewer, nor as a tenth more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (count) => {
        const told = roundedUp(count);
        expect(told).toBeGreaterThanOrEqual(count);
        expect(told).toBeLessThanOrEqual(count * 1.1);
      }),
    );
  });
});

test.each([
  [0, '0.0'],
  [0.01, '1.0'],
  [0.07, '7.0'],
  [0.005, '0.5'],
  [0.0004, '0.04'],
  [0.0123, '1.23'],
  [1e-9, '0.0000001'],
])('a margin of %d has all its digits: %s points', (margin, told) => {
  expect(marginPoints(margin)).toBe(told);
});

test('a loss that is the margin reads like it', () => {
  expect(pointsBeside(0.0004, 0.0004)).toBe('0.04');
});

test.each([
  [0.114, 0.01, '11.4'],
  [0.00042, 0.0004, '0.042'],
  [0.01004, 0.01, '1.004'],
])('a loss of %d beside a margin of %d is told apart from it: %s', (loss, margin, told) => {
  expect(pointsBeside(loss, margin)).toBe(told);
});
