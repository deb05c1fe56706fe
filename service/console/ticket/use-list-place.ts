import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { decisionPagesQuery } from '../api/queries.ts';
import type { Origin } from '../parts/ticket-origin.ts';
import { useListScope } from '../parts/use-scope.ts';
import { decisionFilters } from './decision-filters.ts';
import { type Listed, type ListPlace, listPlace } from './list-place.ts';

/** Beyond as many a place is not looked for: a link may be old, and its ticket far down. */
const mostPages = 20;

/**
 * The place of the ticket in the list from which it was opened; null where it was opened from elsewhere. The list stays as it was
 * found while one works through it.
 */
export function useListPlace(
  origin: Origin | null,
  ticketId: string,
  own: Listed | null,
): (ListPlace & { hasMore: boolean }) | null {
  const isList = origin?.path === '/tickets';
  const parameters = isList ? origin.parameters : new URLSearchParams();
  // A ticket from elsewhere opens no list, and must not say when the list was.
  const scope = useListScope(isList ? '/tickets' : '', parameters);
  const pages = useInfiniteQuery({
    ...decisionPagesQuery({ ...scope, ...decisionFilters(parameters) }),
    enabled: isList,
    meta: { live: false, stays: true },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = pages;
  const listed = data?.pages.flatMap(({ items }) => items) ?? [];
  const place = isList && data ? listPlace(listed, ticketId, own, hasNextPage) : null;
  const isAtEnd = data !== undefined && (place === null ? own !== null : place.next === null);
  const isWanted = isAtEnd && hasNextPage && !isFetching && !isError && data.pages.length < mostPages;
  useEffect(() => {
    if (isWanted) void fetchNextPage();
  }, [isWanted, fetchNextPage]);
  return place && { ...place, hasMore: hasNextPage };
}
