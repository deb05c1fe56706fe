import { makeWellFormed } from './make-well-formed.ts';

const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/** No-break, en, em, thin, ideographic and the other widths of a space; tabs too. */
const SPACES = /[\t\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;
/** Colours and cursor moves of a terminal, as they come with pasted logs. */
const TERMINAL_CODES = new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;?]{0,20}[A-Za-z]`, 'g');
const INVISIBLE = matchAnyOf([
  [0x0000, 0x0008], // C0 controls; tab and line ends have been unified before
  [0x000e, 0x001f],
  [0x007f, 0x0084], // delete and C1 controls
  [0x0086, 0x009f],
  [0x00ad, 0x00ad], // soft hyphen
  [0x034f, 0x034f], // grapheme joiner
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers, also 3164 and FFA0
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200b], // zero-width space
  [0x200e, 0x200f], // bidi marks
  [0x202a, 0x202e], // bidi embeddings and overrides
  [0x2060, 0x206f], // word joiner, invisible operators, bidi isolates
  [0x3164, 0x3164],
  [0xfe00, 0xfe0d], // variation selectors; FE0E and FE0F belong to emoji
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffc], // annotation and object marks
  [0xe0000, 0xe0fff], // tags, in which an instruction to a language model can be smuggled
]);
/** Joiners shape words of Persian and Indic scripts and tie emoji together; anywhere else they are noise. */
const JOINED_SCRIPTS = [
  'Arabic',
  'Syriac',
  'Devanagari',
  'Bengali',
  'Gurmukhi',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
];
const JOINABLE = `[${JOINED_SCRIPTS.map((script) => `\\p{Script=${script}}`).join('')}\\p{Extended_Pictographic}\\uFE0F]`;
const JOINERS = /[\u200C\u200D]/;
const STRAY_JOINERS = new RegExp(`(?<!${JOINABLE})[\u200C\u200D]+|[\u200C\u200D]+(?!${JOINABLE})`, 'gu');
/**
 * Letters and digits in another shape: full width, Latin ligatures, styled mathematical letters, and the joined
 * forms of Arabic letters that PDF viewers copy. NFKC as a whole would also rewrite Arabic phrases (`ﷺ`),
 * fractions and CJK punctuation.
 */
const SHAPED =
  /[\uFF10-\uFF19\uFF20-\uFF3A\uFF41-\uFF5A\uFF0B\uFF0D-\uFF0F\uFF3F\uFB00-\uFB06\uFB50-\uFBB1\uFE80-\uFEFC\u{1D400}-\u{1D7FF}]/gu;
const NEEDS_SHAPING = /[\uFB00-\uFBB1\uFE80-\uFF5A\uD835]/;

/** `Z̷̛a̸l̶g̵o̴`: Vietnamese and vocalised Arabic need three marks a letter; sorting endless ones takes quadratic time. */
const MARKS_BEFORE_SORTING = /(\p{M}{30})\p{M}+/gu;
const MARKS = /(\p{M}{8})\p{M}+/gu;

function matchAnyOf(ranges: readonly (readonly [from: number, to: number])[]): RegExp {
  const written = (code: number) => `\\u{${code.toString(16)}}`;
  return new RegExp(`[${ranges.map(([from, to]) => `${written(from)}-${written(to)}`).join('')}]`, 'gu');
}

const isPlainAscii = (text: string): boolean => !/[^\n\x20-\x7E]/.test(text);

/**
 * One spelling for what looks the same: NFC, one kind of space and line end, no invisible characters, at most one
 * blank line in a row, no white space at the ends of lines or of the text. Normalising twice changes nothing more.
 */
export function normaliseText(text: string): string {
  const characters = isPlainAscii(text) ? text : normaliseCharacters(text);
  const lines = characters.split('\n').map((line) => line.trimEnd());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+/, '')
    .trimEnd();
}

function normaliseCharacters(text: string): string {
  let result = makeWellFormed(text)
    .replace(TERMINAL_CODES, '')
    .replace(LINE_ENDS, '\n')
    .replace(SPACES, ' ')
    .replace(INVISIBLE, '');
  if (NEEDS_SHAPING.test(result)) result = result.replace(SHAPED, (letter) => letter.normalize('NFKC'));
  result = composed(result);
  return JOINERS.test(result) ? withoutStrayJoiners(result) : result;
}

function composed(text: string): string {
  return text.replace(MARKS_BEFORE_SORTING, '$1').normalize('NFC').replace(MARKS, '$1');
}

/** Composing changes who a joiner's neighbours are, and a joiner's going what can be composed: so both, until nothing changes. */
function withoutStrayJoiners(text: string): string {
  let result = text;
  for (let round = 0; round < 8; round += 1) {
    const next = composed(result.replace(STRAY_JOINERS, ''));
    if (next === result) return result;
    result = next;
  }
  return composed(result.replace(/[\u200C\u200D]+/g, '')); // made to resist: no writing looks so
}
