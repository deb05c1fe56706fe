import validator from 'validator';
import { type DigitRun, digitRuns, type Finding, matches } from './finding.ts';
import { ibanLengths } from './iban-lengths.ts';
import { endsWithLabel, labelledPattern } from './labels.ts';
import { findSpokenNumbers } from './spoken-digits.ts';

/** Card numbers, IBANs, and account numbers that are named as such. */
export function findAccounts(text: string): Finding[] {
  return [
    // First, for groups of an IBAN may look like a card.
    ...findIbans(text),
    ...findCards(text),
    ...[namedAccount, longAccount, abbreviatedAccount, accountWithBranch, namedBranch, shortBranch].flatMap((named) =>
      matches(text, 'ACCOUNT', named),
    ),
    ...accountsBesideBranch(text),
    ...findSpokenNumbers(text),
  ];
}

const end = '(?![\\p{L}\\p{N}])';
/** Of accounts with us, whose numbers an analyst needs. */
const withUs = '(?<!(?:merchant|seller|store|user|customer|client|portal|meridian|your|ihr|votre|su)[ -])';
const account = `${withUs}(?:account|acct|acc|a/c|konto|kto\\.?|compte|cuenta)`;
const namedAccount = labelledPattern(
  [
    '(?:account|acct|acc|a/c|konto|compte|cuenta) ?(?:numbers?|no|nr|num|nummer)|kontonummer|رقم الحساب',
    'bank (?:account|acct|acc) ?#|kto-?nr',
  ],
  `\\d(?:[ \\u200b-]?\\d){6,17}${end}`,
);
/** Shorter ones may be with us. */
const longAccount = labelledPattern([`${account} ?#`], `\\d(?:[ \\u200b-]?\\d){9,17}${end}`);
/** Hardly anybody writes these of an account with a shop. */
const abbreviatedAccount = labelledPattern([`${withUs}(?:acct|a/c)`], `\\d(?:[ -]?\\d){7,16}${end}`);
/** With the branch in it, as France, Mexico and Argentina write them. */
const accountWithBranch = labelledPattern(
  ['rib|clabe|cbu'],
  `(?:\\d(?:[ -]?\\d){16,23}|\\d{5} ?\\d{5} ?[A-Z0-9]{11} ?\\d{2})${end}`,
);
const namedBranch = labelledPattern(
  ['sort ?codes?|routing(?: numbers?| no)?|aba|bankleitzahl|blz|ifsc|bsb'],
  `(?:\\d{2}[ -]?\\d{2}[ -]?\\d{2}(?: ?\\d{2,3})?|\\d{3}[ -]\\d{3}(?: \\d{2})?|[A-Z]{4}0[A-Z0-9]{6})${end}`,
);
/** `Sort 20-00-00`: as a verb it stands before other things. */
const shortBranch = /(?<!\p{L})(?:sort|s\/c)(?: is)?[ :=]{1,3}(?<value>\d{2}-\d{2}-\d{2})(?!-?\d)/giu;
const bareAccount = labelledPattern([account], `\\d(?:[ -]?\\d){5,16}${end}`);
/** Characters. */
const besideBranch = 60;

/** `Account: 55779911` may be a customer's with us, which an analyst needs; beside a sort code it is a bank's. */
function accountsBesideBranch(text: string): Finding[] {
  const namesBranch = (part: string) => part.search(namedBranch) >= 0 || part.search(shortBranch) >= 0;
  if (!namesBranch(text)) return [];
  return matches(text, 'ACCOUNT', bareAccount).filter(({ start, end }) =>
    namesBranch(text.slice(Math.max(0, start - besideBranch), end + besideBranch)),
  );
}

// `\s` for numbers that a slip or a mail program broke over lines, `>` for quoted ones.
const cardSeparators = '\\s.,_/>·-';

/** First digits and lengths of the schemes. validator's `isCreditCard` knows neither Maestro, RuPay, Verve nor Troy. */
const issued =
  /^(?:3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,16}|35\d{14,17}|2[2-7]\d{14}|4\d{12}(?:\d{3,6})?|5[1-5]\d{14}|(?:5[0678]|6\d)\d{10,17}|8[12]\d{14,17}|9792\d{12})$/;
const namesCard = endsWithLabel([
  '(?:(?:credit|debit|bank|virtual)[ -]?)?cards?|visa|master ?card|amex|american express|maestro|mada|diners(?: club)?',
  'discover|pan|(?:kredit|debit|bank)?karte|tarjeta|carte|kart|بطاقة|البطاقة',
]);

function findCards(text: string): Finding[] {
  const findings: Finding[] = [];
  for (const run of digitRuns(text, cardSeparators)) {
    const { groups } = run;
    for (let first = 0; first < groups.length; first += 1) {
      const last = lastOfCard(run, first, text);
      if (last === undefined) continue;
      findings.push({ kind: 'CARD', start: groups[first]?.start as number, end: groups[last]?.end as number });
      first = last;
    }
  }
  return findings;
}

