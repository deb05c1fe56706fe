import type { Calibration } from '../contracts/model-manifest.ts';

/**
 * Probabilities from one row of logits: softmax(logits / temperature), in the order given by `columns`, as float32.
 * Those by which thresholds were chosen are rounded so too (`calibrate.py`): near 1, tickets that are told apart by a
 * threshold there would be one here.
 * @param columns for each category of the taxonomy its column in `logits`
 */
export function calibratedProbabilities(
  logits: ArrayLike<number>,
  columns: readonly number[],
  temperature: number,
): Float32Array {
  let highest = -Infinity;
  for (const column of columns) highest = Math.max(highest, logits[column] as number);
  const weights = columns.map((column) => Math.exp(((logits[column] as number) - highest) / temperature));
  const sum = weights.reduce((a, b) => a + b, 0);
  return Float32Array.from(weights, (weight) => weight / sum);
}

/** From 0 to 1: how much a text looks like one of no category. `distance` is the graph's distance to the nearest category. */
export function outOfTaxonomyScore(
  logits: ArrayLike<number>,
  distance: number,
  fitted: Calibration['outOfTaxonomy'],
): number {
  const energy = logSumExp(logits);
  return 1 / (1 + Math.exp(-(fitted.bias + fitted.distance * distance + fitted.logSumExp * energy)));
}

function logSumExp(values: ArrayLike<number>): number {
  const list = Array.from(values);
  const highest = Math.max(...list);
  return highest + Math.log(list.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}
