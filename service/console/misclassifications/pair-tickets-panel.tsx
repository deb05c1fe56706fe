import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ConfusionPair, DisagreementKind } from '../../contracts/misclassification-report.ts';
import { decisionsQuery } from '../api/queries.ts';
import { DisagreementBadge, OutcomeBadge } from '../parts/badge.tsx';
import { ConfidenceBar } from '../parts/confidence-bar.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { count } from '../parts/format.ts';
import { listedNote } from '../parts/listed-note.ts';
import { none } from '../parts/pair-address.ts';
import { Panel } from '../parts/panel.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { TicketLink } from '../parts/ticket-link.tsx';
import { useParameter, useScope, useScopeSearch } from '../parts/use-scope.ts';
import { disagreementWords } from '../parts/words.ts';
import { NextStep } from './next-step.tsx';
import { pairNote } from './pair-note.ts';

const kinds = Object.keys(disagreementWords) as DisagreementKind[];

/** What helps against each kind. */
const advice: Record<DisagreementKind, string> = {
  model_error: 'Corrections of these tickets become training data: the next model learns from them.',
  suspected_label_error: 'Read these again before they teach the model something wrong.',
  overlapping_definitions: 'Sharpen the boundary in the taxonomy: neither model nor people can guess it.',
};

/** Tickets of the pair, split by what seems to be at fault, each with what speaks for it. */
export function PairTicketsPanel({
  pair,
  predicted,
  truth,
  observed,
}: {
  pair: ConfusionPair | undefined;
  predicted: string | null;
  truth: string | null;
  /** How many tickets of the pair people have read. */
  observed: number;
}) {
  const [kind, setKind] = useParameter('kind');
  const search = useScopeSearch();
  const listAddress = `/tickets${search({ choice: predicted ?? none, truth: truth ?? none, wrong: 'true' })}`;
  const all = <Link to={listAddress}>All read tickets of the pair</Link>;
  if (!pair) {
    return (
      <Panel title="Tickets" note="The report splits only the worst pairs by cause." actions={all}>
        {/* Of another pair they would stand here until its own are there. */}
        <ReadTickets key={`${predicted} ${truth}`} predicted={predicted} truth={truth} observed={observed} />
      </Panel>
    );
  }
  const chosen = kinds.find((given) => given === kind);
  const options = [
    { id: '', label: `All ${count(pair.observed)}` },
    ...kinds.map((id) => ({ id: id as string, label: `${disagreementWords[id]} ${count(pair.split[id])}` })),
  ];
  const note = pairNote(pair, chosen);
  return (
    <Panel
      title="What is at fault?"
      note={chosen ? advice[chosen] : 'Each ticket with what speaks for the model, for the label, or for neither.'}
      actions={all}
      flush
    >
      <div className="pair-kinds">
        <Segmented label="Cause" options={options} value={chosen ?? ''} onChange={setKind} />
      </div>
      {note ? <p className="pair-listed">{note}</p> : null}
      <DataTable
        caption="Tickets of the pair"
        columns={columnsOf(predicted ?? truth ?? '')}
        rows={pair.tickets.filter((ticket) => !chosen || ticket.kind === chosen)}
        keyOf={({ eventId }) => eventId}
        empty={<EmptyState title={note ? 'None of this kind among the latest' : 'None of this kind'} />}
      />
    </Panel>
  );
}

const columnsOf = (category: string): readonly Column<ConfusionPair['tickets'][number]>[] => [
  {
    id: 'ticket',
    header: 'Ticket',
    cell: (row) => <TicketLink ticketId={row.ticketId} subject={row.subject} excerpt={row.excerpt} />,
    isRowHeader: true,
  },
  { id: 'kind', header: 'Cause', cell: ({ kind }) => <DisagreementBadge kind={kind} />, sort: ({ kind }) => kind },
  { id: 'because', header: 'Because', cell: ({ because }) => because },
  {
    id: 'confidence',
    header: 'Confidence',
    cell: ({ confidence }) => <ConfidenceBar value={confidence} />,
    sort: ({ confidence }) => confidence,
    isWide: true,
  },
  {
    id: 'next',
    header: 'Next step',
    cell: ({ kind, ticketId }) => <NextStep kind={kind} ticketId={ticketId} category={category} />,
  },
];

function ReadTickets({
  predicted,
  truth,
  observed,
}: {
  predicted: string | null;
  truth: string | null;
  observed: number;
}) {
  const { from, to, modelVersion } = useScope();
  const filters = { choice: predicted ?? none, truth: truth ?? none, labelled: 'true' as const, limit: 20 };
  const decisions = useQuery(decisionsQuery({ from, to, modelVersion, ...filters }));
  return (
    <QueryState query={decisions}>
      {({ items, next }) => {
        const note = next === null ? null : listedNote(items.length, observed);
        return items.length === 0 ? (
          <EmptyState title="Nobody has read such a ticket in this period" />
        ) : (
          <>
            <ul className="read-tickets">
              {items.map(({ eventId, ticketId, subject, excerpt, outcome }) => (
                <li key={eventId}>
                  <TicketLink ticketId={ticketId} subject={subject} excerpt={excerpt} />{' '}
                  <OutcomeBadge outcome={outcome} />
                </li>
              ))}
            </ul>
            {note ? <p className="muted">{note}</p> : null}
          </>
        );
      }}
    </QueryState>
  );
}
