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
  const { value: first } = foundAlong(line, soughtTerms(sought)).next();
  const start = first && first.start > before ? startBefore(line, first.start) : 0;
  return `${start > 0 ? '… ' : ''}${line.slice(start, start + mostCharacters)}`.toWellFormed() || null;
}

/** At a word; in a run without spaces there is no better place than what was found itself. */
function startBefore(line: string, at: number): number {
  const space = line.indexOf(' ', at - before);
  return space < 0 || space > at ? at : space + 1;
}

/** Where in a text the terms stand, in their order there. */
export const foundIn = (text: string, terms: readonly SoughtTerm[]): FoundStretch[] => [...foundAlong(text, terms)];

/** Reads no further than it is asked for. */
function* foundAlong(text: string, terms: readonly SoughtTerm[]): Generator<FoundStretch, undefined> {
  const words = placedWords(text);
  const longest = Math.max(1, ...terms.map((term) => term.words.length));
  const ahead: { word: string; start: number; end: number }[] = [];
  for (let isAtEnd = false; ; ahead.shift()) {
    while (!isAtEnd && ahead.length < longest) {
      const { done, value } = words.next();
      if (done) isAtEnd = true;
      else ahead.push(value);
    }
    const [first] = ahead;
    if (!first) return;
    const lengths = terms.filter((term) => isBegunBy(ahead, term)).map((term) => term.words.length);
    const last = lengths.length > 0 ? ahead[Math.max(...lengths) - 1] : undefined;
    if (last) yield { start: first.start, end: last.end };
  }
}

const isBegunBy = (given: readonly { word: string }[], { words, isBeginning }: SoughtTerm): boolean =>
  words.every((word, n) => (isBeginning ? given[n]?.word.startsWith(word) : given[n]?.word === word));
