import { type ConfusionCell, type ConfusionPair, disagreementKinds } from '../../contracts/misclassification-report.ts';
import { type DisagreementFact, isInPeriod, type LabelFact } from './facts.ts';
import { judgeDisagreement, selfConfidence } from './judge-disagreement.ts';

const pairsShown = 12;

/** The pairs that cost most, by the estimated number of tickets, those routed and those caught in review together. */
export function worstPairs(
  confusion: readonly ConfusionCell[],
): { predicted: string; truth: string | null; estimated: number; observed: number }[] {
  return confusion
    .filter(({ predicted, truth }) => predicted !== truth)
    .map(({ predicted, truth, routed, reviewed, observed }) => ({
      predicted,
      truth,
      estimated: routed.estimate + reviewed.estimate,
      observed,
    }))
    .sort((a, b) => b.estimated - a.estimated || b.observed - a.observed || (a.predicted < b.predicted ? -1 : 1))
    .slice(0, pairsShown);
}

/** Each of the worst pairs with its tickets, and what most of them are. */
export function confusionPairs(
  confusion: readonly ConfusionCell[],
  disagreements: readonly DisagreementFact[],
  labels: readonly LabelFact[],
): ConfusionPair[] {
  const thresholds = selfConfidence(labels.filter(isInPeriod));
  return worstPairs(confusion).map((pair) => {
    const tickets = disagreements
      .filter(({ predicted, truth }) => predicted === pair.predicted && truth === pair.truth)
      .map((ticket) => ({
        eventId: ticket.eventId,
        ticketId: ticket.ticketId,
        revision: ticket.revision,
        subject: ticket.subject,
        confidence: ticket.confidence,
        ...judgeDisagreement(ticket, thresholds),
      }));
    const split = Object.fromEntries(
      disagreementKinds.map((kind) => [kind, tickets.filter((ticket) => ticket.kind === kind).length]),
    ) as ConfusionPair['split'];
    return { ...pair, split, tickets };
  });
}
