import { clopperPearson, type Estimated, type Interval } from './intervals.ts';

/** 97.5 % quantile of the standard normal distribution. */
const z = 1.959963984540054;

/**
 * Difference of two proportions that were seen on the same n items, with a 95 % interval: Tango's, and where few items differ
 * widened to the exact one among those that do, so that it leaves 0 out only where the exact McNemar test rejects it too.
 * @param gained items that only the second has
 * @param lost items that only the first has
 * @returns second − first
 */
export function pairedDifference(gained: number, lost: number, n: number): Estimated {
  const score = scoreInterval(gained, lost, n);
  const differing = gained + lost;
  const gainedShare = clopperPearson(gained, differing);
  const exact = (share: number) => ((2 * share - 1) * differing) / n;
  return {
    estimate: (gained - lost) / n,
    low: Math.min(score.low, exact(gainedShare.low)),
    high: Math.max(score.high, exact(gainedShare.high)),
  };
}

/**
 * Score interval at 95 % (Tango 1998, Statistics in Medicine 17:891): it holds where none differ, and where all do, in which
 * Wald's has no width.
 */
export function scoreInterval(gained: number, lost: number, n: number): Interval {
  const estimate = (gained - lost) / n;
  // The score falls as the supposed difference rises.
  return {
    low: crossing((difference) => score(gained, lost, n, difference) > z, -1, estimate),
    high: crossing((difference) => score(gained, lost, n, difference) > -z, estimate, 1),
  };
}

/** How far the counts lie from what this difference would lead to, in standard errors under it. */
function score(gained: number, lost: number, n: number, difference: number): number {
  const a = 2 * n;
  const b = (2 * n - gained + lost) * difference - gained - lost;
  const c = -lost * difference * (1 - difference);
  // Most likely share of lost items if the difference is the supposed one.
  const lostShare = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
  const distance = gained - lost - n * difference;
  const variance = n * (2 * lostShare + difference * (1 - difference));
  if (variance > 0) return distance / Math.sqrt(variance);
  return distance === 0 ? 0 : Math.sign(distance) * Number.POSITIVE_INFINITY;
}

/** Where `isBelow` turns from true to false. */
function crossing(isBelow: (x: number) => boolean, from: number, to: number): number {
  let low = from;
  let high = to;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
