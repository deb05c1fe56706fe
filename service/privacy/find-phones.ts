import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import validator from 'validator';
import { type DigitRun, digitRuns, type Finding } from './finding.ts';
import { endsWithLabel } from './labels.ts';

/** Countries whose national form is recognised; international numbers (`+…`, `00…`) always are. */
const homes = ['AE', 'SA', 'GB', 'DE', 'US', 'IN', 'EG', 'NG', 'PH', 'TR', 'PK', 'FR'] as const;

const phone = [
  'tele(?:phone|fon)?|tele(?:foon|fon|phone)(?:nummer|nr)|telefoon|telefono|telefone|numer telefonu|tel|téléphone|tél|tlf|teléfono|phone|ph|mobile?|mob|cell|cel|portable|móvil|handy|fax|whats ?app',
  '(?<=(?:^|[\\n|]) ?)[tmp]|جوال|الجوال|هاتف|الهاتف|موبايل|واتساب',
];
/** Days stand less often behind these than behind `called`. */
const reached = [
  "callback|dial|my (?:number|no)|i'm|meine nummer|rückruf|erreichbar|\\p{L}?اتصل\\p{L}*|arayın(?:ız)?",
  // Not `mon numéro de commande`.
  'mon numéro|(?:mi|meu) número(?! de)|(?:mijn|mitt) nummer|mój numer|kontakt(?= ?:)|(?:r?appelez|joindre|contactez)[ -](?:moi|nous)(?: au)?',
  'llám(?:a|e|en)(?:me|nos)(?: al)?|ring (?:mig|oss) på|bel (?:mij|me|ons)(?: (?:terug )?op)?',
  '(?:zadzwo\\p{L}+|dzwoni\\p{L}+|kontakt(?:ować)?|dostępn\\p{L}+|telefon(?:u|iczny)?)(?: \\p{L}{1,12}){0,2} pod numerem',
  'reach(?:able)? (?:(?:me|us|him|her|them) )?(?:at|on|under)',
];
const namesPhone = endsWithLabel([...phone, ...reached]);
const saysPhone = endsWithLabel([
  ...phone,
  ...reached,
  'sms|text|call(?:ing|ed)?|ring|rang|contact|anruf\\p{L}*|(?:voice ?mail|call) from|anruf von|appel d[eu]|llamada de',
]);
const saysOther = endsWithLabel([
  'orders?|invoices?|ref|reference|rrn|arn|mid|tid|serial|batch|receipt|case|ticket|txn|trn|transaction|payment|tracking',
  'merchant|terminal|file|imei|sn|s/n|sku|ean|vat|policy|booking|offset|commande|bestellung|pedido|rechnung',
]);

const fewestDigits = 7;

const [day, month, year] = ['(?:0?[1-9]|[12]\\d|3[01])', '(?:0?[1-9]|1[0-2])', '(?:19|20)\\d\\d'];
const dayAndMonth = (sign: string) => `(?:${day}${sign}${month}|${month}${sign}${day})`;
const whole = (sign: string) => `${dayAndMonth(sign)}${sign}${year}|${year}${sign}${month}${sign}${day}`;
/** `0431 12.10.20` is a phone number. */
const notBehindPrefix = '(?<!(?<!\\d)0[1-9]\\d{1,3}[ /])';
/** `04.03.`, or with two digits of the year; as a link of a longer chain, `01.02.03.04.05`, it is none. */
const short = (sign: string) =>
  `(?<!\\d${sign})${notBehindPrefix}${dayAndMonth(sign)}(?:${sign}\\d\\d)?(?!\\d|${sign}\\d)`;
