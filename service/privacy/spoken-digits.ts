import { type Finding, matches } from './finding.ts';

const word = '(?:(?:double|triple) )?(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)';

/** Digits one by one: as words, as calls are written down, or with spaces between them. The source of a pattern. */
export function singleDigits(least: number, most: number): string {
  const more = `{${least - 1},${most - 1}}`;
  return `(?:\\d(?: \\d)${more}|${word}(?:[\\s,-]{1,2}${word})${more})`;
}

const longNumber = new RegExp(`(?<!\\p{L})${word}(?:[\\s,.-]{1,3}${word}){7,24}(?!\\p{L})`, 'giu');

/** From eight words on it is a number that belongs to somebody, whatever stands before it; from twelve on rather no phone's. */
export function findSpokenNumbers(text: string): Finding[] {
  return matches(text, 'PHONE', longNumber).map((finding) => {
    const words = text.slice(finding.start, finding.end).match(/\p{L}+/gu) ?? [];
    return words.length < 12 ? finding : { ...finding, kind: 'ACCOUNT' };
  });
}
