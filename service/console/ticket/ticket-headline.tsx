import type { TicketView } from '../../contracts/api-tickets.ts';
import { Badge, OutcomeBadge, ReasonBadge } from '../parts/badge.tsx';
import { CategoryName } from '../parts/category-name.tsx';
import { Subject } from '../parts/ticket-text.tsx';

/** What it is about, in a few lines, and how it stands. */
export function TicketHeadline({ ticket, revision }: { ticket: TicketView; revision: number }) {
  const decision = ticket.decisions.find((given) => given.revision === revision);
  const subject = ticket.texts.find((text) => text.revision === revision)?.subject ?? decision?.subject ?? null;
  return (
    <span className="ticket-headline">
      <Subject>{subject}</Subject>
      {decision ? (
        <span className="ticket-badges">
          <OutcomeBadge outcome={decision.outcome} />
          {decision.reason ? <ReasonBadge reason={decision.reason} /> : null}
          {decision.category === null && !decision.decidedByPerson ? null : <CategoryName code={decision.category} />}
          {decision.decidedByPerson ? <Badge tone="good">a person’s word</Badge> : null}
        </span>
      ) : null}
    </span>
  );
}
