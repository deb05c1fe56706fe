export interface Ranked {
  score: number;
  positive: boolean;
}

/** Chance that a positive scores above a negative, ties counting half; null without both kinds. */
export function areaUnderRoc(items: readonly Ranked[]): number | null {
  const sorted = [...items].sort((a, b) => a.score - b.score);
  const positives = items.filter(({ positive }) => positive).length;
  const negatives = items.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let rankSum = 0;
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end < sorted.length && sorted[end]?.score === sorted[i]?.score) end++;
    const meanRank = (i + 1 + end) / 2;
    rankSum += meanRank * sorted.slice(i, end).filter(({ positive }) => positive).length;
    i = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Mean precision at the places of the positives, highest score first; tied scores count as one place. Null without both kinds. */
export function averagePrecision(items: readonly Ranked[]): number | null {
  const sorted = [...items].sort((a, b) => b.score - a.score);
  const positives = items.filter(({ positive }) => positive).length;
  if (positives === 0 || positives === items.length) return null;
  let found = 0;
  let sum = 0;
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end < sorted.length && sorted[end]?.score === sorted[i]?.score) end++;
    const here = sorted.slice(i, end).filter(({ positive }) => positive).length;
    found += here;
    sum += here * (found / end);
    i = end;
  }
  return sum / positives;
}
