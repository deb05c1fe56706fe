import { Link } from 'react-router';
import { Subject } from './ticket-text.tsx';
import { useScopeSearch } from './use-scope.ts';

interface Props {
  ticketId: string;
  subject?: string | null;
  /** Filters of the list that it stands in: the ticket's page leads back to that list. */
  filters?: Record<string, string>;
}

/** A ticket by its subject, or by its id where it has none. */
export function TicketLink({ ticketId, subject, filters }: Props) {
  const search = useScopeSearch();
  return (
    <Link className="ticket-link" to={`/tickets/${encodeURIComponent(ticketId)}${search(filters)}`}>
      {subject ? <Subject>{subject}</Subject> : <span className="ticket-id">{ticketId}</span>}
    </Link>
  );
}
