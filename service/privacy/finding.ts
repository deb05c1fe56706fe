export type PersonalData =
  | 'CARD'
  | 'IBAN'
  | 'ACCOUNT'
  | 'SECRET'
  | 'EMAIL'
  | 'PHONE'
  | 'ADDRESS'
  | 'ID'
  | 'BIRTHDATE'
  | 'NAME';

/** A stretch of a text: from `start` up to, not including, `end`, in UTF-16 code units. */
export interface Finding {
  kind: PersonalData;
  start: number;
  end: number;
  /** Too weak a sign to hide the same characters elsewhere. */
  onlyHere?: true;
}

/** A name or a secret that a text gives away by its place: it is private wherever else it stands. */
export interface KnownValue {
  kind: 'NAME' | 'SECRET';
  value: string;
}

/** A value that is masked already: a second mask leaves it alone. */
export const isPlaceholder = (value: string): boolean => /^\[[A-Z]+-\d+\]?/.test(value);

/** @param pattern global; found is its group `value`, with which it ends, or else the whole match */
export function matches(
  text: string,
  kind: PersonalData,
  pattern: RegExp,
  accept: (value: string) => boolean = () => true,
): Finding[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const value = match.groups?.value ?? match[0];
    const end = match.index + match[0].length;
    return accept(value) ? [{ kind, start: end - value.length, end }] : [];
  });
}

/** A stretch of digits and separators, taken apart. */
export interface DigitRun {
  groups: { digits: string; start: number; end: number }[];
  /** `gaps[i]` stands between group `i` and the next. */
  gaps: string[];
}

/** Characters without width, and the second halves of digits that are stored in two, count for nothing. */
const digits = '\\d(?:\\u200b{0,4}\\d)*\\u200b?';

/** @param separators the inside of a character class; up to three of them join two groups */
export function digitRuns(text: string, separators: string): DigitRun[] {
  const pattern = new RegExp(`${digits}(?:[${separators}]{1,3}${digits})*`, 'g');
  return [...text.matchAll(pattern)].map(({ 0: run, index }) => {
    const groups = [...run.matchAll(new RegExp(digits, 'g'))].map((group) => ({
      digits: group[0].replace(/\u200b/g, ''),
      start: index + group.index,
      end: index + group.index + group[0].length,
    }));
    return { groups, gaps: groups.slice(1).map(({ start }, i) => text.slice(groups[i]?.end, start)) };
  });
}
