import type { CategoryReport, Estimate } from '../../contracts/misclassification-report.ts';
import { type Estimated, shareInterval } from '../../statistics/intervals.ts';
import type { LabelFact, PopulationFact, ReportFacts } from './facts.ts';
import { isInPeriod, wholePeriod } from './facts.ts';
import { rateKey, strataOf } from './sampled-strata.ts';
import { estimateShare, estimateTotal } from './strata.ts';

const isRouted = ({ outcome }: { outcome: string }) => outcome !== 'review';

/** Volume, precision and recall of each category, as estimated from audited and reviewed tickets, and their trend. */
export function categoryReports(
  facts: Pick<ReportFacts, 'population' | 'labels' | 'windows'>,
  names: ReadonlyMap<string, string>,
  { population, labels }: Pick<ReportFacts, 'population' | 'labels'> = wholePeriod(facts),
): CategoryReport[] {
  const populationIn = byWindowAndChoice(facts.population);
  const labelsIn = byWindowAndChoice(facts.labels);
  const codes = new Set(names.keys());
  for (const { choice } of population) if (choice !== null) codes.add(choice);
  for (const { truth } of labels) if (truth !== null) codes.add(truth);
  const total = count(population);
  return [...codes].map((code) => {
    const own = population.filter(({ choice }) => choice === code);
    const routed = count(own.filter(isRouted));
    return {
      code,
      name: names.get(code) ?? code,
      routed,
      reviewed: count(own) - routed,
      share: total === 0 ? 0 : count(own) / total,
      precision: precisionOf(code, population, labels),
      recall: recallOf(code, population.filter(isRouted), labels.filter(isRouted)),
      endToEndRecall: recallOf(code, population, labels),
      trend: facts.windows.map((start, window) => {
        const now = populationIn.get(`${window} ${code}`) ?? [];
        return {
          start: start.toISOString(),
          routed: count(now.filter(isRouted)),
          reviewed: count(now.filter((fact) => !isRouted(fact))),
          precision: precisionOf(code, now, labelsIn.get(`${window} ${code}`) ?? []),
        };
      }),
    };
  });
}

function byWindowAndChoice<F extends { window: number; choice: string | null }>(facts: readonly F[]): Map<string, F[]> {
  const groups = new Map<string, F[]>();
  for (const fact of facts.filter(isInPeriod)) {
    const key = `${fact.window} ${fact.choice}`;
    const group = groups.get(key);
    if (group) group.push(fact);
    else groups.set(key, [fact]);
  }
  return groups;
}

/** Share of all auto-routed tickets that were routed rightly. */
export function routedAccuracy({ population, labels }: Pick<ReportFacts, 'population' | 'labels'>): Estimate {
  const routed = population.filter(isInPeriod).filter(isRouted);
  const own = labels.filter(isInPeriod).filter(isRouted);
  const wrong = estimateTotal(strataOf(routed, own, ({ choice, truth }) => choice !== truth, rateKey));
  const n = count(routed);
  if (!wrong || n === 0) return unknown(own);
  return asEstimate({
    estimate: 1 - wrong.estimate / n,
    low: 1 - wrong.high / n,
    high: 1 - wrong.low / n,
    labelled: wrong.labelled,
  });
}

/** Among the tickets routed to a category, those that belong there. */
function precisionOf(code: string, population: readonly PopulationFact[], labels: readonly LabelFact[]): Estimate {
  const isOwn = (fact: PopulationFact | LabelFact) => isRouted(fact) && fact.choice === code;
  const own = labels.filter(isOwn);
  const share = estimateShare(strataOf(population.filter(isOwn), own, ({ truth }) => truth === code));
  return share ? asEstimate(share) : unknown(own);
}

/**
 * Among the tickets that belong to a category, those that were routed there. Two totals of different strata make it:
 * the right ones lie in the category's own strata, the missed ones in all the others.
 */
function recallOf(code: string, population: readonly PopulationFact[], labels: readonly LabelFact[]): Estimate {
  const isOwn = (fact: PopulationFact | LabelFact) => isRouted(fact) && fact.choice === code;
  const isOther = (fact: PopulationFact | LabelFact) => !isOwn(fact);
  const belongs = ({ truth }: LabelFact) => truth === code;
  const own = population.filter(isOwn);
  const n = count(own);
  const share = estimateShare(strataOf(own, labels.filter(isOwn), belongs));
  const others = population.filter(isOther);
  const missed =
    others.length === 0
      ? { estimate: 0, low: 0, high: 0, labelled: 0 }
      : estimateTotal(strataOf(others, labels.filter(isOther), belongs, rateKey));
  if (!missed || (!share && n > 0)) return unknown(labels.filter(belongs));
  const right: Estimated = share
    ? { estimate: share.estimate * n, low: share.low * n, high: share.high * n }
    : { estimate: 0, low: 0, high: 0 };
  const all = right.estimate + missed.estimate;
  const labelled = (share?.labelled ?? 0) + missed.labelled;
  if (all === 0) return { ...unknown([]), labelled };
  return asEstimate({ estimate: right.estimate / all, ...shareInterval(right, missed), labelled });
}

export function asEstimate({ estimate, low, high, labelled }: Estimated & { labelled: number }): Estimate {
  const inside = (value: number) => Math.min(1, Math.max(0, value));
  return { estimate: inside(estimate), low: inside(low), high: inside(high), labelled };
}

/** Nothing may be said yet: any share is possible. */
export function unknown(labels: readonly { n: number }[]): Estimate {
  return { estimate: null, low: 0, high: 1, labelled: count(labels) };
}

export const count = (facts: readonly { n: number }[]): number => facts.reduce((total, { n }) => total + n, 0);
