import { Link } from 'react-router';
import { Button } from '../parts/button.tsx';
import { count, percent, plural } from '../parts/format.ts';
import { useScopeSearch } from '../parts/use-scope.ts';
import { whyOutOfReach } from './out-of-reach.ts';
import type { ReleasedPoint } from './released-curve.ts';
import { ticketsOf } from './target-error.ts';

/** What was tried for a target that no threshold keeps, on how much evidence, and what to do about it. */
export function OutOfReachNote({
  curve,
  target,
  onTarget,
}: {
  curve: readonly ReleasedPoint[];
  target: number;
  onTarget: (target: number) => void;
}) {
  const search = useScopeSearch();
  const why = whyOutOfReach(curve, target);
  if (!why) return null;
  const { thresholds, best, wrong, nextTarget, faultlessTickets } = why;
  return (
    <div className="curve-result out-of-reach" role="status">
      <p>
        <strong>No threshold keeps {percent(target)}.</strong> {count(thresholds)} were tried on{' '}
        {plural(ticketsOf(curve), 'labelled ticket')} of the calibration split. The nearest,{' '}
        {percent(best.threshold, 2)}, is shown: it routes {count(best.accepted)} of them, {count(wrong)} wrongly, which
        with 95 % confidence means at most {percent(best.riskUpperBound95)}. Even without one error it would take at
        least {count(faultlessTickets)} routed tickets to show {percent(target)}.
      </p>
      <ul className="bullets">
        {nextTarget === null ? null : (
          <li>
            Allow more errors: {percent(nextTarget)} is the least that a threshold keeps.{' '}
            <Button size="small" onPress={() => onTarget(nextTarget)}>
              Aim at {percent(nextTarget)}
            </Button>
          </li>
        )}
        <li>
          Or bring more evidence: <Link to={`/review${search({ only: 'audit' })}`}>read audit tickets</Link>, and train
          anew with what people said. More labelled tickets narrow the bound, and a better model errs less.
        </li>
      </ul>
    </div>
  );
}
