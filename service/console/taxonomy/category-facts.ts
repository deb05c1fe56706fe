import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import type {
  CategoryReport,
  ConfusionCell,
  MisclassificationReport,
} from '../../contracts/misclassification-report.ts';
import { citedParts } from './find-categories.ts';

type HouseRule = TaxonomyView['houseRules'][number];
type Category = TaxonomyView['categories'][number];

/** Rules that send tickets here, and rules that the category cites or that name it and send them elsewhere. */
export function rulesOf(
  houseRules: readonly HouseRule[],
  { code, definition, includes, excludes }: Pick<Category, 'code' | 'definition' | 'includes' | 'excludes'>,
): { to: HouseRule[]; from: HouseRule[] } {
  const says = [definition, ...includes, ...excludes.map(({ when }) => when)];
  const cites = (text: string, id: string) => citedParts(text, [id]).some(({ kind }) => kind === 'rule');
  const to = houseRules.filter(({ goesTo }) => goesTo === code);
  const from = houseRules.filter(
    (rule) =>
      rule.goesTo !== code &&
      (says.some((text) => cites(text, rule.id)) || wordsOf(`${rule.when} ${rule.because}`).includes(code)),
  );
  return { to, from };
}

/** Boundaries that other categories draw towards this one. */
export const boundariesTo = (
  categories: readonly Category[],
  code: string,
): { from: string; name: string; when: string }[] =>
  categories.flatMap(({ code: from, name, excludes }) =>
    excludes.filter(({ goesTo }) => goesTo === code).map(({ when }) => ({ from, name, when })),
  );

/** Rates of categories by code, of the period that is asked for: none while those of another one stand in for them. */
export const ratesByCode = ({
  data,
  isPlaceholderData,
}: {
  data: Pick<MisclassificationReport, 'categories'> | undefined;
  isPlaceholderData: boolean;
}): ReadonlyMap<string, CategoryReport> =>
  new Map(isPlaceholderData ? [] : data?.categories.map((row) => [row.code, row]));

export interface Neighbour {
  predicted: string | null;
  truth: string | null;
  estimated: number;
  low: number;
  high: number;
  observed: number;
}

/** Mistakes that this category has a part in, worst first; those worth less than half a ticket and never seen are left out. */
export function neighboursOf({ confusion }: Pick<MisclassificationReport, 'confusion'>, code: string): Neighbour[] {
  const total = ({ routed, reviewed }: ConfusionCell, end: 'estimate' | 'low' | 'high') => routed[end] + reviewed[end];
  return confusion
    .filter(({ predicted, truth }) => predicted !== truth && (predicted === code || truth === code))
    .map((cell) => ({
      ...{ predicted: cell.predicted, truth: cell.truth, observed: cell.observed },
      ...{ estimated: total(cell, 'estimate'), low: total(cell, 'low'), high: total(cell, 'high') },
    }))
    .filter(({ estimated, observed }) => estimated >= 0.5 || observed > 0)
    .toSorted((a, b) => b.estimated - a.estimated || b.observed - a.observed);
}

/** A code may hold a hyphen: one that is the beginning of another is not named by it. */
const wordsOf = (text: string) => text.split(/[^\p{L}\p{N}_-]+/u);
