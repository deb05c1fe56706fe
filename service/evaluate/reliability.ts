import { logGamma } from '../statistics/distributions.ts';

/** A first choice, how sure it was and whether it was right. */
export interface Judged {
  confidence: number;
  isRight: boolean;
}

export interface ReliabilityBin {
  n: number;
  /** Least and greatest confidence in it. */
  from: number;
  to: number;
  meanConfidence: number;
  /** Share that is right. */
  accuracy: number;
}

/** As many tickets in each bin, so that each says as much as the others; least confident first, empty bins left out. */
export function reliabilityBins(judged: readonly Judged[], bins = 15): ReliabilityBin[] {
  // Tickets of one confidence cannot be told apart: each counts as right as they all are, whatever their order in the file.
  const tied = new Map<number, number[]>();
  for (const { confidence, isRight } of judged) {
    const rights = tied.get(confidence) ?? [];
    tied.set(confidence, rights);
    rights.push(isRight ? 1 : 0);
  }
  const sorted = [...tied]
    .sort(([a], [b]) => a - b)
    .flatMap(([confidence, rights]) => {
      const right = mean(rights);
      return rights.map(() => ({ confidence, right }));
    });
  return Array.from({ length: bins }, (_, bin) =>
    sorted.slice(Math.floor((bin * sorted.length) / bins), Math.floor(((bin + 1) * sorted.length) / bins)),
  )
    .filter((part) => part.length > 0)
    .map((part) => ({
      n: part.length,
      from: part[0]?.confidence ?? 0,
      to: part.at(-1)?.confidence ?? 0,
      meanConfidence: mean(part.map(({ confidence }) => confidence)),
      accuracy: mean(part.map(({ right }) => right)),
    }));
}

/** Expected calibration error: the mean distance of confidence and accuracy, each bin by its tickets. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  return weighted(bins, ({ meanConfidence, accuracy }) => Math.abs(meanConfidence - accuracy));
}

/**
 * The expected calibration error that a perfectly calibrated model would show in these bins: so few tickets never come out
 * at just their mean. The mean absolute deviation of the binomial (De Moivre), exact.
 */
export function calibrationErrorByChance(bins: readonly ReliabilityBin[]): number {
  return weighted(bins, ({ n, meanConfidence: p }) => {
    if (p <= 0 || p >= 1) return 0;
    const k = Math.min(n - 1, Math.floor(n * p)) + 1;
    const logChoose = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
    return (2 * k * Math.exp(logChoose + k * Math.log(p) + (n - k + 1) * Math.log1p(-p))) / n;
  });
}

function weighted(bins: readonly ReliabilityBin[], figureOf: (bin: ReliabilityBin) => number): number {
  const total = bins.reduce((sum, { n }) => sum + n, 0);
  return bins.reduce((sum, bin) => sum + (bin.n / total) * figureOf(bin), 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
}
