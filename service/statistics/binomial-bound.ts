/** One-sided Clopper-Pearson upper bound at 95 % on an error rate, from `errors` among `n`. */
export const errorUpperBound95 = (errors: number, n: number): number => errorUpperBound(errors, n, 0.95);

/**
 * One-sided Clopper-Pearson upper bound at `level` on an error rate, from `errors` among `n`: at 95 % the rate at which so
 * few errors would be seen in only 5 % of samples; found by bisection on the exact distribution.
 */
export function errorUpperBound(errors: number, n: number, level: number): number {
  if (n === 0 || errors >= n) return 1;
  let low = errors / n;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const rate = (low + high) / 2;
    if (atMost(errors, n, rate) > 1 - level) low = rate;
    else high = rate;
  }
  return high;
}

/** P(X ≤ k) for X ~ Binomial(n, p), summed in logarithms so that large n neither underflow nor overflow. */
function atMost(k: number, n: number, p: number): number {
  let logTerm = n * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i++) {
    logTerm += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return sum;
}
