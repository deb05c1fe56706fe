import type { CategoryReport, Estimate, MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { EstimateValue } from '../parts/estimate-value.tsx';
import { count, percent } from '../parts/format.ts';
import type { ReportTime } from '../parts/incomplete-window.ts';
import { Panel } from '../parts/panel.tsx';
import { Sparkline } from '../parts/sparkline.tsx';
import { ticketTrend } from '../parts/ticket-trend.ts';

const rate = (
  id: 'precision' | 'recall' | 'endToEndRecall',
  header: string,
  title: string,
): Column<CategoryReport> => ({
  id,
  header,
  title,
  cell: (row) => <EstimateValue value={row[id]} />,
  sort: (row) => (row[id] satisfies Estimate).estimate,
});

const columnsOf = (time: ReportTime): readonly Column<CategoryReport>[] => [
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
    cell: ({ routed, reviewed, share }) => (
      <span className="volume" title={`${count(routed)} routed, ${count(reviewed)} left to people`}>
        {count(routed + reviewed)} <span className="estimate-interval">{percent(share)}</span>
      </span>
    ),
    sort: ({ routed, reviewed }) => routed + reviewed,
    align: 'end',
  },
  {
    id: 'trend',
    header: 'Trend',
    cell: ({ code, trend }) => {
      const { tickets, words, isLastIncomplete } = ticketTrend(trend, time);
      return <Sparkline values={tickets} isLastIncomplete={isLastIncomplete} label={`Tickets of ${code}: ${words}`} />;
    },
    isWide: true,
  },
  rate('precision', 'Precision', 'Among the tickets routed here, those that belong here'),
  rate('recall', 'Recall', 'Among the auto-routed tickets that belong here, those routed here'),
  rate('endToEndRecall', 'End-to-end recall', 'Among all tickets that belong here, those routed here without a person'),
];

/** Volume and rates of each category, each rate with its interval. */
export function CategoriesPanel({ categories, ...time }: Pick<MisclassificationReport, 'categories'> & ReportTime) {
  return (
    <Panel
      title="By category"
      note="Rates are estimated from tickets that people read; the interval holds with 95 %. Wide ones want more audits."
      flush
    >
      <DataTable
        caption="Categories"
        columns={columnsOf(time)}
        rows={categories}
        keyOf={({ code }) => code}
        sortParameter="categories"
        usualSort={{ column: 'volume', direction: 'descending' }}
      />
    </Panel>
  );
}
