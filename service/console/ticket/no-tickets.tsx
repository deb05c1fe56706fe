import { useQuery } from '@tanstack/react-query';
import { decisionsQuery } from '../api/queries.ts';
import { EmptyState } from '../parts/states.tsx';
import { TicketLink } from '../parts/ticket-link.tsx';
import { VisibleText } from '../parts/ticket-text.tsx';
import type { DecisionFilters } from './decision-filters.ts';

/** In the place of a list that is empty, with what may help. */
export function NoTickets({ words }: DecisionFilters) {
  if (!words) return <EmptyState title="No such tickets">Loosen a filter or choose a longer period.</EmptyState>;
  return (
    <EmptyState title="No such tickets">
      <TicketOfThatId ticketId={words} />
      <p>
        None of this period, with these filters, holds{' '}
        <q>
          <bdi>
            <VisibleText>{words}</VisibleText>
          </bdi>
        </q>
        .
      </p>
      <p>
        All words must occur in its subject or body. Masked personal data is not found, nor are texts that were deleted
        for their age. Try fewer words, loosen a filter or choose a longer period.
      </p>
    </EmptyState>
  );
}

/** What was looked for in the texts may be an id, of whatever period. */
function TicketOfThatId({ ticketId }: { ticketId: string }) {
  const decisions = useQuery(decisionsQuery({ ticketId, limit: 1 }));
  const isKnown = decisions.data?.items.some((item) => item.ticketId === ticketId) ?? false;
  if (!isKnown) return null;
  return (
    <p>
      It is the id of a ticket: open <TicketLink ticketId={ticketId} />.
    </p>
  );
}
