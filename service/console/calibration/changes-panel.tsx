import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useSearchParams } from 'react-router';
import type { ThresholdChanges } from '../../contracts/api-calibration.ts';
import { thresholdChangePagesQuery } from '../api/queries.ts';
import { Badge } from '../parts/badge.tsx';
import { CategoryName } from '../parts/category-name.tsx';
import { ConfidenceBar } from '../parts/confidence-bar.tsx';
import type { Column } from '../parts/data-table.tsx';
import { count, plural } from '../parts/format.ts';
import { listedNote } from '../parts/listed-note.ts';
import { PagedTable } from '../parts/paged-table.tsx';
import { Panel } from '../parts/panel.tsx';
import { EmptyState } from '../parts/states.tsx';
import { TicketLink } from '../parts/ticket-link.tsx';
import { useOpenedScope } from '../parts/use-scope.ts';
import { useSettled } from './use-settled.ts';

type Row = ThresholdChanges['items'][number];

const pageSize = 25;

const columns: readonly Column<Row>[] = [
  {
    id: 'ticket',
    header: 'Ticket',
    cell: (row) => <TicketLink ticketId={row.ticketId} subject={row.subject} excerpt={row.excerpt} />,
    isRowHeader: true,
  },
  {
    id: 'change',
    header: 'Change',
    cell: ({ change }) =>
      change === 'newly_routed' ? <Badge tone="accent">newly routed</Badge> : <Badge tone="warn">asked about</Badge>,
    sort: ({ change }) => change,
  },
  { id: 'choice', header: 'Model’s choice', cell: ({ firstChoice }) => <CategoryName code={firstChoice} short /> },
  {
    id: 'people',
    header: 'People say',
    cell: (row) => <PeopleSay {...row} />,
    sort: ({ decidedByPerson, category, firstChoice }) =>
      decidedByPerson ? (category === firstChoice ? 'right' : 'wrong') : null,
  },
  {
    id: 'confidence',
    header: 'Confidence',
    cell: ({ confidence }) => <ConfidenceBar value={confidence} />,
    sort: ({ confidence }) => confidence,
    isWide: true,
  },
];

/** Tickets of the period that the tried threshold would treat otherwise. */
export function ChangesPanel({ threshold, isInForce }: { threshold: number; isInForce: boolean }) {
  const [parameters] = useSearchParams();
  const scope = useOpenedScope('/calibration', parameters);
  const settled = useSettled(useDeferredValue(threshold));
  const isSettled = settled === threshold;
  const changes = useInfiniteQuery({
    ...thresholdChangePagesQuery({ ...scope, threshold: String(settled), limit: pageSize }),
    enabled: !isInForce && isSettled,
    placeholderData: keepPreviousData,
  });
  // What is listed is of another threshold than is shown.
  const isStale = changes.isPlaceholderData || !isSettled;
  if (isInForce) {
    return (
      <Panel title="What would change">
        <EmptyState title="Nothing: this is the threshold in force">
          Drag it to see which tickets of the period would change.
        </EmptyState>
      </Panel>
    );
  }
  const first = changes.data?.pages[0];
  const listed = changes.data?.pages.reduce((sum, { items }) => sum + items.length, 0) ?? 0;
  return (
    <Panel
      title="What would change"
      note="Decisions of the period, decided again by the tried threshold."
      className="changes"
      flush
    >
      <div className={isStale ? 'stale' : undefined} aria-busy={isStale}>
        {first ? <Sum {...first} listed={listed} /> : null}
        <PagedTable
          caption="Tickets that would change"
          columns={columns}
          pages={changes}
          keyOf={({ eventId }) => eventId}
          empty={<EmptyState title="No ticket would change" />}
        />
      </div>
    </Panel>
  );
}

function PeopleSay({ decidedByPerson, category, firstChoice }: Row) {
  if (!decidedByPerson) return <span className="muted">not read</span>;
  if (category === firstChoice) return <Badge tone="good">right</Badge>;
  return (
    <>
      <Badge tone="bad">wrong</Badge> <CategoryName code={category} short />
    </>
  );
}

/** Of those that would change, what people found: only of these is it known whether the change would be a mistake. */
const readNote = ({ tickets, wrong }: ThresholdChanges['read']['newlyRouted']) =>
  tickets === 0 ? '(none read)' : `(${count(tickets)} read, ${count(wrong)} wrong)`;

function Sum({ noLongerRouted, newlyRouted, read, of, listed }: ThresholdChanges & { listed: number }) {
  return (
    <p className="changes-sum">
      <strong>{plural(newlyRouted, 'ticket')}</strong> newly routed {readNote(read.newlyRouted)},{' '}
      <strong>{count(noLongerRouted)}</strong> asked about instead {readNote(read.noLongerRouted)}, of {count(of)}.{' '}
      {listedNote(listed, noLongerRouted + newlyRouted)}
    </p>
  );
}
