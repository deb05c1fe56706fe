/** A part of a ticket that is taken out to see what the model thinks without it. Offsets are UTF-16 units of the field. */
export interface Stretch {
  field: 'subject' | 'body';
  start: number;
  end: number;
}

interface Text {
  subject: string;
  body: string;
}

const word = /[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’_-]*/gu;
const fields = ['subject', 'body'] as const;

/**
 * Words of a text, neighbours joined where there are more than `most` stretches. What the model cannot read is left out: of
 * a long body it reads head and tail, and a word takes at least one of its tokens.
 */
export function stretchesOf(text: Text, { most, readWords }: { most: number; readWords: number }): Stretch[] {
  const all = fields.flatMap((field) => readable(wordsOf(text[field], field), readWords));
  const size = Math.max(1, Math.ceil(all.length / most));
  const groups: Stretch[] = [];
  let taken = 0;
  for (const { field, start, end } of all) {
    const last = groups.at(-1);
    if (last && last.field === field && taken < size) {
      last.end = end;
      taken += 1;
    } else {
      groups.push({ field, start, end });
      taken = 1;
    }
  }
  return groups;
}

function wordsOf(text: string, field: Stretch['field']): Stretch[] {
  return [...text.matchAll(word)].map((match) => ({ field, start: match.index, end: match.index + match[0].length }));
}

function readable(words: Stretch[], most: number): Stretch[] {
  if (words.length <= most) return words;
  const head = Math.ceil(most * 0.7);
  return [...words.slice(0, head), ...words.slice(head - most)];
}

/** The text without a stretch. */
export function without(text: Text, { field, start, end }: Stretch): Text {
  return { ...text, [field]: text[field].slice(0, start) + text[field].slice(end) };
}

/** What the probability of a category loses when each stretch is taken out. */
export function weightsOf(
  stretches: readonly Stretch[],
  whole: ArrayLike<number>,
  occluded: readonly ArrayLike<number>[],
  column: number,
): (Stretch & { weight: number })[] {
  return stretches.map((stretch, i) => {
    const loss = (whole[column] ?? 0) - (occluded[i]?.[column] ?? 0);
    return { ...stretch, weight: Math.max(-1, Math.min(1, loss)) };
  });
}

/** At most five, best first. */
export function candidatesOf(
  probabilities: ArrayLike<number>,
  codes: readonly string[],
): { category: string; probability: number }[] {
  return codes
    .map((category, i) => ({ category, probability: Math.min(1, probabilities[i] ?? 0) }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, 5);
}
