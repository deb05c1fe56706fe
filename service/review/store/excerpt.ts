import { sql } from 'kysely';
import { placedWords, type SoughtTerm, soughtTerms } from './search-words.ts';

/** A stretch of a text that holds something that was sought; UTF-16 units. */
export interface FoundStretch {
  start: number;
  end: number;
}

const mostCharacters = 160;
const before = 50;
/** What is found further down is not shown: a page of long texts must stay cheap to read. */
export const mostSearched = 5_000;

/** First words of the text `t.body`, in one line; null where no text is kept or it is empty. */
export const firstWords = sql<
  string | null
>`nullif(btrim(regexp_replace(left(t.body, ${sql.lit(mostCharacters)}), '\\s+', ' ', 'g')), '')`;

/** The words around the first that was sought; the first ones of the text where none is among them. */
export function excerptAround(body: string, sought: string): string | null {
  const line = body.replaceAll(/\s+/g, ' ').trim();
  const [first] = foundIn(line, soughtTerms(sought));
  const start = first && first.start > before ? startBefore(line, first.start) : 0;
  return `${start > 0 ? '… ' : ''}${line.slice(start, start + mostCharacters)}`.toWellFormed() || null;
}

/** At a word; in a run without spaces there is no better place than what was found itself. */
function startBefore(line: string, at: number): number {
  const space = line.indexOf(' ', at - before);
  return space < 0 || space > at ? at : space + 1;
}

/** Where in a text the terms stand, in their order there. */
export function foundIn(text: string, terms: readonly SoughtTerm[]): FoundStretch[] {
  const placed = [...placedWords(text)];
  const isAt = (i: number, { words, isBeginning }: SoughtTerm) =>
    words.every((word, n) => {
      const given = placed[i + n]?.word;
      return isBeginning ? given?.startsWith(word) : given === word;
    });
  return placed.flatMap(({ start }, i) => {
    const lengths = terms.filter((term) => isAt(i, term)).map(({ words }) => words.length);
    const last = lengths.length > 0 ? placed[i + Math.max(...lengths) - 1] : undefined;
    return last ? [{ start, end: last.end }] : [];
  });
}
