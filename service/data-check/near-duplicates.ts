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
}

/** Thousands of copies of one template make millions of pairs, which nobody reads. */
const mostPartners = 100;

/**
 * All pairs of near-duplicates in different groups, exactly. A text of n shingles shares at least 3/5 of them with a
 * near-duplicate, so one of its rarest 2/5 too: only texts that do are compared. Texts without a word resemble none.
 * @param groupOf of each text; null: it is compared with none
 */
export function nearDuplicates(texts: readonly string[], groupOf: readonly (string | null)[]): NearDuplicates {
  const sets = rankedByRarity(texts.map(shingles));
  const bySize = [...sets.keys()]
    .filter((i) => groupOf[i] !== null && /[\p{L}\p{N}_]/u.test(texts[i] ?? ''))
    .sort((a, b) => sizeOf(sets, a) - sizeOf(sets, b) || a - b);
  const known = new Map<number, number[]>();
  const lastSeenBy = new Int32Array(texts.length).fill(-1);
  const pairs: [number, number][] = [];
  let isComplete = true;

  for (const i of bySize) {
    const mine = sets[i] as Uint32Array;
    const rarest = mine.subarray(0, mine.length - Math.ceil((sameOf * mine.length) / of) + 1);
    let partners = 0;
    for (const shingle of rarest) {
      for (const j of known.get(shingle) ?? []) {
        if (lastSeenBy[j] === i || groupOf[j] === groupOf[i]) continue;
        lastSeenBy[j] = i;
        const theirs = sets[j] as Uint32Array;
        if (of * theirs.length < sameOf * mine.length) continue;
        if (!areNearDuplicates(countShared(mine, theirs), mine.length, theirs.length)) continue;
        partners += 1;
        if (partners > mostPartners) break;
        pairs.push(i < j ? [i, j] : [j, i]);
      }
      if (partners > mostPartners) break;
    }
    if (partners > mostPartners) isComplete = false;
    for (const shingle of rarest) {
      const others = known.get(shingle);
      if (others) others.push(i);
      else known.set(shingle, [i]);
    }
  }
  return { pairs: pairs.sort(([a, b], [c, d]) => a - c || b - d), isComplete };
}

const sizeOf = (sets: readonly Uint32Array[], i: number): number => sets[i]?.length ?? 0;

/** Shingles as numbers, rarer ones lower; each set in ascending order. */
function rankedByRarity(sets: readonly ReadonlySet<string>[]): Uint32Array[] {
  const counts = new Map<string, number>();
  for (const set of sets) for (const shingle of set) counts.set(shingle, (counts.get(shingle) ?? 0) + 1);
  const ranks = new Map([...counts].sort(([, a], [, b]) => a - b).map(([shingle], rank) => [shingle, rank]));
  return sets.map((set) => Uint32Array.from(set, (shingle) => ranks.get(shingle) as number).sort());
}

function countShared(a: Uint32Array, b: Uint32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [left, right] = [a[i] as number, b[j] as number];
    if (left === right) shared += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return shared;
}
