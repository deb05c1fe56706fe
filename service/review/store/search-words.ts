/**
 * The words by which a ticket's text is found, as PostgreSQL's `simple` configuration would have them: lower case and no stems, for
 * tickets come in many languages. They are taken apart here and not there: which letters PostgreSQL knows, and their lower case,
 * depends on how the database was created, and it takes `refund/twice` for the path of a file.
 */

/** Written without spaces: each character is a word, and several in a row are sought in a row. */
const unspaced =
  '(?=\\p{L})[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}]';
const character = new RegExp(`${unspaced}\\p{M}*`, 'gu');
/** A run of such characters, or a word. PostgreSQL takes none of more than 2,046 bytes: a longer one counts as several. */
const pieces = new RegExp(
  `((?:${unspaced}\\p{M}*)+)|(?!${unspaced})[\\p{L}\\p{N}](?:(?!${unspaced})[\\p{L}\\p{N}\\p{M}]){0,199}`,
  'gu',
);
/** Not everybody writes them, and not every keyboard has them. In other scripts they are part of the word. */
const accents = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu;

/** @returns each word, or the characters of a run, in their order */
function piecesOf(text: string): string[][] {
  const folded = text.normalize('NFKD').toLowerCase().replace(accents, '').normalize('NFC');
  return Array.from(folded.matchAll(pieces), ([piece, run]) => run?.match(character) ?? [piece]);
}

// Letters, digits and marks only: between the quotes nothing has to be escaped.
const lexeme = (word: string) => `'${word}'`;

/** The last place that a tsvector knows. Words behind it are found, and phrases are not. */
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

/** Below, one word begins too many others. */
const shortestBeginning = 3;

/**
 * A `tsquery` as text: all words must occur, in any order. `refund` finds `refunded` too, for there are no stems; what stands in
 * quotation marks is found as it is, side by side. Empty, which finds nothing, where there is no word.
 */
export function searchQuery(sought: string): string {
  const parts = sought.split(/["“”„«»]/u);
  const isQuoted = (i: number) => i % 2 === 1 && i < parts.length - 1; // the last mark may still want its other one
  const phrase = (words: readonly string[]) => `(${words.map(lexeme).join(' <-> ')})`;
  const terms = parts.flatMap((part, i) => {
    const found = piecesOf(part);
    if (found.length === 0) return [];
    if (isQuoted(i)) return [phrase(found.flat())];
    return found.map(([word = '', ...more]) => {
      if (more.length > 0) return phrase([word, ...more]);
      return word.length < shortestBeginning ? lexeme(word) : `${lexeme(word)}:*`;
    });
  });
  return [...new Set(terms)].join(' & ');
}
