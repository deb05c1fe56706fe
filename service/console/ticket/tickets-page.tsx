import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { useNavigate, useSearchParams } from 'react-router';
import type { DecisionSummaryView } from '../../contracts/api-decisions.ts';
import { decisionPagesQuery } from '../api/queries.ts';
import { AddressSearch } from '../parts/address-search.tsx';
import { Badge, OutcomeBadge, ReasonBadge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { CategoryName, useCategories } from '../parts/category-name.tsx';
import { Choice } from '../parts/choice.tsx';
import { ConfidenceBar } from '../parts/confidence-bar.tsx';
import type { Column } from '../parts/data-table.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { PagedTable } from '../parts/paged-table.tsx';
import { PeriodPicker } from '../parts/period-picker.tsx';
import { EmptyState } from '../parts/states.tsx';
import { TicketLink } from '../parts/ticket-link.tsx';
import { VisibleText } from '../parts/ticket-text.tsx';
import { TimeAgo } from '../parts/time.tsx';
import { useChangeParameters, useScope, useScopeSearch } from '../parts/use-scope.ts';
import { noCategory, outcomeWords, reasonWords } from '../parts/words.ts';
import { type DecisionFilters, decisionFilters, filterNames, verdicts } from './decision-filters.ts';
import './ticket.css';

const columns: readonly Column<DecisionSummaryView>[] = [
  {
    id: 'ticket',
    header: 'Ticket',
    cell: (row) => <ListedTicket {...row} />,
    isRowHeader: true,
  },
  { id: 'choice', header: 'Choice', cell: ({ choice }) => <CategoryName code={choice} short /> },
  { id: 'outcome', header: 'Outcome', cell: (row) => <Outcome {...row} /> },
  {
    id: 'confidence',
    header: 'Confidence',
    cell: ({ confidence }) => <ConfidenceBar value={confidence} />,
    isWide: true,
  },
  { id: 'people', header: 'People say', cell: (row) => <PeopleSay {...row} /> },
  { id: 'at', header: 'Decided', cell: ({ decidedAt }) => <TimeAgo at={decidedAt} />, align: 'end', isWide: true },
];

/** All decisions of the period, filtered by what the URL says; every number of the overview leads here. */
export function TicketsPage() {
  const [parameters] = useSearchParams();
  const scope = useScope();
  const filters = decisionFilters(parameters);
  const pages = useInfiniteQuery(decisionPagesQuery({ ...scope, ...filters }));
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
      <div className="list-filters">
        <AddressSearch
          key={clearings}
          parameter="words"
          value={filters.words ?? ''}
          label="Words in subject or body"
          className="words-search"
          pattern=".*[\p{L}\p{N}].*"
          title="At least one letter or digit. All words are looked for, in any order; words in “quotation marks” side by side."
        />
        <Filters filters={filters} onClear={clear} />
        <GoToTicket />
      </div>
      <PagedTable
        caption="Decisions"
        columns={columns}
        pages={pages}
        keyOf={({ eventId }) => eventId}
        empty={<NoTickets {...filters} />}
      />
    </>
  );
}

function ListedTicket({ ticketId, subject }: DecisionSummaryView) {
  const [parameters] = useSearchParams();
  return <TicketLink ticketId={ticketId} subject={subject} filters={{ ...decisionFilters(parameters) }} />;
}

function NoTickets({ words }: DecisionFilters) {
  if (!words) return <EmptyState title="No such tickets">Loosen a filter or choose a longer period.</EmptyState>;
  return (
    <EmptyState title="No such tickets">
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

function Outcome({ outcome, reason }: DecisionSummaryView) {
  return outcome === 'review' && reason ? <ReasonBadge reason={reason} /> : <OutcomeBadge outcome={outcome} />;
}

function PeopleSay({ decidedByPerson, category, choice, sampled }: DecisionSummaryView) {
  if (!decidedByPerson) return sampled ? <Badge>audit waits</Badge> : <span className="muted">–</span>;
  if (category === choice) return <Badge tone="good">right</Badge>;
  return <CategoryName code={category} short />;
}

function Filters({ filters, onClear }: { filters: DecisionFilters; onClear: () => void }) {
  const change = useChangeParameters();
  const categories = useCategories();
  const codes = categories.map(({ code, name }) => ({ id: code, label: `${code} · ${name}` }));
  const any = (label: string) => ({ id: '', label });
  const set = (name: string) => (value: string) => change({ [name]: value }, { isStep: true });
  const words = (given: Record<string, string>) => Object.entries(given).map(([id, label]) => ({ id, label }));
  const verdict = verdicts.findLast(({ filter: [name, value] }) => filters[name] === value)?.id ?? '';
  return (
    <>
      <Choice
        label="Outcome"
        isLabelHidden
        value={filters.outcome ?? ''}
        options={[any('Any outcome'), ...words(outcomeWords)]}
        onChange={set('outcome')}
      />
      <Choice
        label="Reason"
        isLabelHidden
        value={filters.reason ?? ''}
        options={[any('Any reason'), ...words(reasonWords)]}
        onChange={set('reason')}
      />
      <Choice
        label="Model's choice"
        isLabelHidden
        value={filters.choice ?? ''}
        options={[any('Any choice'), ...codes]}
        onChange={set('choice')}
      />
      <Choice
        label="Verdict of people"
        isLabelHidden
        value={verdict}
        options={[any('Read or not'), ...verdicts]}
        onChange={(value) => {
          const chosen = verdicts.filter(({ id }) => id === value).map(({ filter }) => filter);
          change({ labelled: null, wrong: null, corrected: null, ...Object.fromEntries(chosen) }, { isStep: true });
        }}
      />
      <Choice
        label="Belongs to"
        isLabelHidden
        value={filters.truth ?? ''}
        options={[any('Belongs anywhere'), ...codes, { id: 'none', label: noCategory }]}
        onChange={set('truth')}
      />
      {Object.values(filters).some(Boolean) ? (
        <Button variant="quiet" onPress={onClear}>
          Clear
        </Button>
      ) : null}
    </>
  );
}

/** Straight to a ticket whose id one has from somewhere else. */
function GoToTicket() {
  const [ticketId, setTicketId] = useState('');
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const search = useScopeSearch();
  const go = (event: FormEvent) => {
    event.preventDefault();
    const filters = { ...decisionFilters(parameters) };
    if (ticketId.trim()) void navigate(`/tickets/${encodeURIComponent(ticketId.trim())}${search(filters)}`);
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
