import type { AuditLogPage } from '../../contracts/api-audit-log.ts';
import { policyDraftAddress } from '../api/endpoints.ts';
import { TicketLink } from '../parts/ticket-link.tsx';
import { VisibleText } from '../parts/ticket-text.tsx';
import { Time } from '../parts/time.tsx';
import { exportedPeriod } from './audit-filters.ts';

/** What something was done to, with the way there. */
export function AuditSubject({ action, subject }: AuditLogPage['items'][number]) {
  switch (action) {
    case 'correct':
    case 'retract':
      return subject === null ? <span className="muted">an erased ticket</span> : <TicketLink ticketId={subject} />;
    case 'draft_policy':
      return subject === null ? <None /> : <a href={policyDraftAddress(subject)}>the draft</a>;
    case 'export_csv':
    case 'export_html': {
      const period = exportedPeriod(subject ?? '');
      if (!period) return <Plain>{subject}</Plain>;
      return (
        <>
          <Time at={period.from} /> to <Time at={period.to} />
        </>
      );
    }
    case 'sign_in':
    case 'sign_in_denied':
    case 'sign_out':
      return <Plain>{subject}</Plain>;
    default:
      return action satisfies never;
  }
}

const None = () => <span className="muted">–</span>;

function Plain({ children }: { children: string | null }) {
  if (children === null) return <None />;
  return (
    <bdi>
      <VisibleText>{children}</VisibleText>
    </bdi>
  );
}
