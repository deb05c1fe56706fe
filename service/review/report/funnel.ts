import type { Funnel } from '../../contracts/misclassification-report.ts';
import { count } from './categories.ts';
import { type ReportFacts, wholePeriod } from './facts.ts';
import { isAsked } from './sampled-strata.ts';

/** How many tickets got how far, and how many of them people have looked at. Plain counts, nothing estimated. */
export function funnelOf(
  facts: Pick<ReportFacts, 'population' | 'labels' | 'windows' | 'rejected' | 'escalatedPending'>,
  { population, labels }: Pick<ReportFacts, 'population' | 'labels'> = wholePeriod(facts),
): Funnel {
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
    trend: trendOf(facts),
  };
}

function trendOf({ population, windows }: Pick<ReportFacts, 'population' | 'windows'>): Funnel['trend'] {
  const trend = windows.map((start) => ({
    start: start.toISOString(),
    routed: 0,
    needsReview: 0,
    withoutCategory: 0,
  }));
  for (const { window, outcome, choice, n } of population) {
    const sums = trend[window];
    if (!sums) continue; // before the period
    if (outcome !== 'review') sums.routed += n;
    else {
      sums.needsReview += n;
      if (choice === null) sums.withoutCategory += n;
    }
  }
  return trend;
}
