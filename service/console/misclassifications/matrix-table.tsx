import { type CSSProperties, type KeyboardEvent, memo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useCategoryOf } from '../parts/category-name.tsx';
import { count, estimated, shortCount } from '../parts/format.ts';
import { pairAddress, pairWords } from '../parts/pair-address.ts';
import { useScopeSearch } from '../parts/use-scope.ts';
import { noCategory } from '../parts/words.ts';
import { type Matrix, type MatrixCell, type Measure, movedTo } from './matrix.ts';

/** Light enough for the text on it at 4.5 : 1, in both themes. */
const hottest = 0.66;

/**
 * The matrix as a table with headers. One cell at a time is in the tab order, arrows move between cells, Enter opens the pair.
 * What the cell under the pointer or the focus says stands above the table, so that nothing pops up over it.
 */
export function MatrixTable({ matrix, measure }: { matrix: Matrix; measure: Measure }) {
  const table = useRef<HTMLTableElement>(null);
  const [place, setPlace] = useState<readonly [number, number]>([0, 0]);
  const [shown, setShown] = useState<readonly [number, number] | null>(null);
  const size = { rows: matrix.rows.length, columns: matrix.columns.length };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = movedTo(event, place, size);
    if (!next) return;
    event.preventDefault();
    setPlace(next);
    table.current?.querySelector<HTMLElement>(`[data-place="${next[0]}-${next[1]}"]`)?.focus();
  };
  const placeOf = (target: EventTarget) =>
    (target as HTMLElement).closest('td')?.dataset.at?.split('-').map(Number) as [number, number] | undefined;
  const tabbed: readonly [number, number] = [Math.min(place[0], size.rows - 1), Math.min(place[1], size.columns - 1)];
  return (
    <div className="matrix">
      <MatrixReading matrix={matrix} place={shown} measure={measure} />
      <div className="matrix-scroll">
        <table
          ref={table}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the pattern for tables that are walked by arrows
          role="grid"
          className="matrix-table"
          aria-label="Confusion matrix: rows are the choices, columns where tickets belong"
          aria-rowcount={size.rows + 1}
          aria-colcount={size.columns + 1}
          onKeyDown={onKeyDown}
          onFocus={({ target }) => {
            const at = placeOf(target);
            if (at) {
              setPlace(at);
              setShown(at);
            }
          }}
          onMouseOver={({ target }) => setShown(placeOf(target) ?? null)}
          onMouseLeave={() => setShown(null)}
        >
          <thead>
            <tr>
              <th scope="col" className="matrix-corner">
                <span>chosen ↓ · belongs →</span>
              </th>
              {matrix.columns.map((code, c) => (
                <th key={code ?? ' none'} scope="col" className={shown?.[1] === c ? 'is-crossed' : undefined}>
                  <span className="matrix-column-name">{code ?? noCategory.toLowerCase()}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.rows.map(({ code, cells }, r) => (
              <Row
                key={code ?? ' none'}
                row={r}
                code={code}
                cells={cells}
                tabbed={tabbed[0] === r ? tabbed[1] : null}
                isCrossed={shown?.[0] === r}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

interface RowProps {
  row: number;
  code: string | null;
  cells: (MatrixCell | null)[];
  /** The column whose cell is in the tab order. */
  tabbed: number | null;
  isCrossed: boolean;
}

/** With a hundred categories there are ten thousand cells; only the rows that change are drawn again. */
const Row = memo(function Row({ row, code, cells, tabbed, isCrossed }: RowProps) {
  const search = useScopeSearch();
  return (
    <tr>
      <th scope="row" className={isCrossed ? 'is-crossed' : undefined}>
        {code ?? noCategory.toLowerCase()}
      </th>
      {cells.map((cell, c) => {
        const at = `${row}-${c}`;
        const tabIndex = tabbed === c ? 0 : -1;
        if (!cell) {
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          return <td key={c} className="is-empty" data-at={at} data-place={at} tabIndex={tabIndex} />;
        }
        if (cell.heat === null) {
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
            <td key={c} className="is-right" data-at={at} data-place={at} tabIndex={tabIndex}>
              {estimated(cell.value, shortCount)}
            </td>
          );
        }
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          <td key={c} className="is-wrong" data-at={at} style={{ '--level': cell.heat * hottest } as CSSProperties}>
            <Link
              to={`${pairAddress(cell.predicted, cell.truth)}${search()}`}
              data-place={at}
              tabIndex={tabIndex}
              aria-label={`${estimated(cell.value)} of ${pairWords(cell.predicted, cell.truth)}`}
            >
              {estimated(cell.value, shortCount)}
            </Link>
          </td>
        );
      })}
    </tr>
  );
});

/** The sentence for one cell; a line of fixed height, so that nothing moves. */
function MatrixReading({
  matrix,
  place,
  measure,
}: {
  matrix: Matrix;
  place: readonly [number, number] | null;
  measure: Measure;
}) {
  const categoryOf = useCategoryOf();
  const nameOf = (code: string | null) => (code === null ? noCategory : (categoryOf(code)?.name ?? code));
  const row = place ? matrix.rows[place[0]] : undefined;
  if (!place || !row)
    return <p className="matrix-reading muted">Point at a cell, or walk with the arrow keys; Enter opens the pair.</p>;
  const truth = matrix.columns[place[1]] ?? null;
  const cell = row.cells[place[1]];
  const amount =
    !cell || cell.value === 0
      ? 'none known'
      : measure === 'observed'
        ? `${count(cell.value)} seen`
        : `about ${estimated(cell.value)} (${count(cell.low)}–${count(cell.high)}), ${count(cell.observed)} seen`;
  return (
    <p className="matrix-reading">
      {row.code === truth ? (
        <>
          <strong>{nameOf(truth)}</strong>, rightly chosen: {amount}
        </>
      ) : (
        <>
          <strong>{nameOf(truth)}</strong> taken for <strong>{nameOf(row.code)}</strong>: {amount}
        </>
      )}
    </p>
  );
}
