import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import { cites, namesCode } from '../taxonomy/find-categories.ts';

export interface BoundaryRule {
  kind: 'exclusion' | 'house_rule';
  /** The category that says it; null for a house rule. */
  from: string | null;
  id: string | null;
  when: string;
  goesTo: string;
  because: string | null;
}

/** What the taxonomy says about the border between two categories, and the house rules that are cited there. */
export function boundaryRules(
  { categories, houseRules }: Pick<TaxonomyView, 'categories' | 'houseRules'>,
  one: string,
  other: string,
): BoundaryRule[] {
  const exclusions = categories
    .filter(({ code }) => code === one || code === other)
    .flatMap(({ code, excludes }) =>
      excludes
        .filter(({ goesTo }) => goesTo === (code === one ? other : one))
        .map(({ when, goesTo }) => ({ kind: 'exclusion' as const, from: code, id: null, when, goesTo, because: null })),
    );
  const cited = (id: string) => exclusions.some(({ when }) => cites(when, id));
  const between = ({ id, goesTo, when, because }: TaxonomyView['houseRules'][number]) => {
    const far = goesTo === one ? other : goesTo === other ? one : null;
    return cited(id) || (far !== null && namesCode(`${when} ${because}`, far));
  };
  return [
    ...exclusions,
    ...houseRules
      .filter(between)
      .map(({ id, when, goesTo, because }) => ({ kind: 'house_rule' as const, from: null, id, when, goesTo, because })),
  ];
}