const clock = '(?:[01]?\\d|2[0-4])';
const pattern = (sources: readonly string[]) => new RegExp(`(?<![\\d+])(?:${sources.join('|')})`, 'g');
const dateOrAmount = pattern([
  ...[' ?\\. ?', ' ?/ ?', ' ?- ?'].map((sign) => `(?:${whole(sign)})(?!\\d)`),
  `(?<!\\d:)${clock}:[0-5]\\d(?::[0-5]\\d)?(?!:?\\d)|${clock}\\.[0-5]\\d ?- ?${clock}\\.[0-5]\\d(?!\\.?\\d)`,
  '(?<!\\d\\.)(?:0\\.\\d{1,6}|[1-9]\\d{0,8}\\.\\d\\d|[1-9]\\d{0,2}(?: \\d{3}){1,3}\\.\\d\\d)(?!\\.?\\d)',
  '(?<!\\d[.,])(?:0|[1-9]\\d{0,8}|[1-9]\\d{0,2}(?:[ .]\\d{3}){1,3}),\\d{1,2}(?!,?\\d)',
]);
/** So a stretch of a phone number may be written as well, `Tel. 02/12 34 567`. */
const shortDate = pattern([
  `(?:${whole(' ')})(?!\\d)`,
  // Not `02/12-34567` and `01/12 34 56 78`.
  ...['\\.', '/'].map((sign) => `${short(sign)}(?!-\\d(?!\\d?[./]\\d)|(?: \\d\\d){3}(?!\\d))`),
  `${short('-')}(?= ${short('-')})|(?<=\\d-\\d{1,2} )${short('-')}|(?<!\\d-)${notBehindPrefix}${dayAndMonth('-')}-\\d\\d(?!-?\\d)`,
  // `02/2012 3456` is a number in Cairo.
  `(?<!\\d[./-])(?!02[./-]\\d{4} \\d{4}(?![ ./-]{0,3}\\d))${month}[./-]${year}(?!\\d|[./]\\d)`,
]);

/** Phone numbers as people write them. Digits alone are more often an amount, a date, an order or a payment number. */
export function findPhones(text: string): Finding[] {
  if (!/\d(?:[^\p{L}\d\n]{0,3}\d){6}/u.test(text)) return [];
  const [isOther, isShort] = [within(text, dateOrAmount), within(text, shortDate)];
  return digitRuns(text, ' .()/-').flatMap((run) => {
    const others = run.groups.map(isOther);
    const dates = run.groups.map((group, i) => others[i] || isShort(group));
    // A longer row of numbers is a table, and every stretch of it would be tried in every country.
    return run.groups.length > 24 ? [] : phonesOf(run, text, { others, dates });
  });
}

type Group = DigitRun['groups'][number];

/** Whether groups, asked for in their order, belong to what the pattern finds. */
function within(text: string, found: RegExp): (group: Group) => boolean {
  const stretches = [...text.matchAll(found)].map(({ 0: { length }, index }) => ({
    start: index,
    end: index + length,
  }));
  let next = 0;
  return ({ start }) => {
    while (next < stretches.length && (stretches[next]?.end as number) <= start) next += 1;
    return start >= (stretches[next]?.start ?? Number.POSITIVE_INFINITY);
  };
}

/** @param taken whether the group at the same place is of a date or an amount: `dates` also where it may be of a phone number */
function phonesOf(
  { groups, gaps }: DigitRun,
  text: string,
  taken: { others: readonly boolean[]; dates: readonly boolean[] },
): Finding[] {
  const findings: Finding[] = [];
  for (let first = 0; first < groups.length; first += 1) {
    if (taken.others[first]) continue;
    const { start: digitsStart } = groups[first] as Group;
    // Short runs of digits are the rule, and what stands before them is looked at more closely than they are.
    if (digitsFrom(groups, first) < fewestDigits) break;
    if (isAddress(text, digitsStart)) {
      first += 3;
      continue;
    }
    const opening = /\(?\+?\(?$/.exec(text.slice(Math.max(0, digitsStart - 3), digitsStart))?.[0] ?? '';
    const before = text.slice(Math.max(0, digitsStart - opening.length - 60), digitsStart - opening.length);
    // `MR7-20981`, `INV-2026-000481`; behind a bare slash only one number after another, `0171 3920012/0171 3920013`.
    const gap = gaps[first - 1] ?? '';
    const isSecond = gap === '/' && findings.at(-1)?.end === groups[first - 1]?.end;
    if (/[\p{L}\p{N}_][-/.]?$/u.test(before) && !/[\s(]/.test(gap) && !isSecond) continue;
    const isTaken = opening.includes('+') || namesPhone(before) ? taken.others : taken.dates;
    if (isTaken[first]) continue;
    const isNamed = saysPhone(before);
    const next = isTaken.indexOf(true, first);
    const windows = groups
      .slice(first, Math.min(first + (isNamed ? 15 : 7), next < 0 ? groups.length : next))
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
  // `(1500) (2000)` are amounts.
  return length >= fewestDigits && length <= 15 && !/\).*\(/.test(written);
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
  // Amounts below nothing stand in brackets too, `(25025)`, and prefixes are shorter.
  const isNational = (opening.includes('(') && !/^[1-9]\d{4,}\)/.test(written)) || digits.startsWith('0');
  return (
    isNational &&
    digits.length >= 9 &&
    digits.length <= 12 &&
    homes.some((country) => parsePhoneNumberFromString(digits, country)?.isValid() === true)
  );
}
