const mostEdits = 2;

/**
 * The known name that somebody probably meant: at most two letters away (added, left out, replaced, or two neighbours swapped), and
 * fewer for a short one, which half the words resemble.
 * @param distinct the part of a known name that tells it from the others, where they share a prefix
 */
export function nearestName(
  name: string,
  known: readonly string[],
  distinct: (name: string) => string = (whole) => whole,
): string | undefined {
  const near = known
    .map((candidate) => ({ candidate, edits: editsBetween(name, candidate) }))
    .filter(({ candidate, edits }) => edits <= Math.min(mostEdits, Math.floor(distinct(candidate).length / 2)))
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.candidate;
}

/** Optimal string alignment distance. */
function editsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, (beforeLast[j - 2] ?? 0) + 1);
      row.push(edits);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
