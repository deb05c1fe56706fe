import type { Estimated } from '../statistics/intervals.ts';
import type { EvaluatedTicket } from './metrics.ts';

/** Resamples of the bootstrap: with these the limits are single ones of its results, and swapped models mirror them. */
export const resamples = 1999;
const tail = 0.025;
const seed = 1;

type Choice = Pick<EvaluatedTicket, 'label' | 'predicted'>;

/**
 * Macro-F1 of the candidate less that of the current model on the same tickets of the taxonomy, with a 95 % interval: paired
 * bootstrap, percentile (Efron and Tibshirani 1993). The same tickets give the same limits in every run.
 */
export function macroF1Difference(
  current: readonly Choice[],
  candidate: readonly Choice[],
  codes: readonly string[],
): Estimated {
  const place = new Map(codes.map((code, i) => [code, i]));
  // No choice at all has a place of its own, which no F1 counts.
  const placesOf = (values: readonly (string | null)[]) =>
    Int32Array.from(values, (code) => place.get(code ?? '') ?? codes.length);
  const labels = placesOf(current.map(({ label }) => label));
  const before = placesOf(current.map(({ predicted }) => predicted));
  const after = placesOf(candidate.map(({ predicted }) => predicted));
  const differenceIn = (sample: Int32Array) =>
    macroF1(sample, labels, after, codes.length) - macroF1(sample, labels, before, codes.length);

  const random = seededNumbers(seed);
  const n = current.length;
  const sample = new Int32Array(n);
  const differences = Float64Array.from({ length: resamples }, () => {
    for (let i = 0; i < n; i++) sample[i] = Math.floor(random() * n);
    return differenceIn(sample);
  }).sort();
  const place95 = Math.round((resamples + 1) * tail) - 1;
  return {
    estimate: differenceIn(Int32Array.from({ length: n }, (_, i) => i)),
    low: differences[place95] ?? 0,
    high: differences[resamples - 1 - place95] ?? 0,
  };
}

/** Mean F1 of the categories that occur in the sample, as label or as prediction. */
function macroF1(sample: Int32Array, labels: Int32Array, predicted: Int32Array, categories: number): number {
  const occurrences = new Int32Array(categories + 1);
  const hits = new Int32Array(categories + 1);
  for (const ticket of sample) {
    const label = labels[ticket] as number;
    const choice = predicted[ticket] as number;
    occurrences[label] = (occurrences[label] ?? 0) + 1;
    occurrences[choice] = (occurrences[choice] ?? 0) + 1;
    if (label === choice) hits[label] = (hits[label] ?? 0) + 1;
  }
  let sum = 0;
  let occurring = 0;
  for (let i = 0; i < categories; i++) {
    const of = occurrences[i] as number;
    if (of === 0) continue;
    sum += (2 * (hits[i] as number)) / of;
    occurring += 1;
  }
  return occurring === 0 ? 0 : sum / occurring;
}

/** Numbers from 0 up to 1, the same from the same seed (Mulberry32). */
function seededNumbers(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
