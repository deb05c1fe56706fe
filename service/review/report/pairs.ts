import { type ConfusionCell, type ConfusionPair, disagreementKinds } from '../../contracts/misclassification-report.ts';
import { isInPeriod, type ReportFacts } from './facts.ts';
import { judgeDisagreement, selfConfidence } from './judge-disagreement.ts';

/** So many are split by what is at fault. */
const pairsSplit = 12;

type PairSize = Pick<ConfusionPair, 'predicted' | 'truth' | 'estimated' | 'observed'>;

/** All confused pairs, first those that cost most, by the estimated number of tickets, those routed and those caught in review together. */
export function rankedPairs(confusion: readonly ConfusionCell[]): PairSize[] {
  return confusion
    .filter(({ predicted, truth }) => predicted !== truth)
    .map(({ predicted, truth, routed, reviewed, observed }) => ({
      predicted,
      truth,
      estimated: routed.estimate + reviewed.estimate,
      observed,
    }))
    .sort(
      (a, b) =>
        b.estimated - a.estimated || b.observed - a.observed || ((a.predicted ?? '') < (b.predicted ?? '') ? -1 : 1),
    );
}

export const worstPairs = (confusion: readonly ConfusionCell[]): PairSize[] =>
  rankedPairs(confusion).slice(0, pairsSplit);

/** Each of the worst pairs with its latest tickets, and what all of them are. */
export function confusionPairs(
  confusion: readonly ConfusionCell[],
  { disagreements, disagreementGroups, labels }: Pick<ReportFacts, 'disagreements' | 'disagreementGroups' | 'labels'>,
): ConfusionPair[] {
  const thresholds = selfConfidence(labels.filter(isInPeriod));
  return worstPairs(confusion).map((pair) => {
    const isOfPair = (ticket: Pick<ConfusionPair, 'predicted' | 'truth'>) =>
      ticket.predicted === pair.predicted && ticket.truth === pair.truth;
    const tickets = disagreements.filter(isOfPair).map((ticket) => ({
      eventId: ticket.eventId,
      ticketId: ticket.ticketId,
      revision: ticket.revision,
      subject: ticket.subject,
      excerpt: ticket.excerpt,
      confidence: pair.predicted === null ? null : ticket.confidence, // that of a category says nothing of "none"
      ...judgeDisagreement(ticket, thresholds),
    }));
    const split = Object.fromEntries(disagreementKinds.map((kind) => [kind, 0])) as ConfusionPair['split'];
    for (const { example, n } of disagreementGroups) {
      if (isOfPair(example)) split[judgeDisagreement(example, thresholds).kind] += n;
    }
    return { ...pair, split, tickets };
  });
}
