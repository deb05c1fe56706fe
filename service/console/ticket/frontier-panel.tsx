import type { RoutingEvent } from '../../contracts/routing-event.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { percent } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { VisibleText } from '../parts/ticket-text.tsx';

/** What the frontier model said: as the decision, or as an opinion that did not decide. */
export function FrontierPanel({ event }: { event: RoutingEvent }) {
  const answer =
    event.decision === 'needs_review'
      ? event.opinion
      : event.decidedBy.kind === 'frontier'
        ? { category: event.category as string | null, ...event.decidedBy }
        : undefined;
  if (!answer) return null;
  const { category, model, promptVersion, votes, rationale, tokenProbability } = answer;
  return (
    <Panel
      title={event.decision === 'routed' ? 'The frontier model decided' : 'The frontier model’s opinion'}
      note={`${model}, prompt ${promptVersion}. It has votes, not a calibrated confidence.`}
    >
      <p className="frontier-answer">
        <CategoryName code={category} />
        <span className="muted">
          {votes.for} of {votes.of} votes
          {tokenProbability === undefined ? '' : ` · token probability ${percent(tokenProbability)}`}
        </span>
      </p>
      {rationale ? (
        <blockquote className="rationale" dir="auto">
          <VisibleText>{rationale}</VisibleText>
        </blockquote>
      ) : (
        <p className="muted">It gave no reason.</p>
      )}
    </Panel>
  );
}
