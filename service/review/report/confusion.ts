import type { ConfusionCell } from '../../contracts/misclassification-report.ts';
import { count } from './categories.ts';
import { isChosen, isInPeriod, type LabelFact, type PopulationFact, type ReportFacts, type Truth } from './facts.ts';
import { strataOf } from './sampled-strata.ts';
import { estimateTotal } from './strata.ts';

/** Every pair of choice and truth that a person has seen, with the number of tickets that it stands for. "None" is a choice, too. */
export function confusionOf(facts: Pick<ReportFacts, 'population' | 'labels'>): ConfusionCell[] {
  const population = facts.population.filter(isInPeriod).filter(isChosen);
  const labels = facts.labels.filter(isInPeriod).filter(isChosen);
  const truthsOf = new Map<Truth, Set<Truth>>();
  for (const { choice, truth } of labels) {
    truthsOf.set(choice, (truthsOf.get(choice) ?? new Set()).add(truth));
  }
  const cells = [...truthsOf].flatMap(([predicted, truths]) => {
    const own = population.filter(({ choice }) => choice === predicted);
    const seen = labels.filter(({ choice }) => choice === predicted);
    return [...truths].map((truth) => ({
      predicted,
      truth,
      routed: totalOf(truth, own.filter(isRouted), seen.filter(isRouted)),
      reviewed: totalOf(truth, own.filter(isReviewed), seen.filter(isReviewed)),
      observed: count(seen.filter((label) => label.truth === truth)),
    }));
  });
  // Groups come from the database in any order, and two exports of one period should be alike.
  const place = ({ predicted, truth }: ConfusionCell) => `${predicted ?? ''}\n${truth ?? ''}`;
  return cells.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

const isReviewed = ({ outcome }: { outcome: string }) => outcome === 'review';
const isRouted = ({ outcome }: { outcome: string }) => outcome !== 'review';

function totalOf(truth: Truth, population: readonly PopulationFact[], labels: readonly LabelFact[]) {
  const total = estimateTotal(strataOf(population, labels, (label) => label.truth === truth));
  if (total) return { estimate: total.estimate, low: total.low, high: total.high };
  // Nothing was read on purpose: what is known for sure is all there is to say.
  const known = count(labels.filter((label) => label.truth === truth));
  return { estimate: known, low: known, high: count(population) };
}
