/** The first words of a text in one line of at most `most` characters. A word is cut only where it takes half of them. */
export function firstWordsOf(text: string, most: number): string {
  // A megabyte of white space is not gone through for a line.
  const line = text
    .slice(0, 20 * most)
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (line.length <= most) return line;
  const start = line.slice(0, most - 1);
  const space = line[most - 1] === ' ' ? most - 1 : start.lastIndexOf(' ');
  return `${start.slice(0, space > most / 2 ? space : most - 1).toWellFormed()}…`;
}

/** Further on, a text is long, whatever it is. */
export const mostWords = 1_000;
const mostLooked = 20_000;

/** Words as dictionaries know them, of scripts without spaces, too; no more than `mostWords` are counted. */
export function countWords(text: string): number {
  let words = 0;
  for (const { isWordLike } of segmenter.segment(text.slice(0, mostLooked))) {
    if (isWordLike) words += 1;
    if (words === mostWords) break;
  }
  return words;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
