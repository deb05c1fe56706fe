import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { readSort, type SortBy, sortedBy, writeSort } from './sort-rows.ts';
import { useParameter } from './use-scope.ts';

export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** What to sort by; absent: the column cannot be sorted by. Null goes last either way. */
  sort?: (row: Row) => number | string | null;
  align?: 'start' | 'end';
  /** Names the row to screen readers; one column of a table should. */
  isRowHeader?: boolean;
  /** Left out below 700 px. */
  isWide?: boolean;
  title?: string;
}

export interface DataTableProps<Row> {
  /** Said to screen readers; shown only with `isCaptionShown`. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** The URL's parameter that holds the order. */
  sortParameter?: string;
  usualSort?: SortBy;
  empty?: ReactNode;
  /** More are shown on request. */
  mostRows?: number;
  /** Below 700 px a row's cells stand two by two, for a table whose cells are all wanted and too wide together. */
  isStacked?: boolean;
}

/** A real table that can be sorted by its headers; the order is in the URL. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, keyOf, sortParameter = 'sort', usualSort, empty, mostRows, isStacked } = props;
  const [isAll, setAll] = useState(false);
  const [parameter, setParameter] = useParameter(sortParameter, usualSort ? writeSort(usualSort) : '');
  const sort = readSort(parameter);
  const by = columns.find(({ id }) => id === sort?.column)?.sort;
  const sorted = sort && by ? sortedBy(rows, by, sort.direction) : rows;
  const shown = mostRows === undefined || isAll ? sorted : sorted.slice(0, mostRows);
  const toggle = (column: string, first: SortBy['direction']) => {
    const isOther = sort?.column !== column;
    const direction = isOther ? first : sort.direction === 'descending' ? 'ascending' : 'descending';
    setParameter(writeSort({ column, direction }));
  };
  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    <section className="table-scroll" aria-label={caption} tabIndex={0}>
      <table className={`data-table ${isStacked ? 'data-table-stacked' : ''}`.trim()}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => {
              const direction = sort?.column === column.id ? sort.direction : undefined;
              return (
                <th
                  key={column.id}
                  scope="col"
                  className={classOf(column)}
                  title={column.title}
                  {...(column.sort ? { 'aria-sort': direction ?? 'none' } : {})}
                >
                  {column.sort ? (
                    <button
                      type="button"
                      className="sort-button"
                      onClick={() => toggle(column.id, column.align === 'end' ? 'descending' : 'ascending')}
                    >
                      {column.header}
                      <span className="sort-mark" aria-hidden="true">
                        {direction === 'ascending' ? '↑' : direction === 'descending' ? '↓' : ''}
                      </span>
                    </button>
                  ) : (
                    column.header
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) =>
                column.isRowHeader ? (
                  <th key={column.id} scope="row" className={classOf(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.id} className={classOf(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {mostRows !== undefined && sorted.length > mostRows ? (
        <p className="table-more">
          <Button variant="quiet" size="small" aria-expanded={isAll} onPress={() => setAll(!isAll)}>
            {isAll ? 'Show fewer' : `Show all ${sorted.length}`}
          </Button>
        </p>
      ) : null}
    </section>
  );
}

const classOf = <Row,>({ align, isWide }: Column<Row>) =>
  `${align === 'end' ? 'align-end' : ''} ${isWide ? 'wide-only' : ''}`.trim() || undefined;
