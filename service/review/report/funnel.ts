import type { Funnel } from '../../contracts/misclassification-report.ts';
import { count } from './categories.ts';
import { isInPeriod, type ReportFacts } from './facts.ts';
import { isAsked } from './sampled-strata.ts';

/** How many tickets got how far, and how many of them people have looked at. Plain counts, nothing estimated. */
export function funnelOf(facts: Pick<ReportFacts, 'population' | 'labels' | 'rejected' | 'escalatedPending'>): Funnel {
  const population = facts.population.filter(isInPeriod);
  const labels = facts.labels.filter(isInPeriod);
  const of = (outcome: string) => population.filter((fact) => fact.outcome === outcome);
  const audited = labels.filter((label) => label.outcome !== 'review' && isAsked(label));
  const moved = labels.filter((label) => label.outcome !== 'review' && label.truth !== label.choice);
  const byReason: Record<string, number> = {};
  for (const { reason, n } of population) if (reason !== null) byReason[reason] = (byReason[reason] ?? 0) + n;
  return {
    consumed: count(population) + facts.escalatedPending,
    rejected: facts.rejected,
    escalatedPending: facts.escalatedPending,
    routedByModel: count(of('model')),
    routedByFrontier: count(of('frontier')),
    needsReview: count(of('review')),
    byReason,
    reviewed: count(labels.filter(({ outcome }) => outcome === 'review')),
    audit: { drawn: population.reduce((sum, { sampled }) => sum + sampled, 0), done: count(audited) },
    corrected: {
      audit: count(moved.filter(({ basis }) => basis === 'audit')),
      unasked: count(moved.filter(({ basis }) => basis === 'unasked')),
    },
  };
}
