import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import validator from 'validator';
import { type DigitRun, digitRuns, type Finding } from './finding.ts';
import { endsWithLabel } from './labels.ts';

/** Countries whose national form is recognised; international numbers (`+…`, `00…`) always are. */
const homes = ['AE', 'SA', 'GB', 'DE', 'US', 'IN', 'EG', 'NG', 'PH', 'TR', 'PK', 'FR'] as const;

const saysPhone = endsWithLabel([
  'tele(?:phone|fon)?|tel|téléphone|tél|teléfono|phone|ph|mobile|mob|cell|cel|portable|móvil|handy|fax|sms|text|whats ?app',
  "call(?:ing|ed)?|callback|ring|rang|dial|contact|my (?:number|no)|i'm|rückruf|anruf\\p{L}*|erreichbar",
  '(?<=(?:^|[\\n|]) ?)[tmp]|جوال|الجوال|هاتف|الهاتف|موبايل|\\p{L}?اتصل\\p{L}*|واتساب|arayın(?:ız)?',
  'reach(?:able)? (?:(?:me|us|him|her|them) )?(?:at|on|under)',
]);
const saysOther = endsWithLabel([
  'orders?|invoices?|ref|reference|rrn|arn|mid|tid|serial|batch|receipt|case|ticket|txn|trn|transaction|payment|tracking',
  'merchant|terminal|file|imei|sn|s/n|sku|ean|vat|policy|booking|offset|commande|bestellung|pedido|rechnung',
]);

const fewestDigits = 7;

/** Phone numbers as people write them. Digits alone are more often an amount, a date, an order or a payment number. */
export function findPhones(text: string): Finding[] {
  if (!/\d(?:[^\p{L}\d\n]{0,3}\d){6}/u.test(text)) return [];
  // A longer row of numbers is a table, and every stretch of it would be tried in every country.
  return digitRuns(text, ' .()/-').flatMap((run) => (run.groups.length > 24 ? [] : phonesOf(run, text)));
}

function phonesOf({ groups, gaps }: DigitRun, text: string): Finding[] {
  const findings: Finding[] = [];
  for (let first = 0; first < groups.length; first += 1) {
    const { start: digitsStart } = groups[first] as DigitRun['groups'][number];
    // Short runs of digits are the rule, and what stands before them is looked at more closely than they are.
    if (digitsFrom(groups, first) < fewestDigits) break;
    if (isAddress(text, digitsStart)) {
      first += 3;
      continue;
    }
    const opening = /\(?\+?\(?$/.exec(text.slice(Math.max(0, digitsStart - 3), digitsStart))?.[0] ?? '';
    const before = text.slice(Math.max(0, digitsStart - opening.length - 60), digitsStart - opening.length);
    // `MR7-20981`, `INV-2026-000481`
    if (/[\p{L}\p{N}_][-/.]?$/u.test(before) && !(first > 0 && /[\s/(]/.test(gaps[first - 1] ?? ''))) continue;
    const isNamed = saysPhone(before);
    const windows = groups
      .slice(first, first + (isNamed ? 15 : 7))
      .map(({ end }) => ({ end, written: text.slice(digitsStart, end), opening }))
      .filter(({ written }) => mayBePhone(written))
      .reverse();
    const found =
      windows.find((window) => isPhone(window, before)) ??
      windows.find(({ written }) => isNamed && written.replace(/\D/g, '').length >= fewestDigits);
    if (!found) continue;
    // `(+971 50 123 4567)` leaves its brackets, `(415) 555-0132` has one of its own.
    const isOpened = found.written.split(')').length > found.written.split('(').length;
    const signs = isOpened ? opening : opening.replaceAll('(', '');
    findings.push({ kind: 'PHONE', start: digitsStart - signs.length, end: found.end });
    while (first + 1 < groups.length && (groups[first + 1]?.start as number) < found.end) first += 1;
  }
  return findings;
}

function digitsFrom(groups: DigitRun['groups'], first: number): number {
  return groups.slice(first).reduce((sum, { digits }) => sum + digits.length, 0);
}

/** `cannot reach 192.168.100.100:9092` */
function isAddress(text: string, start: number): boolean {
  const address = /^(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)/.exec(text.slice(start, start + 18))?.[0];
  return address !== undefined && validator.isIP(address);
}

function mayBePhone(written: string): boolean {
  const { length } = written.replace(/\D/g, '');
  const isDate = /(?:^|\D)(?:\d{4}([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2\d{4})(?:\D|$)/.test(written);
  return length >= fewestDigits && length <= 15 && !isDate;
}

interface Written {
  written: string;
  /** Brackets and plus sign in front of the digits. */
  opening: string;
}

function isPhone({ written, opening }: Written, before: string): boolean {
  const digits = written.replace(/\D/g, '');
  // With a slip in it, a number that begins like this is as private as a right one.
  if (opening.includes('+'))
    return digits.length >= 9 && parsePhoneNumberFromString(`+${digits}`)?.isPossible() === true;
  if (saysOther(before)) return false;
  if (digits.startsWith('00')) {
    return digits[2] !== '0' && parsePhoneNumberFromString(`+${digits.slice(2)}`)?.isValid() === true;
  }
  if (/^[2-9]\d{2}[)]?[ .-]{1,2}[2-9]\d{2}[ .-]\d{4}$/.test(written)) return true; // North America
  if (digits.length === 7) return /^\d{3}-\d{4}$/.test(written) && /(?<!\p{L})at $/iu.test(before);
  const isNational = opening.includes('(') || digits.startsWith('0');
  return (
    isNational &&
    digits.length >= 9 &&
    digits.length <= 12 &&
    homes.some((country) => parsePhoneNumberFromString(digits, country)?.isValid() === true)
  );
}
