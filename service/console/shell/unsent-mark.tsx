import { Link, useLocation } from 'react-router';
import { plural } from '../parts/format.ts';
import { useScopeSearch } from '../parts/use-scope.ts';
import { troubled } from '../review/outbox.ts';
import { useOutbox } from '../review/outbox-store.ts';

/** Verdicts that could not be saved are not forgotten on another page. In the review queue a notice says it, and more. */
export function UnsentMark() {
  const unsent = troubled(useOutbox()).length;
  const isSaidThere = useLocation().pathname === '/review';
  const search = useScopeSearch();
  return (
    <p className="unsent-mark" role={isSaidThere ? undefined : 'status'}>
      {unsent === 0 ? null : <Link to={`/review${search()}`}>{plural(unsent, 'verdict')} not saved</Link>}
    </p>
  );
}
