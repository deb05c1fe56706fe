import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { Panel } from '../parts/panel.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { EmptyState } from '../parts/states.tsx';
import { useMedia } from '../parts/use-media.ts';
import { useParameter } from '../parts/use-scope.ts';
import { type Measure, matrixOf, worstCells } from './matrix.ts';
import { MatrixTable } from './matrix-table.tsx';
import { PairList } from './pair-list.tsx';

const measures = [
  { id: 'estimated', label: 'Estimated' },
  { id: 'observed', label: 'Seen by people' },
] as const;
const extents = [
  { id: 'all', label: 'All categories' },
  { id: 'confused', label: 'Only confused' },
] as const;

/** From this many categories on, those that are never confused are left out at first. */
const large = 40;

/** Which categories are taken for which others. */
export function MatrixPanel({ report }: { report: MisclassificationReport }) {
  const isNarrow = useMedia('(max-width: 700px)');
  const [measure, setMeasure] = useParameter('measure', 'estimated');
  const usualExtent = report.categories.length > large ? 'confused' : 'all';
  const [extent, setExtent] = useParameter('show', usualExtent);
  const given: Measure = measure === 'observed' ? 'observed' : 'estimated';
  const matrix = matrixOf(report, given, { onlyConfused: extent === 'confused' });
  const cells = worstCells(matrix);
  return (
    <Panel
      title={isNarrow ? 'Confused pairs' : 'Confusion matrix'}
      note={
        isNarrow
          ? 'Where tickets were put, and where they belong. Worst first.'
          : 'A row for each choice, a column for where the tickets belong. Hotter is worse; the diagonal is right.'
      }
      actions={
        <>
          {isNarrow ? null : (
            <Segmented
              label="Categories shown"
              options={extents}
              value={extent === 'confused' ? 'confused' : 'all'}
              onChange={setExtent}
            />
          )}
          <Segmented label="Counted by" options={measures} value={given} onChange={setMeasure} />
        </>
      }
    >
      {cells.length === 0 ? (
        <EmptyState title="No mistake is known in this period">
          Estimates need tickets that people read: work through the audit in the review queue.
        </EmptyState>
      ) : isNarrow ? (
        <PairList cells={cells} />
      ) : (
        <MatrixTable matrix={matrix} measure={given} />
      )}
    </Panel>
  );
}
