import { Link } from 'react-router';
import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';
import type { ReviewReason } from '../../contracts/routing-event.ts';
import { count, percent } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { useScopeSearch } from '../parts/use-scope.ts';
import { reasonWords } from '../parts/words.ts';
import { type FunnelStep, funnelSteps } from './funnel-steps.ts';

/** From what was read to what a person moved, and why tickets were left to people. */
export function FunnelPanel({ funnel }: Pick<MisclassificationReport, 'funnel'>) {
  const search = useScopeSearch();
  const reasons = Object.entries(funnel.byReason)
    .filter(([, tickets]) => tickets > 0)
    .sort(([, a], [, b]) => b - a);
  return (
    <Panel title="What became of the tickets">
      <ol className="funnel">
        {funnelSteps(funnel).map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </ol>
      {reasons.length > 0 ? (
        <>
          <h3 className="funnel-reasons-title">Why tickets were left to people</h3>
          <ul className="funnel-reasons">
            {reasons.map(([reason, tickets]) => (
              <li key={reason}>
                <Link to={`/tickets${search({ reason })}`}>{reasonWords[reason as ReviewReason] ?? reason}</Link>{' '}
                <span className="muted">{count(tickets)}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Panel>
  );
}

function Step({ step }: { step: FunnelStep }) {
  const search = useScopeSearch();
  const { id, label, tickets, share, isPart, note, filters } = step;
  return (
    <li className={`funnel-step funnel-${id} ${isPart ? 'funnel-part' : ''}`}>
      <span className="funnel-label">
        <Link to={`/tickets${search(filters)}`}>{label}</Link>
        {note ? <span className="funnel-note">{note}</span> : null}
      </span>
      <span className="funnel-count">{count(tickets)}</span>
      <span className="funnel-share">{id === 'consumed' ? '' : percent(share)}</span>
      <span className="funnel-track" aria-hidden="true">
        <span className="funnel-bar" style={{ width: `${share * 100}%` }} />
      </span>
    </li>
  );
}
