import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { Button } from './button.tsx';
import { ErrorState, LoadingState } from './states.tsx';

export type Pages<Row> = UseInfiniteQueryResult<InfiniteData<{ items: Row[] }>>;

interface Props<Row> {
  pages: Pages<Row>;
  className?: string;
  /** What it draws can take the focus, by a `tabIndex`. */
  children: (rows: Row[]) => ReactNode;
}

/** A long list, a page more on request. Rows that are there stay when the next page fails. */
export function PagedList<Row>({ pages, className = '', children }: Props<Row>) {
  const list = useRef<HTMLDivElement>(null);
  // What was pressed goes: who has the focus on it goes on in the list.
  const focusList = () => {
    const { activeElement, body } = document;
    const isLost = activeElement === body || activeElement?.closest('.table-more, .error');
    if (isLost) list.current?.querySelector<HTMLElement>('[tabindex]')?.focus({ preventScroll: true });
  };
  if (pages.isPending) return <LoadingState lines={2} />;
  const more = async () => {
    const { hasNextPage, isError } = await pages.fetchNextPage();
    if (isError !== pages.isError || !(isError || hasNextPage)) focusList();
  };
  return (
    <div ref={list} className={className}>
      {pages.data ? children(pages.data.pages.flatMap(({ items }) => items)) : null}
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
