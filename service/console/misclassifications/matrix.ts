import type { ConfusionCell, MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { cellTotal } from '../parts/cell-total.ts';

export type Measure = 'estimated' | 'observed';

export interface MatrixCell {
  /** Null: held as out of taxonomy. */
  predicted: string | null;
  truth: string | null;
  value: number;
  /** Null for a diagonal: nothing to mend there. From 0 to 1: how hot beside the worst pair. */
  heat: number | null;
  low: number;
  high: number;
  observed: number;
}

export interface Matrix {
  /** Categories that were chosen, in the taxonomy's order; null, "no category", is last. */
  rows: { code: string | null; cells: (MatrixCell | null)[] }[];
  /** Where the tickets belong; null, "no category", is last. */
  columns: (string | null)[];
}

/** What a cell is worth under a measure. */
export const amountOf = (cell: ConfusionCell, measure: Measure): number =>
  measure === 'observed' ? cell.observed : cellTotal(cell, 'estimate');

/** The confusion matrix as a table: a row for each choice, a column for each category where tickets belong; both also have "no category". */
export function matrixOf(
  { categories, confusion }: Pick<MisclassificationReport, 'categories' | 'confusion'>,
  measure: Measure,
  { onlyConfused = false }: { onlyConfused?: boolean } = {},
): Matrix {
  const cells = new Map(confusion.map((cell) => [keyOf(cell.predicted, cell.truth), cell]));
  const mistakes = confusion.filter((cell) => cell.predicted !== cell.truth && amountOf(cell, measure) > 0);
  const worst = Math.max(0, ...mistakes.map((cell) => amountOf(cell, measure)));
  const involved = new Set<string | null>(mistakes.flatMap(({ predicted, truth }) => [predicted, truth]));
  const codes = categories.map(({ code }) => code).filter((code) => !onlyConfused || involved.has(code));
  const lines = [...codes, null];
  return {
    columns: lines,
    rows: lines.map((predicted) => ({
      code: predicted,
      cells: lines.map((truth) => {
        const cell = cells.get(keyOf(predicted, truth));
        if (!cell) return null;
        const value = amountOf(cell, measure);
        if (value === 0) return null;
        // By the square root: one ticket in a hundred is still to be seen.
        const heat = predicted === truth ? null : Math.sqrt(value / worst);
        return {
          predicted,
          truth,
          value,
          heat,
          low: cellTotal(cell, 'low'),
          high: cellTotal(cell, 'high'),
          observed: cell.observed,
        };
      }),
    })),
  };
}

/** All mistakes, worst first. */
export function worstCells(matrix: Matrix): MatrixCell[] {
  return matrix.rows
    .flatMap(({ cells }) => cells)
    .filter((cell) => cell !== null)
    .filter(({ predicted, truth }) => predicted !== truth)
    .sort((a, b) => b.value - a.value);
}

const keyOf = (predicted: string | null, truth: string | null) => JSON.stringify([predicted, truth]);

/** A key, and those that were held with it; a `KeyboardEvent` is one. */
export type PressedKey = { key: string } & Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>>;

/** Where an arrow, Home or End leads in a table of that size. Null: the key does not move. */
export function movedTo(
  { key, ctrlKey, metaKey, altKey }: PressedKey,
  [row, column]: readonly [number, number],
  { rows, columns }: { rows: number; columns: number },
): [number, number] | null {
  // Those are the browser's: Alt and ← goes back a page.
  if (ctrlKey || metaKey || altKey) return null;
  const inside = (value: number, size: number) => Math.min(size - 1, Math.max(0, value));
  switch (key) {
    case 'ArrowUp':
      return [inside(row - 1, rows), column];
    case 'ArrowDown':
      return [inside(row + 1, rows), column];
    case 'ArrowLeft':
      return [row, inside(column - 1, columns)];
    case 'ArrowRight':
      return [row, inside(column + 1, columns)];
    case 'Home':
      return [row, 0];
    case 'End':
      return [row, columns - 1];
    case 'PageUp':
      return [inside(row - 10, rows), column];
    case 'PageDown':
      return [inside(row + 10, rows), column];
    default:
      return null;
  }
}
