import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useOriginHere } from './ticket-origin.ts';
import { Subject } from './ticket-text.tsx';
import { useScopeSearch } from './use-scope.ts';
import './ticket-link.css';

interface Props {
  ticketId: string;
  subject?: string | null;
  /** The first words of its text, for tickets without a subject. */
  excerpt?: string | null;
  /** More of the ticket's address. */
  filters?: Record<string, string>;
  /** In the place of subject or first words. */
  children?: ReactNode;
}

/** A ticket by its subject or its first words, its id below; by its id alone where nothing is kept of its text. */
export function TicketLink({ ticketId, subject, excerpt, filters, children }: Props) {
  const search = useScopeSearch();
  const origin = useOriginHere();
  const to = `/tickets/${encodeURIComponent(ticketId)}${search({ ...filters, ...origin })}`;
  const words = subject || excerpt;
  if (!words) {
    return (
      <Link className="ticket-link ticket-id" to={to}>
        {ticketId}
      </Link>
    );
  }
  return (
    <span className="ticket-entry">
      <Link className={`ticket-link ${subject ? '' : 'ticket-words'}`} to={to}>
        {children ?? <Subject>{words}</Subject>}
      </Link>{' '}
      <span className="ticket-entry-id">{ticketId}</span>
    </span>
  );
}
