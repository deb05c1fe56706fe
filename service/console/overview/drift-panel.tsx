import type { DriftAlert, MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { Badge } from '../parts/badge.tsx';
import { CategoryName } from '../parts/category-name.tsx';
import { percent } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { EmptyState } from '../parts/states.tsx';
import { TicketLink } from '../parts/ticket-link.tsx';
import { windowLabel } from '../parts/window-label.ts';
import { metricWords } from '../parts/words.ts';
import { noAlert } from './no-alert.ts';

/** Alerts that need no label: something about the tickets themselves has changed. */
export function DriftPanel({ drift, funnel }: Pick<MisclassificationReport, 'drift' | 'funnel'>) {
  const label = windowLabel(funnel.trend);
  const { title, text } = noAlert(drift);
  return (
    <Panel
      title="Drift"
      note="Windows that left the range of the reference windows before them. Found without anybody's verdict."
    >
      <div id="drift">
        {drift.alerts.length === 0 ? (
          <EmptyState title={title}>{text}</EmptyState>
        ) : (
          <ul className="alerts">
            {drift.alerts.map((alert) => (
              <Alert
                key={`${alert.metric} ${alert.category} ${alert.start}`}
                alert={alert}
                window={label(alert.start)}
              />
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}

function Alert({ alert, window }: { alert: DriftAlert; window: string }) {
  const { metric, category, value, low, high, categories, examples } = alert;
  const others = categories.filter((code) => code !== category);
  return (
    <li className="alert">
      <p className="alert-title">
        <Badge tone="bad">{value > high ? 'Above' : 'Below'}</Badge> {metricWords[metric]}{' '}
        {category === null ? null : <CategoryName code={category} />}
      </p>
      <p>
        <strong>{percent(value)}</strong>, expected {percent(Math.max(0, low))} to {percent(Math.min(1, high))}, window
        of {window} UTC
      </p>
      {others.length > 0 ? (
        <p className="alert-categories">
          <span className="muted">Moved most:</span>
          {others.slice(0, 4).map((code) => (
            <CategoryName key={code} code={code} />
          ))}
        </p>
      ) : null}
      {examples.length > 0 ? (
        <ul className="examples" aria-label="Example tickets">
          {examples.slice(0, 4).map((ticket) => (
            <li key={ticket.eventId}>
              <TicketLink ticketId={ticket.ticketId} subject={ticket.subject} excerpt={ticket.excerpt} />
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}
