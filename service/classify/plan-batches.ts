/** Indices of texts that run together, and the length to which each of them is padded. */
export interface Batch {
  indices: number[];
  paddedLength: number;
}

/**
 * Packs texts of equal padded length. A text's padded length depends on the text alone: with row-wise quantisation this makes its
 * scores independent of its batch mates, and almost nothing is spent on padding.
 * @param lengths in tokens
 * @param tokenBudget most tokens of a batch, padding included; a longer text runs alone
 */
export function planBatches(
  lengths: readonly number[],
  { padToMultipleOf, tokenBudget }: { padToMultipleOf: number; tokenBudget: number },
): Batch[] {
  const byLength = new Map<number, number[]>();
  for (const [index, length] of lengths.entries()) {
    const paddedLength = Math.ceil(length / padToMultipleOf) * padToMultipleOf;
    const group = byLength.get(paddedLength);
    if (group) group.push(index);
    else byLength.set(paddedLength, [index]);
  }
  const batches: Batch[] = [];
  for (const [paddedLength, indices] of [...byLength].sort(([a], [b]) => b - a)) {
    const most = Math.max(1, Math.floor(tokenBudget / paddedLength));
    for (let start = 0; start < indices.length; start += most) {
      batches.push({ indices: indices.slice(start, start + most), paddedLength });
    }
  }
  return batches;
}
