import { textOrder } from './locale.ts';

export interface SortBy {
  column: string;
  direction: 'ascending' | 'descending';
}

/** In a URL: the column's id, with a minus in front of it for "descending". */
export const writeSort = ({ column, direction }: SortBy): string =>
  direction === 'descending' ? `-${column}` : column;
export function readSort(text: string): SortBy | null {
  if (text === '' || text === '-') return null;
  const isDescending = text.startsWith('-');
  return { column: isDescending ? text.slice(1) : text, direction: isDescending ? 'descending' : 'ascending' };
}

/** A sorted copy. What is unknown goes last in both directions; equals keep their order. */
export function sortedBy<Row>(
  rows: readonly Row[],
  by: (row: Row) => number | string | null,
  direction: SortBy['direction'],
): Row[] {
  const sign = direction === 'descending' ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [by(one), by(other)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : textOrder.compare(String(a), String(b));
    return sign * order;
  });
}
