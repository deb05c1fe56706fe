import type { AuditLogPage } from '../../contracts/api-audit-log.ts';
import { policyDraftAddress } from '../api/endpoints.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { TicketLink } from '../parts/ticket-link.tsx';
import { VisibleText } from '../parts/ticket-text.tsx';
import { Time } from '../parts/time.tsx';
import { FileLink } from '../shell/file-link.tsx';
import { exportedPeriod } from './audit-filters.ts';

type Entry = AuditLogPage['items'][number];

/** What something was done to, with the way there. */
export function AuditSubject({ action, subject, change }: Entry) {
  switch (action) {
    case 'correct':
    case 'retract':
      if (subject === null) return <span className="muted">an erased ticket</span>;
      return (
        <>
          <TicketLink ticketId={subject} /> {change ? <Change {...change} /> : null}
        </>
      );
    case 'draft_policy':
      if (subject === null) return <None />;
      return (
        <FileLink href={policyDraftAddress(subject)} name={`policy-${subject}.yaml`}>
          the draft
        </FileLink>
      );
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
    case 'delete_draft':
    case 'sign_in':
    case 'sign_in_denied':
    case 'sign_out':
      return <Plain>{subject}</Plain>;
    default:
      return action satisfies never;
  }
}

function Change({ from, to }: NonNullable<Entry['change']>) {
  return (
    <span className="audit-change">
      <span className="visually-hidden">from </span>
      <CategoryName code={from} short />
      <span aria-hidden="true"> → </span>
      <span className="visually-hidden"> to </span>
      <CategoryName code={to} short />
    </span>
  );
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
