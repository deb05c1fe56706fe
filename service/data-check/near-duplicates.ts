/** Jaccard similarity on word 3-shingles from which two texts count as near-duplicates, as in the training: 3/5. */
const [sameOf, of] = [3, 5];

/** Each run of three words; of a shorter text, all of it. As `shingles` of the training. */
export function shingles(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  if (words.length < 3) return new Set([words.join(' ')]);
  return new Set(words.slice(2).map((word, i) => `${words[i]} ${words[i + 1]} ${word}`));
}

export const areNearDuplicates = (shared: number, a: number, b: number): boolean =>
  of * shared >= sameOf * (a + b - shared);

export interface NearDuplicates {
  /** Indices, the lower one first, in the order of the lower one. */
  pairs: [number, number][];
  /** False when a text resembles so many that not all of its pairs are listed. */
  isComplete: boolean;
  /** How often one text was looked at beside another: what the time goes by. */
  looks: number;
}

/** Thousands of copies of one template make millions of pairs, which nobody reads. */
const mostPartners = 100;

/**
 * All pairs of near-duplicates in different groups, exactly; texts without a word resemble none.
 *
 * Smaller texts come first, and near-duplicates share at least 3/5 of the runs of the larger one and 3/4 of those of the
 * smaller one. So they share one of the rarest 2/5 of the larger one that is among the rarest 1/4 of the smaller one too:
 * only such texts are looked at. Each group is listed by itself: copies of a template within one cost nothing.
 * @param groupOf of each text; null: it is compared with none
 */
export function nearDuplicates(texts: readonly string[], groupOf: readonly (string | null)[]): NearDuplicates {
  const sets = rankedByRarity(texts.map(shingles));
  const bySize = [...sets.keys()]
    .filter((i) => groupOf[i] !== null && /[\p{L}\p{N}_]/u.test(texts[i] ?? ''))
    .sort((a, b) => sizeOf(sets, a) - sizeOf(sets, b) || a - b);
  const holders = new Map<string, Map<number, number[]>>();
  const lastSeenBy = new Int32Array(texts.length).fill(-1);
  const pairs: [number, number][] = [];
  let [isComplete, looks] = [true, 0];

  for (const i of bySize) {
    const mine = sets[i] as Uint32Array;
    const group = groupOf[i] as string;
    let partners = 0;
    search: for (const [other, ofOther] of holders) {
      if (other === group) continue;
      for (const shingle of rarest(mine, leastOfLarger)) {
        for (const j of ofOther.get(shingle) ?? []) {
          looks += 1;
          if (lastSeenBy[j] === i) continue;
          lastSeenBy[j] = i;
          if (!areAlike(mine, sets[j] as Uint32Array)) continue;
          partners += 1;
          if (partners > mostPartners) break search;
          pairs.push(i < j ? [i, j] : [j, i]);
        }
      }
    }
    if (partners > mostPartners) isComplete = false;
    const ofGroup = holders.get(group) ?? new Map<number, number[]>();
    holders.set(group, ofGroup);
    for (const shingle of rarest(mine, leastOfSmaller)) {
      const others = ofGroup.get(shingle);
      if (others) others.push(i);
      else ofGroup.set(shingle, [i]);
    }
  }
  return { pairs: pairs.sort(([a, b], [c, d]) => a - c || b - d), isComplete, looks };
}

/** Runs that a text of n shares with any near-duplicate that has at most as many, and with one that has at least as many. */
const leastOfLarger = (n: number): number => Math.ceil((sameOf * n) / of);
const leastOfSmaller = (n: number): number => Math.ceil((2 * sameOf * n) / (of + sameOf));

/** So many that one of them is shared when `least` of all are. */
const rarest = (set: Uint32Array, least: (n: number) => number): Uint32Array =>
  set.subarray(0, set.length - least(set.length) + 1);

const sizeOf = (sets: readonly Uint32Array[], i: number): number => sets[i]?.length ?? 0;

/** Shingles as numbers, rarer ones lower; each set in ascending order. */
function rankedByRarity(sets: readonly ReadonlySet<string>[]): Uint32Array[] {
  const counts = new Map<string, number>();
  for (const set of sets) for (const shingle of set) counts.set(shingle, (counts.get(shingle) ?? 0) + 1);
  const ranks = new Map([...counts].sort(([, a], [, b]) => a - b).map(([shingle], rank) => [shingle, rank]));
  return sets.map((set) => Uint32Array.from(set, (shingle) => ranks.get(shingle) as number).sort());
}

/** Looks no further than it takes to tell. */
function areAlike(a: Uint32Array, b: Uint32Array): boolean {
  const total = a.length + b.length;
  // Runs that stand in one of the two alone.
  const mostApart = total - 2 * Math.ceil((sameOf * total) / (of + sameOf));
  if (Math.abs(a.length - b.length) > mostApart) return false;
  let apart = 0;
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [left, right] = [a[i] as number, b[j] as number];
    if (left !== right) apart += 1;
    if (apart > mostApart) return false;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return apart + (a.length - i) + (b.length - j) <= mostApart;
}
