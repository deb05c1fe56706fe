import type { Change } from '../../contracts/misclassification-report.ts';
import { Badge } from '../parts/badge.tsx';
import { percent, points } from '../parts/format.ts';
import { missingWords } from './comparison-gaps.ts';

/** A rate before and after; a difference is called better or worse only where its interval leaves out zero. */
export function ChangeValue({ change: { before, after, difference, isClear } }: { change: Change }) {
  const show = (estimate: number | null) => (estimate === null ? '–' : percent(estimate));
  return (
    <span className="change">
      <span className="change-rates">
        <span className="muted">{show(before.estimate)}</span> → {show(after.estimate)}
      </span>
      {difference === null ? (
        <span className="muted change-difference">{missingWords({ before, after })}</span>
      ) : (
        <span className="change-difference" title="Percentage points, with the 95 % interval">
          {isClear ? (
            <Badge tone={difference.estimate > 0 ? 'good' : 'bad'}>{points(difference.estimate)}</Badge>
          ) : (
            <span className="muted">{points(difference.estimate)}</span>
          )}{' '}
          <span className="estimate-interval">
            {points(difference.low)} to {points(difference.high)}
          </span>
        </span>
      )}
    </span>
  );
}
