import type { DecisionSummaryView, DecisionsPage } from '../../contracts/api-decisions.ts';
import { Badge, OutcomeBadge, ReasonBadge } from '../parts/badge.tsx';
import { CategoryName } from '../parts/category-name.tsx';
import { ConfidenceBar } from '../parts/confidence-bar.tsx';
import type { Column } from '../parts/data-table.tsx';
import { TicketLink } from '../parts/ticket-link.tsx';
import { TimeAgo } from '../parts/time.tsx';
import { FoundWords } from './found-words.tsx';

type Listed = DecisionsPage['items'][number];

export const ticketColumns: readonly Column<Listed>[] = [
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
    // That of a category says nothing of "none".
    cell: ({ choice, confidence }) => <ConfidenceBar value={choice === null ? null : confidence} />,
    isWide: true,
  },
  { id: 'people', header: 'People say', cell: (row) => <PeopleSay {...row} /> },
  { id: 'at', header: 'Decided', cell: (row) => <Times {...row} />, align: 'end', isWide: true },
];

function Times({ decidedAt, receivedAt }: Listed) {
  return (
    <>
      <TimeAgo at={decidedAt} />
      {receivedAt === null ? null : (
        <span className="ticket-received">
          received <TimeAgo at={receivedAt} isShort />
        </span>
      )}
    </>
  );
}

/** Of a search it is shown why the ticket is among what was found. */
function ListedTicket({ ticketId, subject, excerpt, found }: Listed) {
  const words = subject || excerpt;
  return (
    <>
      <TicketLink ticketId={ticketId} subject={subject} excerpt={excerpt}>
        {found && words ? <FoundWords text={words} found={subject ? found.subject : found.excerpt} /> : null}
      </TicketLink>
      {found && subject && excerpt ? (
        <span className="ticket-excerpt">
          <FoundWords text={excerpt} found={found.excerpt} />
        </span>
      ) : null}
    </>
  );
}

function Outcome({ outcome, reason }: DecisionSummaryView) {
  return outcome === 'review' && reason ? <ReasonBadge reason={reason} /> : <OutcomeBadge outcome={outcome} />;
}

function PeopleSay({ decidedByPerson, category, choice, reason, sampled }: DecisionSummaryView) {
  if (!decidedByPerson) return sampled ? <Badge>audit waits</Badge> : <span className="muted">–</span>;
  // Where there was nothing to read, nobody can be right about it.
  const isChosen = choice !== null || reason === 'out_of_taxonomy';
  if (isChosen && category === choice) return <Badge tone="good">right</Badge>;
  return (
    <>
      <span className="stacked-only">people say </span>
      <CategoryName code={category} short />
    </>
  );
}
