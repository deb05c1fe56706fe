import { describe, expect, it } from 'vitest';
import { matrixOf, movedTo, worstCells } from '../../service/console/misclassifications/matrix.ts';
import { disagreement, label, population } from '../review/support/facts.ts';
import { reportOf } from './fixtures.ts';

const report = reportOf({
  population: [population({ choice: 'PAY', n: 100, sampled: 10 }), population({ choice: 'ACCESS', n: 50, sampled: 5 })],
  labels: [
    label({ choice: 'PAY', truth: 'PAY', n: 8 }),
    label({ choice: 'PAY', truth: 'ACCESS', n: 1 }),
    label({ choice: 'PAY', truth: null, n: 1 }),
    label({ choice: 'ACCESS', truth: 'ACCESS', n: 5 }),
  ],
  disagreements: [disagreement({})],
});

describe('the confusion matrix', () => {
  it('has a row for each choice and a column for each truth, both with "no category" as the last', () => {
    const { rows, columns } = matrixOf(report, 'estimated');
    expect(rows.map(({ code }) => code)).toEqual(['PAY', 'ACCESS', 'TERMINAL', null]);
    expect(columns).toEqual(['PAY', 'ACCESS', 'TERMINAL', null]);
  });

  it('shows estimates or what people saw', () => {
    const cell = (measure: 'estimated' | 'observed') => matrixOf(report, measure).rows[0]?.cells[1];
    expect(cell('observed')?.value).toBe(1);
    expect(cell('estimated')?.value).toBeGreaterThan(5);
    expect(cell('estimated')?.high).toBeGreaterThan(cell('estimated')?.value ?? 0);
  });

  it('heats mistakes only, the worst one most', () => {
    const { rows } = matrixOf(report, 'observed');
    expect(rows[0]?.cells[0]?.heat).toBeNull();
    expect(rows[0]?.cells[1]?.heat).toBe(1);
  });

  it('when tickets were held as out of taxonomy, then those that belong nowhere are on the diagonal, and the others a mistake', () => {
    const held = { outcome: 'review' as const, choice: null, reason: 'out_of_taxonomy' };
    const matrix = matrixOf(
      reportOf({
        population: [population({ ...held, n: 9 })],
        labels: [label({ ...held, truth: null, n: 6 }), label({ ...held, truth: 'ACCESS', n: 3 })],
      }),
      'estimated',
      { onlyConfused: true },
    );
    expect(matrix.rows.map(({ code }) => code)).toEqual(['ACCESS', null]);
    expect(matrix.rows[1]?.cells).toMatchObject([
      { value: 3, heat: 1 },
      { value: 6, heat: null },
    ]);
    expect(worstCells(matrix)).toMatchObject([{ predicted: null, truth: 'ACCESS', value: 3 }]);
  });

  it('leaves out categories that are never confused when asked to', () => {
    expect(matrixOf(report, 'observed', { onlyConfused: true }).columns).toEqual(['PAY', 'ACCESS', null]);
  });

  it('lists mistakes worst first for a narrow screen', () => {
    const cells = worstCells(matrixOf(report, 'estimated'));
    expect(cells.map(({ truth }) => truth).sort()).toEqual(['ACCESS', null].sort());
    expect(cells.every(({ predicted, truth }) => predicted !== truth)).toBe(true);
  });

  it('is walked by arrows without leaving it', () => {
    const size = { rows: 3, columns: 4 };
    expect(movedTo({ key: 'ArrowRight' }, [0, 0], size)).toEqual([0, 1]);
    expect(movedTo({ key: 'ArrowUp' }, [0, 2], size)).toEqual([0, 2]);
    expect(movedTo({ key: 'End' }, [1, 0], size)).toEqual([1, 3]);
    expect(movedTo({ key: 'PageDown' }, [0, 1], size)).toEqual([2, 1]);
    expect(movedTo({ key: 'Tab' }, [0, 0], size)).toBeNull();
  });

  it('leaves the shortcuts of the browser to the browser', () => {
    const size = { rows: 3, columns: 4 };
    const held = ['ctrlKey', 'metaKey', 'altKey'].map((name) => ({ [name]: true }));
    const moves = held.flatMap((other) => ['ArrowLeft', 'Home'].map((key) => movedTo({ key, ...other }, [1, 1], size)));
    expect(moves).toEqual(Array.from(moves, () => null));
  });
});
