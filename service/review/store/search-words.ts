import { normaliseText } from '../../intake/normalise-text.ts';

/**
 * The words by which a ticket's text is found, as PostgreSQL's `simple` configuration would have them: lower case and no stems, for
 * tickets come in many languages. They are taken apart here and not there: which letters PostgreSQL knows, and their lower case,
 * depends on how the database was created, and it takes `refund/twice` for the path of a file.
 */

/** Written without spaces: each character is a word, and several in a row are sought in a row. */
const unspaced =
  '(?=\\p{L})[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}]';
/** No writing has more marks on one. Taken apart, one mark becomes several, and some that are none do: there would be no end of them. */
const withMarks = `${unspaced}\\p{M}{0,8}`;
const character = new RegExp(withMarks, 'gu');
/** A run of such characters, or a word. PostgreSQL takes none of more than 2,046 bytes: a longer one counts as several. */
const pieces = new RegExp(
  `((?:${withMarks})+)|(?!${unspaced})[\\p{L}\\p{N}](?:(?!${unspaced})[\\p{L}\\p{N}\\p{M}]){0,199}`,
  'gu',
);
/** Not everybody writes them, and not every keyboard has them. In other scripts they are part of the word. */
const accents = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu;

/** Letters that look like an apostrophe and are typed as one; the second would count as Thai, for it is used there too. */
const apostrophes = /[\u02bb\u02bc]/g;

/** What differs only in its spelling is the same. Texts come in normalised; what is typed to find them does not. */
function folded(text: string): string {
  const plain = normaliseText(text).normalize('NFKD').toLowerCase().replace(accents, '').replace(apostrophes, "'");
  return plain.replaceAll('ß', 'ss').replaceAll('ς', 'σ').normalize('NFC');
}

/** @returns each word, or the characters of a run, in their order */
function piecesOf(text: string): string[][] {
  return Array.from(folded(text).matchAll(pieces), ([piece, run]) => run?.match(character) ?? [piece]);
}

// Letters, digits and marks only: between the quotes nothing has to be escaped.
const lexeme = (word: string) => `'${word}'`;

/**
 * The last place that a tsvector knows, and it keeps no more than 255 places of one word. Behind either, words are found, and
 * phrases are not.
 */
const lastPlace = 16_383;

/** A `tsvector` as text: all words of subject and body with their places. */
export function searchVector({ subject, body }: { subject: string; body: string }): string {
  const places = new Map<string, number[]>();
  let place = 0;
  for (const text of [subject, body]) {
    for (const word of piecesOf(text).flat()) {
      place = Math.min(place + 1, lastPlace);
      const known = places.get(word);
      if (known) known.push(place);
      else places.set(word, [place]);
    }
    place += 1; // no phrase begins in the subject and ends in the body
  }
  return [...places].map(([word, at]) => `${lexeme(word)}:${at.join(',')}`).join(' ');
}

/** Below, one word begins too many others. A syllable of Korean is as good as a word, and hardly any word of it stands bare. */
const shortestBeginning = 3;
const isBeginning = (word: string) => word.length >= shortestBeginning || /\p{Script=Hangul}/u.test(word);

/**
 * A `tsquery` as text: all words must occur, in any order. `refund` finds `refunded` too, for there are no stems; what stands in
 * quotation marks is found as it is, side by side. Empty, which finds nothing, where there is no word.
 */
export function searchQuery(sought: string): string {
  const terms = soughtTerms(sought).map(({ words: [word = '', ...more], isBeginning }) => {
    if (more.length > 0) return `(${[word, ...more].map(lexeme).join(' <-> ')})`;
    return isBeginning ? `${lexeme(word)}:*` : lexeme(word);
  });
  return [...new Set(terms)].join(' & ');
}

/** Words that must stand side by side, or one; what begins with it counts, too, where `isBeginning`. */
export interface SoughtTerm {
  words: string[];
  isBeginning: boolean;
}

export function soughtTerms(sought: string): SoughtTerm[] {
  const parts = sought.split(/["“”„«»]/u);
  const isQuoted = (i: number) => i % 2 === 1 && i < parts.length - 1; // the last mark may still want its other one
  return parts.flatMap((part, i): SoughtTerm[] => {
    const found = piecesOf(part);
    if (found.length === 0) return [];
    if (isQuoted(i)) return [{ words: found.flat(), isBeginning: false }];
    return found.map((words) => ({ words, isBeginning: words.length === 1 && words.every(isBeginning) }));
  });
}

/** Each word of a text as it is sought, and where it stands; offsets are UTF-16 units of the text. */
export function* placedWords(text: string): Generator<{ word: string; start: number; end: number }> {
  // A text repeats its words, and one without spaces its characters: folding is what costs.
  const folded = new Map<string, readonly string[]>();
  const fold = (part: string) => {
    const words = folded.get(part) ?? piecesOf(part).flat();
    folded.set(part, words);
    return words;
  };
  for (const { 0: piece, 1: run, index } of text.matchAll(pieces)) {
    let start = index;
    for (const part of run?.match(character) ?? [piece]) {
      const end = start + part.length;
      for (const word of isPlain.test(part) ? [part.toLowerCase()] : fold(part)) yield { word, start, end };
      start = end;
    }
  }
}
/** Nothing to fold but its case, which is most of most texts. */
const isPlain = /^[a-z0-9]+$/i;
