import { type Html, html } from './escape-html.ts';

/** A row or a column; null where it stands for no category. */
export interface MatrixLine {
  code: string | null;
  name: string;
}

export interface Matrix {
  /** What the rows are. */
  corner: string;
  rows: readonly MatrixLine[];
  columns: readonly MatrixLine[];
  /** Tickets of a cell; an estimate need not be whole. */
  amountOf: (row: string | null, column: string | null) => number;
  /** By default where both are the same category: null as a row need not be what it is as a column. */
  isRight?: (row: string | null, column: string | null) => boolean;
}

/** A confusion matrix as it is printed: empty where there is nothing, so that what is wrong stands out. */
export function matrix({ corner, rows, columns, amountOf, isRight = isSameCategory }: Matrix): Html {
  const cell = (row: string | null, column: string | null): Html => {
    const amount = amountOf(row, column);
    const text = amount === 0 ? '' : amount < 0.5 ? '<1' : Math.round(amount).toLocaleString('en-US');
    return html`<td class="${isRight(row, column) ? 'right' : amount === 0 ? 'none' : 'wrong'}">${text}</td>`;
  };
  return html`<table class="matrix"><thead><tr><th scope="col">${corner}</th>${columns.map(({ name }) => html`<th scope="col"><span>${name}</span></th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr><th scope="row">${row.name}</th>${columns.map((column) => cell(row.code, column.code))}</tr>`)}</tbody></table>`;
}

const isSameCategory = (row: string | null, column: string | null): boolean => row !== null && row === column;
