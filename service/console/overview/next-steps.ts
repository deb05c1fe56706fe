import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { count, estimatedTickets, plural } from '../parts/format.ts';
import { pairAddress } from '../parts/pair-address.ts';
import { metricWords, noCategory } from '../parts/words.ts';

export interface NextStep {
  id: 'audits' | 'reviews' | 'alert' | 'pair' | 'frontier' | 'cluster';
  title: string;
  /** What is gained by it. */
  because: string;
  path: string;
  search: Record<string, string>;
}

const mostSteps = 5;

const codeOf = (code: string | null): string => code ?? noCategory.toLowerCase();

/** What is worth doing now, most useful first. */
export function nextSteps(report: MisclassificationReport): NextStep[] {
  const { funnel, routedAccuracy, pairs, drift, outOfTaxonomy } = report;
  const steps: NextStep[] = [];
  const alert = drift.alerts[0];
  if (alert) {
    steps.push({
      id: 'alert',
      title: `Look at a drift: ${metricWords[alert.metric].toLowerCase()}${alert.category ? ` ${alert.category}` : ''}`,
      because: 'It left the range of the days before it. See the example tickets.',
      path: '/#drift',
      search: {},
    });
  }
  const audits = funnel.audit.drawn - funnel.audit.done;
  if (audits > 0) {
    steps.push({
      id: 'audits',
      title: `Read ${plural(audits, 'audit ticket')} of this period`,
      // What was corrected unasked is read too, and says nothing of a rate.
      because:
        routedAccuracy.estimate === null
          ? 'No audited ticket has been read, so no accuracy is known.'
          : `The accuracy rests on ${plural(routedAccuracy.labelled, 'audited ticket')}; each more narrows its interval.`,
      path: '/review',
      search: { only: 'audit' },
    });
  }
  const reviews = funnel.needsReview - funnel.reviewed;
  if (reviews > 0) {
    steps.push({
      id: 'reviews',
      title: `Settle ${plural(reviews, 'ticket')} of this period that the machine left to people`,
      because: 'Customers wait for them, and recall is final only when none is left.',
      path: '/review',
      search: { only: 'review' },
    });
  }
  const worst = pairs[0];
  if (worst) {
    steps.push({
      id: 'pair',
      title: `Worst pair: ${codeOf(worst.predicted)} for ${codeOf(worst.truth)}`,
      because: `About ${estimatedTickets(worst.estimated)}, ${count(worst.observed)} of them seen by people. Read both definitions and the tickets.`,
      path: pairAddress(worst.predicted, worst.truth),
      search: {},
    });
  }
  const unasked = funnel.byReason.frontier_unavailable ?? 0;
  if (unasked > 0 && reviews > 0) {
    steps.push({
      id: 'frontier',
      title: `${plural(unasked, 'ticket')} could not be put to the frontier model`,
      because: 'Connect one, or replay them once it answers again.',
      path: '/tickets',
      search: { reason: 'frontier_unavailable' },
    });
  }
  const cluster = outOfTaxonomy.clusters[0];
  if (cluster) {
    steps.push({
      id: 'cluster',
      title: `A new category? “${cluster.suggestedName}”`,
      because:
        outOfTaxonomy.grouped < outOfTaxonomy.tickets
          ? `Of the latest ${count(outOfTaxonomy.grouped)} tickets that belong to no category, ${count(cluster.size)} are about it.`
          : `${plural(cluster.size, 'ticket')} about it belong to no category.`,
      path: '/#clusters',
      search: {},
    });
  }
  return steps.slice(0, mostSteps);
}
