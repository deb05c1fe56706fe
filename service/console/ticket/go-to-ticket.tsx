import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../parts/button.tsx';
import { useScopeSearch } from '../parts/use-scope.ts';

/** Straight to a ticket whose id one has from somewhere else. */
export function GoToTicket() {
  const [ticketId, setTicketId] = useState('');
  const navigate = useNavigate();
  const search = useScopeSearch();
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (ticketId.trim()) void navigate(`/tickets/${encodeURIComponent(ticketId.trim())}${search()}`);
  };
  return (
    <form className="inline-form inline-form-end" onSubmit={go}>
      <label className="visually-hidden" htmlFor="ticket-id">
        Ticket id
      </label>
      <input
        id="ticket-id"
        className="input"
        placeholder="Ticket id"
        value={ticketId}
        onChange={({ target }) => setTicketId(target.value)}
      />
      <Button type="submit">Open</Button>
    </form>
  );
}
