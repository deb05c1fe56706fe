import type { Estimate, ReliabilityBin, RiskPoint } from '../../contracts/misclassification-report.ts';
import { asEstimate } from './categories.ts';
import { confidenceEdges, isInPeriod, type LabelledConfidenceFact, type ReportFacts } from './facts.ts';
import { clopperPearson } from './intervals.ts';
import { isAsked, stratumKey } from './sampled-strata.ts';

type Facts = Pick<ReportFacts, 'population' | 'labels' | 'confidence' | 'labelledConfidence'>;

/** How often the model's first choice is right, by how sure it was: on the diagonal a confidence means what it says. */
export function reliabilityOf(facts: Facts): { bins: ReliabilityBin[]; ece: number | null } {
  const judged = weighted(facts);
  const bins = facts.confidence
    .filter(({ n }) => n > 0)
    .sort((a, b) => a.bin - b.bin)
    .map(({ bin, n, confidenceSum }) => ({
      from: confidenceEdges[bin] ?? 0,
      to: confidenceEdges[bin + 1] ?? 1,
      tickets: n,
      meanConfidence: Math.min(1, confidenceSum / n),
      accuracy: shareOf(
        judged.filter((fact) => fact.bin === bin),
        ({ right }) => right,
      ),
    }));
  const known = bins.filter(({ accuracy }) => accuracy.estimate !== null);
  const tickets = known.reduce((sum, bin) => sum + bin.tickets, 0);
  const gap = ({ accuracy, meanConfidence }: ReliabilityBin) => Math.abs((accuracy.estimate ?? 0) - meanConfidence);
  const ece = tickets === 0 ? null : known.reduce((sum, bin) => sum + (bin.tickets / tickets) * gap(bin), 0);
  return { bins, ece };
}

/** What share of the tickets would be routed at each threshold, and what share of those wrongly. */
export function riskCoverageOf(facts: Facts): RiskPoint[] {
  const judged = weighted(facts);
  const all = facts.confidence.reduce((sum, { n }) => sum + n, 0);
  if (all === 0) return [];
  return confidenceEdges.map((threshold, edge) => ({
    threshold,
    coverage: facts.confidence.filter(({ bin }) => bin >= edge).reduce((sum, { n }) => sum + n, 0) / all,
    risk: shareOf(
      judged.filter(({ bin }) => bin >= edge),
      ({ right }) => !right,
    ),
  }));
}

type Weighted = LabelledConfidenceFact & { weight: number };

/** Labels that were asked for, each ticket with the number of tickets that it stands for. */
function weighted({ population, labels, labelledConfidence }: Facts): Weighted[] {
  const all = countsByStratum(population.filter(isInPeriod));
  const read = countsByStratum(labels.filter(isInPeriod).filter(isAsked));
  return labelledConfidence.filter(isAsked).map((fact) => {
    const key = stratumKey(fact);
    return { ...fact, weight: (all.get(key) ?? 0) / (read.get(key) ?? Number.POSITIVE_INFINITY) };
  });
}

function countsByStratum(facts: readonly (Parameters<typeof stratumKey>[0] & { n: number })[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const fact of facts) counts.set(stratumKey(fact), (counts.get(stratumKey(fact)) ?? 0) + fact.n);
  return counts;
}

/** Weighted share with a Clopper-Pearson interval at Kish's effective sample size. */
function shareOf(facts: readonly Weighted[], isHit: (fact: Weighted) => boolean): Estimate {
  const total = (of: readonly Weighted[], power = 1) => of.reduce((sum, { weight, n }) => sum + weight ** power * n, 0);
  const labelled = facts.reduce((sum, { n }) => sum + n, 0);
  if (labelled === 0) return { estimate: null, low: 0, high: 1, labelled: 0 };
  const share = total(facts.filter(isHit)) / total(facts);
  const effective = total(facts) ** 2 / total(facts, 2);
  return asEstimate({ estimate: share, ...clopperPearson(share * effective, effective), labelled });
}
