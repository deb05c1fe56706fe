import { type Place, placeOf } from './checked-ticket.ts';

/** What speaks against training or measuring with the tickets as they are. */
export interface Finding {
  kind: string;
  /** Of tickets, pairs, texts or categories, as the message says. */
  count: number;
  /** One line. */
  message: string;
  remedy: string;
  /** Of all that are counted, the first few. */
  examples: Example[];
}

export interface Example {
  /** None where it is about a category or a split. */
  tickets: Place[];
  note: string | null;
}

export const mostExamples = 5;

export const example = (tickets: readonly Place[], note: string | null = null): Example => ({
  tickets: tickets.map(placeOf),
  note,
});

/** None where there is nothing to tell. */
export function finding<T>(
  kind: string,
  found: readonly T[],
  { message, remedy, show }: { message: string; remedy: string; show: (one: T) => Example },
): Finding[] {
  if (found.length === 0) return [];
  return [{ kind, count: found.length, message, remedy, examples: found.slice(0, mostExamples).map(show) }];
}

/** One that is about no single ticket. */
export const statement = (
  kind: string,
  count: number,
  { message, remedy, notes = [] }: { message: string; remedy: string; notes?: readonly string[] },
): Finding => ({ kind, count, message, remedy, examples: notes.map((note) => example([], note)) });

/** In the order in which the groups first appear. */
export function groupedBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

export const inWords = (count: number): string => count.toLocaleString('en-US');

/** `1 ticket`, `1,200 tickets`; with a verb: `1 ticket is`, `2 tickets are`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${inWords(count)} ${count === 1 ? one : many}`;
}

/** The most frequent first, equal ones by name. */
export function tally<T>(values: readonly T[], nameOf: (value: T) => string): [string, number][] {
  const counts = [...groupedBy(values, nameOf)].map(([name, group]): [string, number] => [name, group.length]);
  return counts.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

export function listed(names: readonly string[], most = mostExamples): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${more} more` : names.join(', ');
}

export const share = (count: number, of: number): string => `${((100 * count) / of).toFixed(1)} %`;
