import type { FallbackCounts, MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { count, estimated, plural, usd, usdAlike } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { EmptyState } from '../parts/states.tsx';

type CategoryRow = MisclassificationReport['fallback']['categories'][number];

const columnsOf = (rows: readonly CategoryRow[]): readonly Column<CategoryRow>[] => {
  const cost = usdAlike(rows.map(({ usd }) => usd));
  const costOfFixed = usdAlike(rows.map(({ usdPerFixed }) => usdPerFixed));
  return [
    {
      id: 'before',
      header: "Model's choice",
      cell: ({ before }) => <CategoryName code={before} short />,
      sort: ({ before }) => before ?? '',
      isRowHeader: true,
    },
    {
      id: 'answered',
      header: 'Answered',
      cell: (row) => count(row.answered),
      sort: (row) => row.answered,
      align: 'end',
    },
    {
      id: 'fixed',
      header: 'Fixed',
      cell: ({ fixed }) => <Total {...fixed} />,
      sort: (row) => row.fixed.estimate,
      align: 'end',
    },
    {
      id: 'broke',
      header: 'Broke',
      cell: ({ broke }) => <Total {...broke} />,
      sort: (row) => row.broke.estimate,
      align: 'end',
    },
    { id: 'usd', header: 'Cost', cell: (row) => cost(row.usd), sort: (row) => row.usd, align: 'end', isWide: true },
    {
      id: 'perFixed',
      header: 'Per fixed',
      cell: ({ usdPerFixed }) =>
        usdPerFixed === null ? <span className="muted">nothing fixed</span> : costOfFixed(usdPerFixed),
      sort: ({ usdPerFixed }) => usdPerFixed,
      align: 'end',
    },
  ];
};

/** The fallback has to prove itself: what it mended, what it broke, and what a mended ticket costs. */
export function FallbackPanel({ fallback }: Pick<MisclassificationReport, 'fallback'>) {
  return (
    <Panel
      title="Does the fallback pay?"
      note={`Estimated over ${plural(fallback.answered, 'ticket')} that it answered, from ${count(fallback.labelled)} that people read.`}
      flush
    >
      {fallback.answered === 0 ? (
        <EmptyState title="The frontier model answered nothing in this period">
          Unsure tickets went to people. Connect a model with FRONTIER_URL or FRONTIER_PROVIDER.
        </EmptyState>
      ) : (
        <>
          <Balance counts={fallback} />
          <DataTable
            caption="What the fallback did, by the model's first choice"
            columns={columnsOf(fallback.categories)}
            rows={fallback.categories}
            mostRows={8}
            keyOf={({ before }) => before ?? ''}
            sortParameter="fallback"
            usualSort={{ column: 'answered', direction: 'descending' }}
          />
        </>
      )}
    </Panel>
  );
}

function Balance({ counts }: { counts: FallbackCounts }) {
  const { fixed, broke, unchanged, usdPerFixed } = counts;
  const all = fixed.estimate + broke.estimate + unchanged.estimate;
  const parts = [
    { id: 'fixed', label: 'Fixed', total: fixed },
    { id: 'unchanged', label: 'Unchanged', total: unchanged },
    { id: 'broke', label: 'Broke', total: broke },
  ];
  return (
    <div className="balance">
      <div className="balance-bar" aria-hidden="true">
        {parts.map(({ id, total }) => (
          <span
            key={id}
            className={`balance-${id}`}
            style={{ width: all === 0 ? '0' : `${(total.estimate / all) * 100}%` }}
          />
        ))}
      </div>
      <dl className="balance-numbers">
        {parts.map(({ id, label, total }) => (
          <div key={id}>
            <dt>
              <span className={`swatch balance-${id}`} aria-hidden="true" /> {label}
            </dt>
            <dd>
              <Total {...total} />
            </dd>
          </div>
        ))}
        <div>
          <dt>Cost per fixed ticket</dt>
          <dd>{usdPerFixed === null ? '–' : usd(usdPerFixed)}</dd>
        </div>
      </dl>
    </div>
  );
}

/** An estimated number of tickets with its interval. */
function Total({ estimate, low, high }: { estimate: number; low: number; high: number }) {
  return (
    <span className="total" title={`95 % interval ${count(low)} to ${count(high)}`}>
      {estimated(estimate)}{' '}
      <span className="estimate-interval">
        {count(low)}–{count(high)}
      </span>
    </span>
  );
}
