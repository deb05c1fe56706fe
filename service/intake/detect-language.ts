import { eld } from 'eld/extrasmall';
import { languages } from '../contracts/languages.ts';
import { countLetters } from './letters.ts';

const SUPPORTED = new Set(languages);

const MIN_LETTERS = 20;
/** A sentence or two have said enough, and the detector's time grows with the text. */
const SAMPLE_LENGTH = 120;
/** A text of this length may change its language on the way, so its second half is asked as well. */
const LONG_TEXT_LENGTH = 1000;
const MIN_MARGIN = 0.02;
/** Fewer letters need a clearer answer where thirty languages share a script. */
const SHORT_LETTERS = 40;
const SHORT_MARGIN = 0.05;
/** Both keep the work bounded, however long a text or one of its lines is. */
const MAX_LINES = 200;
const MAX_LINE_LENGTH = 1000;

/** Stack traces, JSON, commands and log lines look English in a ticket of any language. */
const CODE_LINE =
  /^\s*(?:at\s\S+[(:]|[{}\]<#|]|\$\s|"[\w.-]+"\s*:|[\w.]*(?:Exception|Error)\b|(?:curl|npm|git|sudo|GET|POST|PUT|INFO|WARN|ERROR|DEBUG)\s|\d{4}-\d\d-\d\d[T ]\d)|^.{0,80}[{};]\s*$/;
/** Addresses, file names, identifiers, `camelCase`, anything with a digit. */
const CODE_WORD = /[\d_@/\\=<>{}[\]|*#~^]|\p{Ll}\p{Lu}|\p{L}[.:]+\p{L}/u;
const NOT_CJK = /[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+/gu;
const LATIN = /\p{Script=Latin}/u;
/** Other scripts are full of Latin product names, so fewer of their own letters decide. */
const MIN_OTHER_SCRIPT = 0.45;
const MAX_OTHER_SCRIPT_IN_LATIN = 0.3;

/**
 * Detects the language of a cleaned ticket.
 *
 * @param subject consulted when the body alone is too short
 * @returns ISO 639-1, or null when the text is too short, too mixed or too technical to tell
 */
export function detectLanguage(body: string, subject = ''): string | null {
  const lines = body.split('\n');
  let sample = takeProse(lines);
  if (countLetters(sample) < MIN_LETTERS) sample = takeProse([subject, ...lines]);
  const language = detectSample(sample);
  if (language === null || body.length < LONG_TEXT_LENGTH) return language;
  const later = detectSample(takeProse(body.slice(body.length / 2).split('\n')));
  return later === null || later === language ? language : null;
}

/** The first sentences of the lines, without code, in the script that most of their letters have. */
function takeProse(lines: readonly string[]): string {
  let latin = '';
  let other = '';
  for (let index = 0; index < Math.min(lines.length, MAX_LINES); index += 1) {
    const line = (lines[index] ?? '').slice(0, MAX_LINE_LENGTH);
    if (line === '' || CODE_LINE.test(line)) continue;
    for (const word of line.split(' ')) {
      if (word === '' || CODE_WORD.test(word)) continue;
      if (LATIN.test(word)) latin += `${word} `;
      else other += `${word} `;
    }
    if (latin.length >= SAMPLE_LENGTH || other.length >= SAMPLE_LENGTH) break;
  }
  const otherShare = other.length / (latin.length + other.length || 1);
  if (otherShare >= MIN_OTHER_SCRIPT) return other.slice(0, SAMPLE_LENGTH);
  return otherShare <= MAX_OTHER_SCRIPT_IN_LATIN ? latin.slice(0, SAMPLE_LENGTH) : '';
}

/** A CJK character says as much as three letters. */
const weigh = (sample: string): number =>
  countLetters(sample) + (LATIN.test(sample) ? 0 : 2 * countLetters(sample.replace(NOT_CJK, '')));

function detectSample(sample: string): string | null {
  const weight = weigh(sample);
  if (weight < MIN_LETTERS) return null;
  const result = eld.detect(sample);
  if (!SUPPORTED.has(result.language) || !result.isReliable()) return null;
  const [best = 0, second = 0] = Object.values(result.getScores());
  const isShortLatin = weight < SHORT_LETTERS && LATIN.test(sample);
  return best - second >= (isShortLatin ? SHORT_MARGIN : MIN_MARGIN) ? result.language : null;
}
