import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import type { CategoryReport, MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { EstimateValue } from '../parts/estimate-value.tsx';
import { count, estimated } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { EmptyState } from '../parts/states.tsx';
import { neighboursOf } from './category-facts.ts';
import { CategoryLink } from './category-link.tsx';

type Category = TaxonomyView['categories'][number];
interface Row extends Category {
  rates: CategoryReport | undefined;
  /** Tickets that went wrong here or should have come here. */
  confused: number;
}

const columns: readonly Column<Row>[] = [
  {
    id: 'category',
    header: 'Category',
    cell: ({ code, name }) => <CategoryLink code={code} name={name} />,
    sort: ({ code }) => code,
    isRowHeader: true,
  },
  {
    id: 'volume',
    header: 'Tickets',
    cell: ({ routed, reviewed }) => count(routed + reviewed),
    sort: ({ routed, reviewed }) => routed + reviewed,
    align: 'end',
  },
  rate('precision', 'Precision', 'Among the tickets routed here, those that belong here'),
  rate('recall', 'Recall', 'Among the auto-routed tickets that belong here, those routed here'),
  {
    id: 'confused',
    header: 'Confused',
    title: 'Estimated tickets that went to this category wrongly or should have come here',
    cell: ({ confused }) => estimated(confused),
    sort: ({ confused }) => confused,
    align: 'end',
    isWide: true,
  },
];

function rate(id: 'precision' | 'recall', header: string, title: string): Column<Row> {
  return {
    ...{ id, header, title },
    cell: ({ rates }) => (rates ? <EstimateValue value={rates[id]} /> : '–'),
    sort: ({ rates }) => rates?.[id].estimate ?? null,
  };
}

/** All categories that were found, by their numbers. */
export function RatesPanel({
  categories,
  report,
}: {
  categories: readonly Category[];
  report: MisclassificationReport;
}) {
  const rates = new Map(report.categories.map((row) => [row.code, row]));
  const rows = categories.map((category) => ({
    ...category,
    rates: rates.get(category.code),
    confused: neighboursOf(report, category.code).reduce((sum, { estimated }) => sum + estimated, 0),
  }));
  return (
    <Panel
      title="By category"
      note="Rates are estimated from tickets that people read; the interval holds with 95 %."
      flush
    >
      <DataTable
        caption="Categories and their rates"
        columns={columns}
        rows={rows}
        keyOf={({ code }) => code}
        empty={<EmptyState title="No category speaks of that">Try another word.</EmptyState>}
      />
    </Panel>
  );
}
