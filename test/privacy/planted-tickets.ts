import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../service/project-root.ts';

export interface PlantedTicket {
  id: string;
  subject: string;
  body: string;
  /** The exact characters that must not survive. */
  secrets: { kind: string; text: string }[];
  /** What the category may hang on, and must survive. */
  keeps?: string[];
}

/** Invented tickets; domains end in `.example`, cards are test numbers, phone numbers fictional where a country has such. */
export const plantedTickets: PlantedTicket[] = readFileSync(
  join(projectRoot, 'test/privacy/planted-secrets.jsonl'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

const withoutPlaceholders = (text: string) => text.replace(/\[[A-Z]+-\d+\]/g, ' | ');
/** `٤` and `４` are 4 as well; every script has its ten digits in a row. */
const plainDigit = (digit: string) => {
  const plain = digit.normalize('NFKC');
  const rows = [0x30, 0x660, 0x6f0, 0x966];
  const row = rows.find((zero) => plain.charCodeAt(0) >= zero && plain.charCodeAt(0) < zero + 10);
  if (row === undefined) throw new RangeError(`a digit of a script that the test does not know: ${digit}`);
  return String(plain.charCodeAt(0) - row);
};
const digitsOf = (text: string) => (text.match(/\p{Nd}/gu) ?? []).map(plainDigit).join('');
const lettersAndDigitsOf = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const keptDigits = 6;

/**
 * What of a secret can still be read in a masked text: the secret itself, also with other separators, or more of a long number
 * than the six digits that even a card statement may show. Null when nothing can.
 */
export function survivorOf(secret: string, masked: string): string | null {
  const rest = withoutPlaceholders(masked);
  if (rest.includes(secret)) return secret;
  const compact = lettersAndDigitsOf(secret);
  if (compact.length >= 5 && lettersAndDigitsOf(rest).includes(compact)) return compact;
  const digits = digitsOf(secret);
  for (let start = 0; start + keptDigits < digits.length; start += 1) {
    const part = digits.slice(start, start + keptDigits + 1);
    if (digitsOf(rest).includes(part)) return part;
  }
  return null;
}
