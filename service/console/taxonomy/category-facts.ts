import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import type { CategoryReport, Estimate, MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { cellTotal } from '../parts/cell-total.ts';
import { plural } from '../parts/format.ts';
import { cites, namesCode } from './find-categories.ts';

type HouseRule = TaxonomyView['houseRules'][number];
type Category = TaxonomyView['categories'][number];

/** Rules that send tickets here, and rules that the category cites or that name it and send them elsewhere. */
export function rulesOf(
  houseRules: readonly HouseRule[],
  { code, definition, includes, excludes }: Pick<Category, 'code' | 'definition' | 'includes' | 'excludes'>,
): { to: HouseRule[]; from: HouseRule[] } {
  const says = [definition, ...includes, ...excludes.map(({ when }) => when)];
  const to = houseRules.filter(({ goesTo }) => goesTo === code);
  const from = houseRules.filter(
    (rule) =>
      rule.goesTo !== code &&
      (says.some((text) => cites(text, rule.id)) || namesCode(`${rule.when} ${rule.because}`, code)),
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
  return confusion
    .filter(({ predicted, truth }) => predicted !== truth && (predicted === code || truth === code))
    .map((cell) => ({
      ...{ predicted: cell.predicted, truth: cell.truth, observed: cell.observed },
      ...{ estimated: cellTotal(cell, 'estimate'), low: cellTotal(cell, 'low'), high: cellTotal(cell, 'high') },
    }))
    .filter(({ estimated, observed }) => estimated >= 0.5 || observed > 0)
    .toSorted((a, b) => b.estimated - a.estimated || b.observed - a.observed);
}

/** What rates are of and what they rest on. A recall rests on tickets read of all categories: those that are missed lie there. */
export const rateNotes = ({ precision, recall }: Pick<CategoryReport, 'precision' | 'recall'>) => ({
  precision: `of those routed here${readNote(precision)}`,
  recall: `of those that belong here${readNote(recall, ' of all categories')}`,
});

/** Without an estimate it stands beside the rate what is missing. */
const readNote = ({ estimate, labelled }: Estimate, where = ''): string =>
  estimate === null ? '' : `; ${plural(labelled, 'ticket')}${where} read`;
