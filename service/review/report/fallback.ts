import type { FallbackCounts, FallbackReport } from '../../contracts/misclassification-report.ts';
import { count } from './categories.ts';
import type { FallbackFact } from './facts.ts';
import { isAsked, strataOf } from './sampled-strata.ts';
import { estimateTotal } from './strata.ts';

/** What asking the frontier model changed for the better and for the worse, over all and by the model's first choice. */
export function fallbackOf(facts: readonly FallbackFact[]): FallbackReport {
  const befores = [...new Set(facts.map(({ before }) => before))].sort((a, b) => (a ?? '').localeCompare(b ?? ''));
  return {
    ...countsOf(facts),
    categories: befores.map((before) => ({ before, ...countsOf(facts.filter((fact) => fact.before === before)) })),
  };
}

function countsOf(facts: readonly FallbackFact[]): FallbackCounts {
  const total = (isHit: (fact: FallbackFact) => boolean) => {
    const found = estimateTotal(strataOf(facts, facts, isHit));
    return found
      ? { estimate: found.estimate, low: found.low, high: found.high }
      : { estimate: 0, low: 0, high: count(facts) };
  };
  const fixed = total(({ beforeRight, afterRight }) => beforeRight === false && afterRight === true);
  const usd = facts.reduce((sum, fact) => sum + fact.usd, 0);
  return {
    answered: count(facts),
    labelled: count(facts.filter(isAsked)),
    fixed,
    broke: total(({ beforeRight, afterRight }) => beforeRight === true && afterRight === false),
    unchanged: total(({ beforeRight, afterRight }) => beforeRight === afterRight),
    usd,
    usdPerFixed: fixed.estimate > 0 ? usd / fixed.estimate : null,
  };
}
