import { useCallback } from 'react';
import { useScopeSearch } from '../parts/use-scope.ts';

/** The page of a ticket, at the revision that one reads and not at its newest; period and model version stay. */
export function useTicketAddress(): (ticketId: string, revision?: number) => string {
  const search = useScopeSearch();
  return useCallback(
    (ticketId, revision) =>
      `/tickets/${encodeURIComponent(ticketId)}${search(revision === undefined ? {} : { revision: String(revision) })}`,
    [search],
  );
}
