import type { CostReport } from '../../contracts/misclassification-report.ts';
import { isInPeriod, type PopulationFact } from './facts.ts';

/** What the decisions cost at the frontier's provider, by who decided. Asking costs too where nothing came of it. */
export function costOf(population: readonly PopulationFact[]): CostReport {
  const sums = (facts: readonly PopulationFact[]) => {
    const tickets = facts.reduce((sum, { n }) => sum + n, 0);
    const usd = facts.reduce((sum, fact) => sum + fact.usd, 0);
    return { tickets, usd, usdPer1000: tickets === 0 ? null : (usd / tickets) * 1000 };
  };
  const facts = population.filter(isInPeriod);
  const { usd, usdPer1000 } = sums(facts);
  return {
    usd,
    usdPer1000,
    byOutcome: (['model', 'frontier', 'review'] as const).map((outcome) => ({
      outcome,
      ...sums(facts.filter((fact) => fact.outcome === outcome)),
    })),
  };
}
