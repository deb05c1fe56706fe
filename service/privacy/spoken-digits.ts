import { type Finding, matches } from './finding.ts';
import { endsWithLabel } from './labels.ts';

const digit = [
  'zero|oh|nought|naught|one|two|three|four|five|six|seven|eight|nine',
  'null|eins|zwo|zwei|drei|vier|fünf|sechs|sieben|acht|neun',
  'cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|zéro|deux|trois|quatre|cinq|sept|huit|neuf',
].join('|');
/** `double seven`, `nine hundred` */
const word = `(?:(?:double|triple|treble|doppel|doble)[ -])?(?:${digit})(?:[ -]hundred)?(?!\\p{L})`;

/** Digits one by one: as words, as calls are written down, or with spaces between them. The source of a pattern. */
export function singleDigits(least: number, most: number): string {
  const more = `{${least - 1},${most - 1}}`;
  return `(?:\\d(?: \\d)${more}|${word}(?:[\\s,-]{1,2}${word})${more})`;
}

const number = new RegExp(`(?<!\\p{L})${word}(?:[\\s,.…-]{1,3}${word}){4,24}`, 'giu');
const saysPhone = endsWithLabel([
  '(?:tele)?phone|tel|telefon|teléfono|téléphone|mobile|mob|cell|handy|móvil|portable|whats ?app|call(?: me| us)?(?: back)?|ring(?: me| us)?',
  'reach(?: me| us)?|my (?:number|no)|(?:meine|unsere) nummer|rückruf|erreichbar|numéro|número',
]);

/**
 * From eight digits on it is a number that belongs to somebody, whatever stands before it, and where a phone is named from six on;
 * from twelve words on rather no phone's.
 */
export function findSpokenNumbers(text: string): Finding[] {
  return matches(text, 'PHONE', number).flatMap((finding) => {
    const words =
      text
        .slice(finding.start, finding.end)
        .toLowerCase()
        .match(/\p{L}+/gu) ?? [];
    const count = words.reduce((sum, one) => sum + (more.get(one) ?? 1), 0);
    // Hundreds one after the other are counted.
    const hundreds = words.filter((one) => one === 'hundred').length;
    if (hundreds * 3 > words.length) return [];
    if (count < 6 || (count < 8 && !saysPhone(text.slice(0, finding.start)))) return [];
    return words.length < 12 ? [finding] : [{ ...finding, kind: 'ACCOUNT' as const }];
  });
}

/** Digits that such a word adds to its neighbour's one. */
const more = new Map([
  ['triple', 2],
  ['treble', 2],
  ['hundred', 2],
]);
