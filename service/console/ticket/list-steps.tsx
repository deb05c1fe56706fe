import { Link } from 'react-router';
import { count } from '../parts/format.ts';
import type { ListPlace } from './list-place.ts';

/** To the tickets before and after this one in the list. They take its place in the history: back is the list. */
export function ListSteps({
  place: { number, of, previous, next, hasMore },
  addressOf,
}: {
  place: ListPlace & { hasMore: boolean };
  addressOf: (ticketId: string) => string;
}) {
  return (
    <nav className="list-steps" aria-label="In the list">
      <Step to={previous === null ? null : addressOf(previous)}>← Previous</Step>
      <span className="muted">
        {count(number)} of {count(of)}
        {hasMore ? '+' : ''}
      </span>
      <Step to={next === null ? null : addressOf(next)}>Next →</Step>
    </nav>
  );
}

function Step({ to, children }: { to: string | null; children: string }) {
  if (to === null) return <span className="list-step muted">{children}</span>;
  return (
    <Link className="list-step" to={to} replace>
      {children}
    </Link>
  );
}
