import { Link } from 'react-router';
import { Subject } from './ticket-text.tsx';
import { useScopeSearch } from './use-scope.ts';

/** A ticket by its subject, or by its id where it has none. */
export function TicketLink({ ticketId, subject }: { ticketId: string; subject?: string | null }) {
  const search = useScopeSearch();
  return (
    <Link className="ticket-link" to={`/tickets/${encodeURIComponent(ticketId)}${search()}`}>
      {subject ? <Subject>{subject}</Subject> : <span className="ticket-id">{ticketId}</span>}
    </Link>
  );
}
