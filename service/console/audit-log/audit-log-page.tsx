import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { AuditLogPage as Page } from '../../contracts/api-audit-log.ts';
import { auditLogQuery } from '../api/queries.ts';
import { AddressSearch } from '../parts/address-search.tsx';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Choice } from '../parts/choice.tsx';
import type { Column } from '../parts/data-table.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { PagedTable } from '../parts/paged-table.tsx';
import { PeriodPicker } from '../parts/period-picker.tsx';
import { EmptyState } from '../parts/states.tsx';
import { VisibleText } from '../parts/ticket-text.tsx';
import { Time } from '../parts/time.tsx';
import { useChangeParameters, useOpenedScope } from '../parts/use-scope.ts';
import { actionWords } from '../parts/words.ts';
import { type AuditFilters, auditFilters } from './audit-filters.ts';
import { AuditSubject } from './audit-subject.tsx';

const columns: readonly Column<Page['items'][number]>[] = [
  { id: 'at', header: 'When', cell: ({ at }) => <Time at={at} hasSeconds />, isRowHeader: true },
  {
    id: 'who',
    header: 'Who',
    cell: ({ who }) => (
      <bdi>
        <VisibleText>{who}</VisibleText>
      </bdi>
    ),
  },
  {
    id: 'action',
    header: 'Did',
    cell: ({ action }) => <Badge tone={action === 'sign_in_denied' ? 'bad' : 'plain'}>{actionWords[action]}</Badge>,
  },
  { id: 'subject', header: 'To what', cell: (entry) => <AuditSubject {...entry} /> },
];

/** Who corrected, drafted, exported and signed in. The API answers admins only, and says so to others. */
export function AuditLogPage() {
  const [parameters] = useSearchParams();
  const { from, to } = useOpenedScope('/audit-log', parameters);
  const filters = auditFilters(parameters);
  const isFiltered = Object.keys(filters).length > 0;
  const pages = useInfiniteQuery(auditLogQuery({ from, to, ...filters }));
  return (
    <>
      <PageHeader title="Audit log" lead="Who did what, latest first." actions={<PeriodPicker isOfModels={false} />} />
      <Filters filters={filters} />
      <PagedTable
        caption="Audit log"
        isStacked
        columns={columns}
        pages={pages}
        keyOf={({ id }) => id}
        empty={
          isFiltered ? (
            <EmptyState title="Nothing fits these filters">Loosen one, or choose a longer period.</EmptyState>
          ) : (
            <EmptyState title="Nothing was done in this period">Choose a longer one.</EmptyState>
          )
        }
      />
    </>
  );
}

function Filters({ filters }: { filters: AuditFilters }) {
  const change = useChangeParameters();
  const [clearings, setClearings] = useState(0);
  const all = useRef<HTMLDivElement>(null);
  const clear = () => {
    // The button goes with what it clears.
    all.current?.querySelector('select')?.focus();
    setClearings(clearings + 1);
    change({ action: null, who: null, ticketId: null }, { isStep: true });
  };
  const actions = Object.entries(actionWords).map(([id, label]) => ({ id, label }));
  return (
    <div className="list-filters" ref={all}>
      <Choice
        label="Action"
        isLabelHidden
        value={filters.action ?? ''}
        options={[{ id: '', label: 'Any action' }, ...actions]}
        onChange={(action) => change({ action }, { isStep: true })}
      />
      <AddressSearch key={`who ${clearings}`} parameter="who" value={filters.who ?? ''} label="Part of a name" />
      <AddressSearch
        key={`ticket ${clearings}`}
        parameter="ticketId"
        value={filters.ticketId ?? ''}
        label="Id of a ticket"
      />
      {Object.keys(filters).length > 0 ? (
        <Button variant="quiet" onPress={clear}>
          Clear
        </Button>
      ) : null}
    </div>
  );
}
