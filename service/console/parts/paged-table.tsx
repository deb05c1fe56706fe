import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button } from './button.tsx';
import { DataTable, type DataTableProps } from './data-table.tsx';
import { ErrorState, LoadingState } from './states.tsx';

type Props<Row> = Pick<DataTableProps<Row>, 'caption' | 'columns' | 'keyOf' | 'empty'> & {
  pages: UseInfiniteQueryResult<InfiniteData<{ items: Row[] }>>;
};

/** A long list in its panel, a page more on request. Rows that are there stay when the next page fails. */
export function PagedTable<Row>({ pages, ...table }: Props<Row>) {
  if (pages.isPending) {
    return (
      <div className="panel panel-body">
        <LoadingState lines={12} />
      </div>
    );
  }
  const retry = () => void (pages.isFetchNextPageError ? pages.fetchNextPage() : pages.refetch());
  return (
    <div className="panel">
      {pages.data ? <DataTable {...table} rows={pages.data.pages.flatMap(({ items }) => items)} /> : null}
      {pages.isError ? <ErrorState error={pages.error} retry={retry} /> : null}
      {pages.hasNextPage && !pages.isError ? (
        <p className="table-more">
          <Button onPress={() => void pages.fetchNextPage()} isDisabled={pages.isFetchingNextPage}>
            {pages.isFetchingNextPage ? 'Loading…' : 'Show more'}
          </Button>
        </p>
      ) : null}
    </div>
  );
}
