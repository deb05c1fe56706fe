import { halvedFrom, hasChanged, leastLosses } from '../evaluate/compare-categories.ts';
import type { ModelComparison } from '../evaluate/compare-models.ts';
import { marginPoints, percent, points, pointsBeside, range } from './comparison-numbers.ts';

/** Tickets that were trained on; null: it cannot be told. */
export interface LeftOut {
  current: number | null;
  candidate: number | null;
  total: number;
}

/** Why the candidate should not be released, a sentence a reason; none: it may be. The verdict's reason is the first. */
export function objectionsTo(comparison: ModelComparison, leftOut: LeftOut): string[] {
  const { verdict, accuracy, margin, worseCategories, halvedCategories, auto } = comparison;
  const { low, high } = accuracy;
  return [
    verdict === 'worse' ? `It is worse: accuracy falls by ${points(-high)} to ${points(-low)} points.` : [],
    verdict === 'not shown'
      ? `It is not shown to be no worse: a loss of ${pointsBeside(-low, margin)} points cannot be ruled out, and ${marginPoints(margin)} may be lost (--margin).`
      : [],
    worseCategories.length > 0 ? `It is worse in ${worseCategories.join(', ')}.` : [],
    halvedCategories.length > 0
      ? `At most half as many tickets are right as before, at least ${halvedFrom} fewer, in ${withRecalls(comparison, halvedCategories)}; they are too few to rule chance out.`
      : [],
    auto.wrong.low > 0 ? wrongSentence(comparison) : [],
    auto.contradictsTarget
      ? `At least ${percent(auto.candidate.errorLowerBound95)} of what it routes without asking is wrong on these tickets, and its thresholds were released for ${percent(auto.target)} at most.`
      : [],
    heldSentence(comparison),
    leftOut.candidate === null
      ? 'Which of the tickets it was trained on cannot be told, and those flatter it: it has no fingerprints of them (trained-on.u64); npm run train leaves fingerprints.'
      : [],
  ].flat();
}

function wrongSentence({ auto: { current, candidate, wrong }, n, outOfTaxonomy }: ModelComparison): string {
  return `It routes more tickets wrongly without asking: ${candidate.errors} of ${n + outOfTaxonomy}, the model in use ${current.errors} (95 %: ${rangeInPoints(wrong)} points); all that it routes without asking are ${candidate.n}, those of the model in use ${current.n}.`;
}

function heldSentence({ outOfTaxonomyHeld: held, outOfTaxonomy }: ModelComparison): string[] {
  if (held === null || held.high >= 0) return [];
  return [
    `It holds back fewer of the ${outOfTaxonomy} tickets out of taxonomy: ${held.candidate}, the model in use ${held.current} (95 %: ${rangeInPoints(held)} points); the others are routed without asking.`,
  ];
}

/** Whether it is passed, why not, and what it could not tell. */
export function gateLines(comparison: ModelComparison & { objections: readonly string[] }): string[] {
  const { objections, auto, watchedCategories } = comparison;
  return [
    objections.length === 0 ? 'gate: passed' : 'gate: not passed',
    ...objections.map((reason) => `  - ${reason}`),
    ...(auto.target === null
      ? [
          '  not tried: whether the error of what is routed without asking is what the candidate was released for, since the policy lets more through than its thresholds',
        ]
      : []),
    ...(watchedCategories.length > 0
      ? [
          `  lost more than they won, and their tickets are too few to tell: ${withRecalls(comparison, watchedCategories)}`,
        ]
      : []),
    ...smallLines(comparison),
  ];
}

function smallLines({ perCategory }: ModelComparison): string[] {
  const categories = Object.values(perCategory);
  const least = leastLosses(categories.filter(hasChanged).length);
  const countBelow = (bound: number) =>
    categories.filter(({ state, formerlyRight }) => state !== 'worse' && formerlyRight < bound).length;
  const small = countBelow(least);
  if (small === 0) return [];
  const silent = countBelow(halvedFrom);
  const unheard =
    silent === small
      ? '; a loss of all of them is no objection'
      : `; in ${silent} of them fewer than ${halvedFrom}: a loss of all of those is no objection`;
  return [
    `  ${small} of ${categories.length} categories had too few tickets ever to be called worse: of their own the model in use gets fewer than ${least} right${silent > 0 ? unheard : ''}`,
  ];
}

function withRecalls({ perCategory }: ModelComparison, codes: readonly string[]): string {
  return codes
    .map((code) => {
      const { current, candidate, newlyTaken = 0, noLongerTaken = 0 } = perCategory[code] ?? {};
      const taken = newlyTaken - noLongerTaken;
      return `${code} (recall ${percent(current?.recall ?? null)} → ${percent(candidate?.recall ?? null)}${taken > 0 ? `, ${taken} more wrongly taken for it` : ''})`;
    })
    .join(', ');
}

function rangeInPoints({ low, high }: { low: number; high: number }): string {
  return range({ low: low * 100, high: high * 100 }, 1);
}
