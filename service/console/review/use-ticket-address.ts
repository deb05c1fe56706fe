import { useCallback } from 'react';
import { useOriginHere } from '../parts/ticket-origin.ts';
import { useScopeSearch } from '../parts/use-scope.ts';

/** The page of a ticket, at the revision that one reads and not at its newest; period and model version stay, and so does the way back. */
export function useTicketAddress(): (ticketId: string, revision?: number) => string {
  const search = useScopeSearch();
  const { back } = useOriginHere();
  return useCallback(
    (ticketId, revision) =>
      `/tickets/${encodeURIComponent(ticketId)}${search({ ...(revision === undefined ? {} : { revision: String(revision) }), back })}`,
    [search, back],
  );
}
