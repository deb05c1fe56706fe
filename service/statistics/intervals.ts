import { betaQuantile, gammaQuantile, hypergeometricCdf } from './distributions.ts';

export interface Interval {
  low: number;
  high: number;
}

/** Chance of an error on each side of a 95 % interval. */
const tail = 0.025;

/**
 * Exact 95 % interval for the number of hits among N tickets of which n, drawn at random without replacement, were read and
 * x were hits: all numbers under which so few or so many would be seen in at least 2.5 % of samples (Clopper-Pearson for a
 * finite population). A census has no width.
 */
export function finitePopulationInterval(x: number, n: number, N: number): Interval {
  // P(X ≤ x) falls as the number of hits rises: the ends are where it passes the two tails.
  const high = lastWhere((K) => hypergeometricCdf(x, N, K, n) >= tail, x, N - (n - x));
  const low = x === 0 ? 0 : firstWhere((K) => 1 - hypergeometricCdf(x - 1, N, K, n) >= tail, x, N - (n - x));
  return { low, high };
}

function lastWhere(holds: (k: number) => boolean, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function firstWhere(holds: (k: number) => boolean, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Clopper-Pearson at 95 %; x and n may be effective numbers, which need not be whole. */
export function clopperPearson(x: number, n: number): Interval {
  return {
    low: x <= 0 ? 0 : betaQuantile(tail, x, n - x + 1),
    high: x >= n ? 1 : betaQuantile(1 - tail, x + 1, n - x),
  };
}

/**
 * 95 % interval for a weighted sum of rare counts (Fay and Feuer 1997). It stays honest where the sum is zero or hangs on one
 * ticket with a large weight, where the bootstrap and the normal approximation say "certainly none".
 * @param variance of the sum
 * @param largest what one more count with the largest weight would add to the sum, and to its variance
 */
export function weightedCountInterval(
  sum: number,
  variance: number,
  largest: { sum: number; variance: number },
): Interval {
  const quantile = (p: number, mean: number, v: number) => (v / mean) * gammaQuantile(p, (mean * mean) / v);
  return {
    low: sum > 0 && variance > 0 ? quantile(tail, sum, variance) : sum,
    high: largest.sum > 0 ? quantile(1 - tail, sum + largest.sum, variance + largest.variance) : sum,
  };
}

export interface Estimated extends Interval {
  estimate: number;
}

/**
 * 95 % interval for a / (a + b) of two independent estimates, from their own intervals (MOVER, Donner and Zou 2012).
 */
export function shareInterval(a: Estimated, b: Estimated): Interval {
  const corner = (top: number, rest: number, otherwise: number) => (top + rest > 0 ? top / (top + rest) : otherwise);
  const corners = { low: corner(a.low, b.high, 0), high: corner(a.high, b.low, 1) };
  // Limits of the ratio b / a. Where the formula has no real answer, the corners of both intervals always hold.
  const product = a.estimate * b.estimate;
  const lower =
    (product - Math.sqrt(product ** 2 - b.low * a.high * (2 * b.estimate - b.low) * (2 * a.estimate - a.high))) /
    (a.high * (2 * a.estimate - a.high));
  const upper =
    (product + Math.sqrt(product ** 2 - b.high * a.low * (2 * b.estimate - b.high) * (2 * a.estimate - a.low))) /
    (a.low * (2 * a.estimate - a.low));
  const isRatio = (value: number) => Number.isFinite(value) && value >= 0;
  return {
    low: isRatio(upper) ? Math.max(corners.low, 1 / (1 + upper)) : corners.low,
    high: isRatio(lower) ? Math.min(corners.high, 1 / (1 + lower)) : corners.high,
  };
}

/** 95 % interval for a − b of two independent estimates (MOVER; with Wilson's intervals it is Newcombe's). */
export function differenceInterval(a: Estimated, b: Estimated): Interval {
  const difference = a.estimate - b.estimate;
  return {
    low: difference - Math.hypot(a.estimate - a.low, b.high - b.estimate),
    high: difference + Math.hypot(a.high - a.estimate, b.estimate - b.low),
  };
}
