import { Link } from 'react-router';
import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { count, estimated } from '../parts/format.ts';
import { pairAddress } from '../parts/pair-address.ts';
import { Panel } from '../parts/panel.tsx';
import { EmptyState } from '../parts/states.tsx';
import { useScopeSearch } from '../parts/use-scope.ts';
import { type Neighbour, neighboursOf } from './category-facts.ts';

/** What the category is taken for, and what is taken for it; each leads to the pair. */
export function ConfusedPanel({ report, code }: { report: MisclassificationReport; code: string }) {
  const columns: readonly Column<Neighbour>[] = [
    {
      id: 'pair',
      header: 'With',
      cell: (pair) => <PairLink pair={pair} code={code} />,
      isRowHeader: true,
    },
    {
      id: 'tickets',
      header: 'Tickets',
      cell: ({ estimated: tickets, low, high }) => (
        <>
          {estimated(tickets)}{' '}
          <span className="estimate-interval">
            {count(low)}–{count(high)}
          </span>
        </>
      ),
      sort: (pair) => pair.estimated,
      align: 'end',
    },
    {
      id: 'seen',
      header: 'Seen',
      title: 'Mistakes of this pair that people found',
      cell: ({ observed }) => count(observed),
      sort: ({ observed }) => observed,
      align: 'end',
    },
  ];
  return (
    <Panel title="Confused with" note="Estimated numbers of the period, with their 95 % intervals." flush>
      <DataTable
        caption="Pairs of this category"
        columns={columns}
        rows={neighboursOf(report, code)}
        keyOf={({ predicted, truth }) => `${predicted} ${truth}`}
        sortParameter="confused"
        mostRows={8}
        empty={<EmptyState title="No mistake is known in this period" />}
      />
    </Panel>
  );
}

function PairLink({ pair: { predicted, truth }, code }: { pair: Neighbour; code: string }) {
  const search = useScopeSearch();
  const isTaken = predicted === code;
  return (
    <Link className="category-link" to={`${pairAddress(predicted, truth)}${search()}`}>
      <CategoryName code={isTaken ? truth : predicted} />
      <span className="pair-direction">{isTaken ? `taken for ${code}` : `${code} taken for it`}</span>
    </Link>
  );
}
