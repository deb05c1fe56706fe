import type { CostReport } from '../../contracts/misclassification-report.ts';
import { isInPeriod, type ReportFacts } from './facts.ts';

/**
 * What the decisions cost at the frontier's provider, by who decided. Asking costs too where nothing came of it, and where the
 * ticket was decided again.
 */
export function costOf({ population, supersededCost }: Pick<ReportFacts, 'population' | 'supersededCost'>): CostReport {
  const facts = population.filter(isInPeriod);
  const sums = (isMeant: (of: { outcome: string }) => boolean) => {
    const meant = facts.filter(isMeant);
    const tickets = meant.reduce((sum, { n }) => sum + n, 0);
    const usd = [...meant, ...supersededCost.filter(isMeant)].reduce((sum, spent) => sum + spent.usd, 0);
    return { tickets, usd, usdPer1000: tickets === 0 ? null : (usd / tickets) * 1000 };
  };
  const { usd, usdPer1000 } = sums(() => true);
  return {
    usd,
    usdPer1000,
    byOutcome: (['model', 'frontier', 'review'] as const).map((outcome) => ({
      outcome,
      ...sums((of) => of.outcome === outcome),
    })),
  };
}
