import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { Button } from './button.tsx';
import { DataTable, type DataTableProps } from './data-table.tsx';
import { ErrorState, LoadingState } from './states.tsx';

type Props<Row> = Pick<DataTableProps<Row>, 'caption' | 'columns' | 'keyOf' | 'empty'> & {
  pages: UseInfiniteQueryResult<InfiniteData<{ items: Row[] }>>;
};

/** A long list in its panel, a page more on request. Rows that are there stay when the next page fails. */
export function PagedTable<Row>({ pages, ...table }: Props<Row>) {
  const panel = useRef<HTMLDivElement>(null);
  // What was pressed goes: who has the focus on it goes on in the table.
  const focusTable = () => {
    const { activeElement, body } = document;
    const isLost = activeElement === body || activeElement?.closest('.table-more, .error');
    if (isLost) panel.current?.querySelector<HTMLElement>('.table-scroll')?.focus({ preventScroll: true });
  };
  if (pages.isPending) {
    return (
      <div className="panel panel-body">
        <LoadingState lines={12} />
      </div>
    );
  }
  const more = async () => {
    const { hasNextPage, isError } = await pages.fetchNextPage();
    if (isError !== pages.isError || !(isError || hasNextPage)) focusTable();
  };
  return (
    <div ref={panel} className="panel">
      {pages.data ? <DataTable {...table} rows={pages.data.pages.flatMap(({ items }) => items)} /> : null}
      {pages.isError ? (
        <ErrorState error={pages.error} retry={() => void (pages.isFetchNextPageError ? more() : pages.refetch())} />
      ) : null}
      {pages.hasNextPage && !pages.isError ? (
        <p className="table-more">
          <Button onPress={() => void more()} isPending={pages.isFetchingNextPage}>
            {pages.isFetchingNextPage ? 'Loading…' : 'Show more'}
          </Button>
        </p>
      ) : null}
    </div>
  );
}
