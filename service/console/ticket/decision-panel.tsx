import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { CalibrationView } from '../../contracts/api-calibration.ts';
import type { TicketView } from '../../contracts/api-tickets.ts';
import type { RoutingEvent } from '../../contracts/routing-event.ts';
import { calibrationQuery } from '../api/queries.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { ConfidenceBar } from '../parts/confidence-bar.tsx';
import { milliseconds, minutes, percent, usd } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { Time } from '../parts/time.tsx';
import { useScopeSearch } from '../parts/use-scope.ts';
import { outcomeWords, reasonWords } from '../parts/words.ts';
import { writtenApart } from './written-at.ts';

type Decision = TicketView['decisions'][number];

/** The facts of one decision, as published. */
export function DecisionPanel({
  decision,
  text,
}: {
  decision: Decision;
  /** Null: it is not kept, nor what goes with it. */
  text: TicketView['texts'][number] | null;
}) {
  const { event } = decision;
  const calibration = useQuery({ ...calibrationQuery({}), staleTime: 300_000, meta: { live: false } });
  const first = firstChoiceOf(decision);
  const threshold = thresholdFor(calibration.data, first);
  const search = useScopeSearch();
  return (
    <Panel title="Decision">
      <dl className="facts">
        <Fact name="Outcome">
          {outcomeWords[decision.outcome]}
          {decision.reason ? `: ${reasonWords[decision.reason].toLowerCase()}` : ''}
        </Fact>
        <Fact name={decision.outcome === 'review' ? 'First choice' : 'Routed to'}>
          <CategoryName code={first} />
        </Fact>
        <Fact name="Confidence">
          <ConfidenceBar
            value={decision.confidence}
            threshold={typeof threshold === 'number' ? threshold : undefined}
            isFull
          />
        </Fact>
        <Fact name="Threshold now">
          <Link to={`/calibration${search()}`}>
            {threshold === 'never' ? 'never routed unasked' : threshold === null ? '–' : percent(threshold)}
          </Link>
        </Fact>
        {event?.decision === 'routed' ? <RouteFacts route={event.route} /> : null}
        {text ? <ArrivalFacts text={text} /> : null}
        <Fact name="Decided">
          <Time at={decision.decidedAt} />
        </Fact>
        {event ? <EventFacts event={event} /> : null}
        <Fact name="Model">{decision.modelVersion}</Fact>
        {event ? <Fact name="Taxonomy">{event.taxonomyVersion}</Fact> : null}
        <Fact name="Language">{decision.language ?? 'not told'}</Fact>
        <Fact name="Event">
          <code className="breakable">{decision.eventId}</code>
        </Fact>
      </dl>
      {event ? null : <p className="field-note">The event itself is past its retention.</p>}
    </Panel>
  );
}

function ArrivalFacts({ text }: { text: TicketView['texts'][number] }) {
  const writtenAt = writtenApart(text);
  return (
    <>
      {writtenAt === null ? null : (
        <Fact name="Written">
          <Time at={writtenAt} />
        </Fact>
      )}
      <Fact name="Received">
        <Time at={text.receivedAt} />
      </Fact>
    </>
  );
}

function RouteFacts({ route }: { route: Extract<RoutingEvent, { decision: 'routed' }>['route'] }) {
  return (
    <>
      <Fact name="Queue">
        {route.queue} · {route.priority}
      </Fact>
      <Fact name="First response">
        {minutes(route.firstResponseMinutes)}, {route.team}
      </Fact>
    </>
  );
}

function EventFacts({ event: { timings, cost } }: { event: RoutingEvent }) {
  return (
    <>
      <Fact name="Took">
        {milliseconds(timings.queuedMs)} in the queue, {milliseconds(timings.classifyMs)} model
        {timings.frontierMs === undefined ? '' : `, ${milliseconds(timings.frontierMs)} frontier`}
      </Fact>
      <Fact name="Cost">{usd(cost.usd)}</Fact>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What the confidence is of, also where "none" was chosen in the end. */
function firstChoiceOf({ choice, event }: Decision): string | null {
  return choice ?? (event?.decision === 'needs_review' ? (event.candidates[0]?.category ?? null) : null);
}

function thresholdFor(view: CalibrationView | undefined, code: string | null): number | 'never' | null {
  if (!view) return null;
  return (code === null ? undefined : view.thresholds.categories[code]) ?? view.thresholds.default;
}
