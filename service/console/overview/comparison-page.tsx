import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { Estimate, ReportComparison } from '../../contracts/misclassification-report.ts';
import { comparisonQuery, reportQuery } from '../api/queries.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { Choice } from '../parts/choice.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { count, percent, usd } from '../parts/format.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { Panel } from '../parts/panel.tsx';
import { scopeOf } from '../parts/period.ts';
import { DayRange, PeriodPicker } from '../parts/period-picker.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { Stat } from '../parts/stat.tsx';
import { ErrorState, QueryState } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { useChangeParameters, useParameter, useScopeSearch } from '../parts/use-scope.ts';
import { daysLabel } from '../parts/window-label.ts';
import { ChangeValue } from './change-value.tsx';
import { comparisonGaps, type Gap } from './comparison-gaps.ts';
import { comparisonScopes, isUnnamed, wayOf } from './comparison-scopes.ts';
import './overview.css';

type Row = ReportComparison['categories'][number];

const ways = [
  { id: 'previous', label: 'The time before' },
  { id: 'days', label: 'Other days' },
  { id: 'models', label: 'Another model' },
] as const;

const rate = (id: 'precision' | 'recall' | 'endToEndRecall', header: string): Column<Row> => ({
  id,
  header,
  cell: (row) => <ChangeValue change={row[id]} />,
  sort: (row) => row[id].difference?.estimate ?? null,
});

const columns: readonly Column<Row>[] = [
  {
    id: 'category',
    header: 'Category',
    cell: ({ code, name }) => <CategoryName code={code} name={name} />,
    sort: ({ code }) => code,
    isRowHeader: true,
  },
  {
    id: 'volume',
    header: 'Volume',
    cell: ({ volume }) => (
      <span className="change-rates">
        <span className="muted">{count(volume.before)}</span> → {count(volume.after)}
      </span>
    ),
    sort: ({ volume }) => volume.after - volume.before,
    align: 'end',
  },
  rate('precision', 'Precision'),
  rate('recall', 'Recall'),
  rate('endToEndRecall', 'End-to-end recall'),
];

/** Two periods or two model versions side by side. */
export function ComparisonPage() {
  const [parameters] = useSearchParams();
  const search = useScopeSearch();
  const now = new Date();
  const { from, to } = scopeOf(parameters, now);
  // A comparison tells the versions of its period itself. Of ones that nobody named it has to know them first.
  const report = useQuery({ ...reportQuery({ from, to }), enabled: isUnnamed(parameters) });
  const known = report.isPlaceholderData ? null : (report.data?.modelVersions ?? null);
  const scopes = comparisonScopes(parameters, now, known);
  const comparison = useQuery({
    ...comparisonQuery(scopes?.before ?? {}, scopes?.after ?? {}),
    enabled: scopes !== null,
  });
  const versions = comparison.data?.modelVersions ?? known ?? [];
  return (
    <>
      <PageHeader
        title="Comparison"
        lead="Two periods or two model versions. A difference counts only where its 95 % interval leaves out zero."
        back={<Link to={`/${search()}`}>← Overview</Link>}
        actions={<PeriodPicker modelVersions={versions} />}
      />
      <Against versions={versions} />
      {scopes === null && report.isError ? (
        <ErrorState error={report.error} retry={() => void report.refetch()} />
      ) : (
        <QueryState query={comparison} lines={12}>
          {(data) => <ComparisonOf comparison={data} />}
        </QueryState>
      )}
    </>
  );
}

function Against({ versions }: { versions: readonly string[] }) {
  const [parameters] = useSearchParams();
  const change = useChangeParameters();
  const [, setWay] = useParameter('against', 'previous');
  const way = wayOf(parameters);
  const [beforeModel, setBeforeModel] = useParameter('beforeModel', versions[0] ?? '');
  return (
    <div className="against">
      <span className="choice-label">Against</span>
      <Segmented label="Against" options={ways} value={way} onChange={setWay} />
      {way === 'models' ? (
        <Choice
          label="Model before"
          value={beforeModel}
          options={versions.map((version) => ({ id: version, label: version }))}
          onChange={setBeforeModel}
        />
      ) : null}
      {way === 'days' ? (
        <DayRange
          from={parameters.get('beforeFrom') ?? ''}
          to={parameters.get('beforeTo') ?? ''}
          onChange={(from, to) => change({ beforeFrom: from, beforeTo: to }, { isStep: true })}
        />
      ) : null}
    </div>
  );
}

/** Tickets that were corrected unasked are read as well, and say nothing of a rate. */
const readFor = ({ estimate, labelled }: Estimate): string => (estimate === null ? 'no' : count(labelled));

function ComparisonOf({ comparison }: { comparison: ReportComparison }) {
  const { before, after, routedAccuracy, automation, usdPer1000, categories } = comparison;
  const pair = (values: { before: number | null; after: number | null }, show: (value: number) => string) => (
    <>
      <span className="muted">{values.before === null ? '–' : show(values.before)}</span> →{' '}
      {values.after === null ? '–' : show(values.after)}
    </>
  );
  return (
    <div className="stack">
      <p className="sides">
        <Side name="Before" {...before} />
        <Side name="After" {...after} />
      </p>
      <Gaps gaps={comparisonGaps(comparison)} />
      <dl className="stats">
        <Stat
          label="Routed accuracy"
          value={<ChangeValue change={routedAccuracy} />}
          note={`from ${readFor(routedAccuracy.before)} → ${readFor(routedAccuracy.after)} audited tickets`}
        />
        <Stat label="Coverage" value={pair(automation, percent)} />
        <Stat label="Cost per 1,000" value={pair(usdPer1000, usd)} />
      </dl>
      <Panel title="By category" flush>
        <DataTable
          caption="Categories before and after"
          columns={columns}
          rows={categories}
          keyOf={({ code }) => code}
          usualSort={{ column: 'volume', direction: 'descending' }}
        />
      </Panel>
    </div>
  );
}

/** In the place of guesses about dashes: what is missing, and the way to get it. */
function Gaps({ gaps }: { gaps: readonly Gap[] }) {
  const search = useScopeSearch();
  if (gaps.length === 0) return null;
  const remedies = new Set(gaps.map(({ remedy }) => remedy));
  return (
    <div className="hint">
      <ul>
        {gaps.map(({ text }) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {remedies.has('other_sides') ? <p>Choose another period or model above.</p> : null}
      {remedies.has('read_audits') ? (
        <p>
          <Link to={`/review${search({ only: 'audit' })}`}>Read audits</Link>, or choose a longer period.
        </p>
      ) : null}
    </div>
  );
}

function Side({ name, period, modelVersion }: { name: string } & ReportComparison['before']) {
  const days = daysLabel(period);
  const isOver = days === null || Date.parse(period.to) <= Date.now();
  return (
    <span>
      <strong>{name}</strong>{' '}
      {days ?? (
        <>
          <Time at={period.from} /> to <Time at={period.to} />
        </>
      )}
      {isOver ? '' : ', so far'}
      {modelVersion ? `, ${modelVersion}` : ''}
    </span>
  );
}
