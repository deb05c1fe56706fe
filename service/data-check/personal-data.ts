import { findAccounts } from '../privacy/find-accounts.ts';
import { findCodes } from '../privacy/find-codes.ts';
import { findEmails } from '../privacy/find-emails.ts';
import { findIdentities } from '../privacy/find-identities.ts';
import { findKeys } from '../privacy/find-keys.ts';
import { findPasswords } from '../privacy/find-passwords.ts';
import { findPhones } from '../privacy/find-phones.ts';
import type { Finding as Found, PersonalData } from '../privacy/finding.ts';
import { foldLookalikes } from '../privacy/fold-lookalikes.ts';
import type { CheckedTicket } from './checked-ticket.ts';
import { counted, example, type Finding, finding, inWords, tally } from './finding.ts';

/** Names, dates of birth and streets are left out: an invented one looks like any other. */
const finders = [findKeys, findPasswords, findAccounts, findCodes, findEmails, findIdentities, findPhones];

type Kind = Exclude<PersonalData, 'NAME' | 'BIRTHDATE' | 'ADDRESS'>;
const namesOfKinds: Record<Kind, [one: string, many: string]> = {
  CARD: ['card number', 'card numbers'],
  IBAN: ['IBAN', 'IBANs'],
  ACCOUNT: ['account number', 'account numbers'],
  SECRET: ['password or key', 'passwords or keys'],
  EMAIL: ['e-mail address', 'e-mail addresses'],
  PHONE: ['phone number', 'phone numbers'],
  ID: ['number of an identity paper', 'numbers of identity papers'],
};

/** By kind and by ticket, and never the value itself: what is printed ends up in logs. */
export function personalDataFindings(tickets: readonly CheckedTicket[]): Finding[] {
  const holders = tickets
    .map((ticket) => ({ ticket, kinds: realLooking(`${ticket.subject}\n${ticket.body}`) }))
    .filter(({ kinds }) => kinds.length > 0);
  const kinds = tally(
    holders.flatMap((holder) => holder.kinds),
    (kind) => kind,
  ).map(([kind, count]) => `${inWords(count)} ${namesOfKinds[kind as Kind][count === 1 ? 0 : 1]}`);
  return finding('personal_data', holders, {
    message: `${counted(holders.length, 'ticket holds', 'tickets hold')} personal data that looks real: ${kinds.join(', ')}`,
    remedy:
      'replace it by invented data (addresses at example.org, say): tickets to train with are kept longer than those of a helpdesk',
    show: (holder) =>
      example([holder.ticket], [...new Set(holder.kinds)].map((kind) => namesOfKinds[kind][0]).join(', ')),
  });
}

/** The kind of each value that is not evidently made up. */
export function realLooking(text: string): Kind[] {
  const folded = foldLookalikes(text);
  const kept: Found[] = [];
  for (const found of finders.flatMap((find) => find(folded)))
    if (kept.every(({ start, end }) => found.end <= start || found.start >= end)) kept.push(found);
  return kept
    .filter((found): found is Found & { kind: Kind } => found.kind in namesOfKinds)
    .filter(({ kind, start, end }) => !isInvented(kind, folded.slice(start, end)))
    .map(({ kind }) => kind);
}

function isInvented(kind: Kind, value: string): boolean {
  if (kind === 'EMAIL') return reservedDomain.test(value);
  // Shortened, or too short to open anything: most such words are none.
  if (kind === 'SECRET') return value.length < 8 || /[…•*]|\.{3}|x{4}/i.test(value);
  const digits = digitsOf(value);
  return kind === 'PHONE' ? phoneOfFiction.test(digits) : exampleNumber.test(digits);
}

/** RFC 2606 and RFC 6761, spoken ones too. */
const reservedDomain = /(?:[.@]| dot |\[dot\] ?)(?:example|test|invalid|localhost)$|[.@]example\.(?:com|org|net|edu)$/i;

/** Numbers that regulators keep for films (555, 01632 960, 07700 900, 020 7946, … 496 0, 0491 570), rows of zeros, and counting. */
const phoneOfFiction = /000|555|1632960|7700900|207946|1\d1496|49157|12345|(\d)\1\1\1/;

/** Test cards and the IBANs of handbooks. */
const exampleNumber =
  /(\d)\1{4}|(\d\d)\2{3}|12345|5105105105105100|378282246310005|371449635398431|30569309025904|60161331926819|370400440532013|0410050500013/;

const spoken = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Also of a number that is written in words, one by one. */
function digitsOf(value: string): string {
  const plain = value
    .toLowerCase()
    .replace(/\boh\b/g, 'zero')
    .replace(/\bdouble (\p{L}+)/gu, '$1 $1')
    .replace(/\btriple (\p{L}+)/gu, '$1 $1 $1')
    .replace(/\p{L}+/gu, (word) => (spoken.includes(word) ? `${spoken.indexOf(word)}` : ''));
  return plain.replace(/\D/g, '');
}
