import type { Estimate, ReliabilityBin, RiskPoint } from '../../contracts/misclassification-report.ts';
import { clopperPearson } from '../../statistics/intervals.ts';
import { asEstimate } from './categories.ts';
import { confidenceEdges, isInPeriod, type ReportFacts } from './facts.ts';
import { isAsked, stratumKey } from './sampled-strata.ts';

type Facts = Pick<ReportFacts, 'population' | 'labels' | 'confidence' | 'labelledConfidence'>;

/** How often the model's first choice is right, by how sure it was: on the diagonal a confidence means what it says. */
export function reliabilityOf(facts: Facts): { bins: ReliabilityBin[]; ece: number | null } {
  const judged = weighByBin(facts);
  const bins = facts.confidence
    .filter(({ n }) => n > 0)
    .sort((a, b) => a.bin - b.bin)
    .map(({ bin, n, confidenceSum }) => ({
      from: confidenceEdges[bin] ?? 0,
      to: confidenceEdges[bin + 1] ?? 1,
      tickets: n,
      meanConfidence: Math.min(1, confidenceSum / n),
      accuracy: shareOf(
        judged.filter((sums) => sums.bin === bin),
        'right',
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
  const judged = weighByBin(facts);
  const all = facts.confidence.reduce((sum, { n }) => sum + n, 0);
  if (all === 0) return [];
  return confidenceEdges.map((threshold, edge) => ({
    threshold,
    coverage: facts.confidence.filter(({ bin }) => bin >= edge).reduce((sum, { n }) => sum + n, 0) / all,
    risk: shareOf(
      judged.filter(({ bin }) => bin >= edge),
      'wrong',
    ),
  }));
}

/** Labels of a bin that were asked for, each ticket counting as the number of tickets that it stands for. */
interface Judged {
  bin: number;
  labelled: number;
  right: number;
  wrong: number;
  /** Sum of the squared weights. */
  squares: number;
}

function weighByBin({ population, labels, labelledConfidence }: Facts): Judged[] {
  const all = countsByStratum(population.filter(isInPeriod));
  const read = countsByStratum(labels.filter(isInPeriod).filter(isAsked));
  const bins = new Map<number, Judged>();
  for (const fact of labelledConfidence.filter(isAsked)) {
    const key = stratumKey(fact);
    const weight = (all.get(key) ?? 0) / (read.get(key) ?? Number.POSITIVE_INFINITY);
    const sums = bins.get(fact.bin) ?? { bin: fact.bin, labelled: 0, right: 0, wrong: 0, squares: 0 };
    sums.labelled += fact.n;
    sums[fact.right ? 'right' : 'wrong'] += weight * fact.n;
    sums.squares += weight ** 2 * fact.n;
    bins.set(fact.bin, sums);
  }
  return [...bins.values()];
}

function countsByStratum(facts: readonly (Parameters<typeof stratumKey>[0] & { n: number })[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const fact of facts) counts.set(stratumKey(fact), (counts.get(stratumKey(fact)) ?? 0) + fact.n);
  return counts;
}

/** Weighted share with a Clopper-Pearson interval at Kish's effective sample size. */
function shareOf(bins: readonly Judged[], hits: 'right' | 'wrong'): Estimate {
  const total = (of: (bin: Judged) => number) => bins.reduce((sum, bin) => sum + of(bin), 0);
  const labelled = total((bin) => bin.labelled);
  const weight = total(({ right, wrong }) => right + wrong);
  if (labelled === 0 || weight === 0) return { estimate: null, low: 0, high: 1, labelled };
  const share = total((bin) => bin[hits]) / weight;
  const effective = weight ** 2 / total((bin) => bin.squares);
  return asEstimate({ estimate: share, ...clopperPearson(share * effective, effective), labelled });
}
