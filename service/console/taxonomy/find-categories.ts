import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';

type Category = TaxonomyView['categories'][number];

/** Categories in which every word of the query occurs somewhere, examples and boundaries included. */
export function findCategories(categories: readonly Category[], query: string): readonly Category[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return categories;
  return categories.filter((category) => {
    const { code, name, definition, includes, excludes, examples, route } = category;
    const text = [
      code,
      name,
      definition,
      ...includes,
      ...excludes.map(({ when }) => when),
      ...examples,
      route.team,
      route.queue,
    ]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export type CitedPart = { kind: 'text'; text: string } | { kind: 'rule'; id: string };

/** Splits a sentence where it cites a house rule, so that the rule can be linked. */
export function citedParts(text: string, ruleIds: readonly string[]): CitedPart[] {
  if (ruleIds.length === 0) return [{ kind: 'text', text }];
  const escaped = ruleIds.toSorted((a, b) => b.length - a.length).map(literal);
  const rule = new RegExp(`(?<![\\p{L}\\p{N}])(${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'u');
  return text
    .split(rule)
    .filter((part) => part !== '')
    .map((part) => (ruleIds.includes(part) ? { kind: 'rule', id: part } : { kind: 'text', text: part }));
}

/** Whether a sentence cites a house rule. */
export const cites = (text: string, ruleId: string): boolean =>
  citedParts(text, [ruleId]).some(({ kind }) => kind === 'rule');

/** Whether a sentence names a category by its code. A code may hold a hyphen: one that is a part of another is not named by it. */
export const namesCode = (text: string, code: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}_-])${literal(code)}(?![\\p{L}\\p{N}_-])`, 'u').test(text);

/** As a part of an expression. */
const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
