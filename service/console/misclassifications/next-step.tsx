import { Link } from 'react-router';
import type { DisagreementKind } from '../../contracts/misclassification-report.ts';
import { reportAddress } from '../api/endpoints.ts';
import { usePageUser } from '../api/page-user.ts';
import { categoryAddress } from '../parts/category-address.ts';
import { useOriginHere } from '../parts/ticket-origin.ts';
import { useScope, useScopeSearch } from '../parts/use-scope.ts';
import { FileLink } from '../shell/file-link.tsx';

interface Props {
  kind: DisagreementKind;
  ticketId: string;
  /** Where a rule of the boundary would stand: one of the pair's two. */
  category: string;
}

/** What helps against the cause of one mistake, as the way there. */
export function NextStep({ kind, ticketId, category }: Props) {
  const search = useScopeSearch();
  const origin = useOriginHere();
  const scope = useScope();
  const user = usePageUser();
  switch (kind) {
    case 'suspected_label_error':
      return <Link to={`/tickets/${encodeURIComponent(ticketId)}${search(origin)}`}>Label again</Link>;
    case 'overlapping_definitions':
      return <Link to={`${categoryAddress(category)}${search()}`}>Write a boundary rule</Link>;
    case 'model_error':
      return (
        <FileLink
          href={reportAddress(scope, { format: 'csv', table: 'tickets' }, user)}
          name="misclassification-tickets.csv"
        >
          Export the tickets
        </FileLink>
      );
    default:
      return kind satisfies never;
  }
}