/** The longest card number that begins with this group: dates, amounts and security codes like to stand beside one. */
function lastOfCard(run: DigitRun, first: number, text: string): number | undefined {
  const start = run.groups[first]?.start as number;
  const before = text.slice(Math.max(0, start - 60), start);
  if (before.endsWith('+')) return undefined; // a phone number
  let digits = '';
  let longest: number | undefined;
  for (let last = first; last < run.groups.length; last += 1) {
    digits += run.groups[last]?.digits;
    if (digits.length > 19) break;
    if (digits.length >= 12 && isCard(digits, run, first, last, before)) longest = last;
  }
  return longest;
}

function isCard(digits: string, { groups, gaps }: DigitRun, first: number, last: number, before: string): boolean {
  if (!issued.test(digits)) return false;
  const sizes = groups.slice(first, last + 1).map((group) => group.digits.length);
  const between = gaps.slice(first, last);
  const shape = sizes.join('-');
  const isPrinted = sizes.length > 1 && /^(?:4-4-4-(?:4-)?[1-4]|4-6-[45])$/.test(shape);
  // With a slip in it, it is as private as a right one.
  if (shape === '4-4-4-4' && between.every((gap) => /^[\s-]+$/.test(gap)) && /^[3-6]/.test(digits)) return true;
  if ((isPrinted || sizes.length === 1) && digits.length >= 14 && namesCard(before)) return true;
  if (!validator.isLuhnNumber(digits)) return false;
  // Retrieval reference numbers look like short Maestro cards.
  if (digits.length < 14 && !digits.startsWith('4')) return namesCard(before);
  return isPrinted || new Set(between).size <= 1;
}

const ibanSeparators = '\\s\\u200b.>-';
/** Looks ahead only, so that a word and a number before an IBAN do not swallow it. */
const ibanCandidate = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:IBAN)?(?=([A-Z]{2}[ .-]?\\d{2}(?:[${ibanSeparators}]{0,3}[A-Z0-9]){10,31}))`,
  'giu',
);
const namesAccount = endsWithLabel(['iban|account|acct|konto|compte|cuenta|hesap|حساب|الحساب|آيبان']);

function findIbans(text: string): Finding[] {
  if (!/[A-Z]{2}[ .-]?\d{2}/i.test(text)) return [];
  return [...text.matchAll(ibanCandidate)].flatMap((match) => {
    const start = match.index + match[0].length;
    const candidate = match[1] as string;
    const length = ibanLengths.get(candidate.slice(0, 2).toUpperCase());
    if (length === undefined) return [];
    // "order no 1234567890123" has the form of a Norwegian account.
    const isWritten = /^[A-Z]{2}\d{2}/.test(candidate);
    const isNamed = namesAccount(text.slice(Math.max(0, start - 60), start));
    const isSpaced = /^.{4}[ .-]/.test(candidate);
    const ends = [...candidate.matchAll(/[A-Z0-9](?![A-Z0-9])/gi)]
      .map(({ index }) => index + 1)
      .map((end) => ({
        end,
        account: candidate
          .slice(0, end)
          .replace(/[^A-Z0-9]/gi, '')
          .toUpperCase(),
      }))
      .filter(({ account }) => Math.abs(account.length - length) <= 1)
      .reverse();
    const end = (
      ends.find(({ account }) => validator.isIBAN(account)) ??
      (isWritten || isNamed ? ends.find(({ account }) => hasIbanForm(account)) : undefined) ??
      ((isWritten && isSpaced) || isNamed ? ends.find(({ account }) => isOneOff(account)) : undefined)
    )?.end;
    return end === undefined ? [] : [{ kind: 'IBAN' as const, start, end: start + end }];
  });
}

/** Also with a slip in it: what is meant as an account is as private as a right one. */
function hasIbanForm(value: string): boolean {
  return validator.isIBAN(withRightCheckDigits(value));
}

/** One character too few or too many. */
function isOneOff(value: string): boolean {
  return hasIbanForm(`${value}0`) || hasIbanForm(value.slice(0, -1));
}

/** ISO 13616: the check digits make the number, letters counted as 10 to 35 and the first four moved to the end, 1 modulo 97. */
function withRightCheckDigits(value: string): string {
  const [country, account] = [value.slice(0, 2), value.slice(4)];
  let remainder = 0;
  for (const character of `${account}${country}00`) {
    const number = Number.parseInt(character, 36);
    remainder = (remainder * (number > 9 ? 100 : 10) + number) % 97;
  }
  const check = 98 - remainder;
  return `${country}${String(check).padStart(2, '0')}${account}`;
}
