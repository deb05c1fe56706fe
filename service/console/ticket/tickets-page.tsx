import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useSearchParams } from 'react-router';
import { decisionPagesQuery } from '../api/queries.ts';
import { AddressSearch } from '../parts/address-search.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { PagedTable } from '../parts/paged-table.tsx';
import { PeriodPicker } from '../parts/period-picker.tsx';
import { useChangeParameters, useOpenedScope } from '../parts/use-scope.ts';
import { decisionFilters, filterNames } from './decision-filters.ts';
import { GoToTicket } from './go-to-ticket.tsx';
import { useKeptScroll } from './kept-scroll.ts';
import { NoTickets } from './no-tickets.tsx';
import { ticketColumns } from './ticket-columns.tsx';
import { TicketFilters } from './ticket-filters.tsx';
import './ticket.css';

/** All decisions of the period, filtered by what the URL says; every number of the overview leads here. */
export function TicketsPage() {
  const [parameters] = useSearchParams();
  const scope = useOpenedScope('/tickets', parameters);
  const filters = decisionFilters(parameters);
  const pages = useInfiniteQuery(decisionPagesQuery({ ...scope, ...filters }));
  useKeptScroll(pages.data !== undefined);
  const change = useChangeParameters();
  const [clearings, setClearings] = useState(0);
  const clear = () => {
    // The button goes with what it clears, and so does a field that has what was not asked for yet: another one has the focus.
    flushSync(() => setClearings(clearings + 1));
    document.getElementById('words')?.focus();
    change(Object.fromEntries(filterNames.map((name) => [name, null])), { isStep: true });
  };
  return (
    <>
      <PageHeader title="Tickets" lead="Every decision, latest first." actions={<PeriodPicker />} />
      <div className="ticket-search">
        <AddressSearch
          key={clearings}
          parameter="words"
          value={filters.words ?? ''}
          label="Words in subject or body"
          className="words-search"
          pattern=".*[\p{L}\p{N}].*"
          title="At least one letter or digit. All words are looked for, in any order; words in “quotation marks” side by side."
        />
        <GoToTicket />
      </div>
      <TicketFilters filters={filters} onClear={clear} />
      <PagedTable
        caption="Decisions"
        columns={ticketColumns}
        pages={pages}
        keyOf={({ eventId }) => eventId}
        isStacked
        empty={<NoTickets {...filters} />}
      />
    </>
  );
}
