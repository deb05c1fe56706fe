import { findAccounts } from './find-accounts.ts';
import { findAddresses } from './find-addresses.ts';
import { findCodes } from './find-codes.ts';
import { findContactNames } from './find-contact-names.ts';
import { findEmails } from './find-emails.ts';
import { findHeaderNames } from './find-header-names.ts';
import { findIdentities } from './find-identities.ts';
import { findKeys } from './find-keys.ts';
import { findNames, namesWithin } from './find-names.ts';
import { findPasswords } from './find-passwords.ts';
import { findPhones } from './find-phones.ts';
import type { Finding, KnownValue, PersonalData } from './finding.ts';
import { foldLookalikes } from './fold-lookalikes.ts';

export type { KnownValue, PersonalData } from './finding.ts';

/** Masks texts of one ticket: the same value gets the same placeholder in all of them. */
export interface Mask {
  (text: string): string;
  /** What the texts so far gave away by its place, and parts of names that stand for the person by themselves. */
  known(): KnownValue[];
}

/** In the order in which they name what several of them claim. */
const finders = [
  findKeys,
  findPasswords,
  findAccounts,
  findCodes,
  findEmails,
  findIdentities,
  findPhones,
  findAddresses,
  findNames,
  findContactNames,
  findHeaderNames,
] as const;

/**
 * Replaces personal data and secrets by placeholders such as `[EMAIL-1]`, so that a reader still sees what kind of thing stood
 * there and which mentions are the same. Amounts, error codes and order numbers stay: the category hangs on them.
 *
 * Secrets and names that one text gives away by their place are hidden in the later texts wherever they stand, so the longer
 * text is best masked first. What is masked once is left alone the second time.
 * @param known given away elsewhere; hidden from the first text on
 */
export function createMask(known: readonly KnownValue[] = []): Mask {
  const placeholders = new Map<string, string>();
  const counts = new Map<PersonalData, number>();
  const remembered = new Map<string, KnownValue['kind']>();

  const placeholderOf = (kind: PersonalData, value: string) => {
    const key = keyOf(kind, value);
    const known = placeholders.get(key);
    if (known) return known;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const placeholder = `[${kind}-${count}]`;
    placeholders.set(key, placeholder);
    return placeholder;
  };

  /** Only what its place gives away needs it: a card is found wherever it stands. Short numbers would hit amounts. */
  const remember = (kind: PersonalData, value: string) => {
    if (kind === 'SECRET' && value.length >= 4) remembered.set(value, kind);
    if (kind !== 'NAME') return;
    remembered.set(value, kind);
    const placeholder = placeholderOf(kind, value);
    for (const part of namesWithin(value)) {
      remembered.set(part, kind);
      if (!placeholders.has(keyOf(kind, part))) placeholders.set(keyOf(kind, part), placeholder);
    }
  };

  for (const { kind, value } of known) remember(kind, value);

  const mask = (text: string) => {
    const folded = foldLookalikes(text);
    const found = finders.flatMap((find) => find(folded));
    for (const { kind, start, end, onlyHere } of found) {
      if (!onlyHere && remembered.size < mostRemembered) remember(kind, folded.slice(start, end));
    }
    let masked = '';
    let done = 0;
    for (const { kind, start, end } of merged([...found, ...mentions(folded, remembered)])) {
      masked += text.slice(done, start) + placeholderOf(kind, folded.slice(start, end));
      done = end;
    }
    return masked + text.slice(done);
  };
  return Object.assign(mask, { known: () => [...remembered].map(([value, kind]) => ({ kind, value })) });
}

const keyOf = (kind: PersonalData, value: string) => `${kind} ${value.toLowerCase().replace(/[\s\u200b().+/_-]/g, '')}`;

/** So many values of one ticket are looked for again; more is no letter, and the work stays bounded. */
const mostRemembered = 50;

function mentions(text: string, remembered: ReadonlyMap<string, KnownValue['kind']>): Finding[] {
  return [...remembered].flatMap(([value, kind]) => mentionsOf(value, text).map((place) => ({ kind, ...place })));
}

/** Where a value stands as a word of its own. */
function mentionsOf(value: string, text: string): { start: number; end: number }[] {
  const places: { start: number; end: number }[] = [];
  for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + value.length)) {
    const end = start + value.length;
    const isWhole = !/[\p{L}\p{N}]/u.test(text[start - 1] ?? '') && !/[\p{L}\p{N}]/u.test(text[end] ?? '');
    if (isWhole) places.push({ start, end });
  }
  return places;
}

/** Those of the values that stand in a text, as a mask that knows them would see it. */
export function mentionedIn(text: string, known: readonly KnownValue[]): KnownValue[] {
  const folded = foldLookalikes(text);
  return known.filter(({ value }) => mentionsOf(value, folded).length > 0);
}

/** What overlaps becomes one, named by the first finder: the ends that only the other claims are as private. */
function merged(findings: readonly Finding[]): Finding[] {
  const inOrder = findings.map((finding, rank) => ({ ...finding, rank })).sort((a, b) => a.start - b.start);
  const kept: typeof inOrder = [];
  for (const finding of inOrder) {
    const last = kept.at(-1);
    if (!last || finding.start >= last.end) {
      kept.push(finding);
      continue;
    }
    last.end = Math.max(last.end, finding.end);
    if (finding.rank < last.rank) Object.assign(last, { kind: finding.kind, rank: finding.rank });
  }
  return kept;
}
