import { DataTable, type DataTableProps } from './data-table.tsx';
import { PagedList, type Pages } from './paged-list.tsx';
import { LoadingState } from './states.tsx';

type Props<Row> = Pick<DataTableProps<Row>, 'caption' | 'columns' | 'keyOf' | 'empty' | 'isStacked'> & {
  pages: Pages<Row>;
};

/** A long list as a table in its panel. */
export function PagedTable<Row>({ pages, ...table }: Props<Row>) {
  if (pages.isPending) {
    return (
      <div className="panel panel-body">
        <LoadingState lines={12} />
      </div>
    );
  }
  return (
    <PagedList pages={pages} className="panel">
      {(rows) => <DataTable {...table} rows={rows} />}
    </PagedList>
  );
}
