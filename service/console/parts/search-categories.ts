import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';

type Searched = Pick<TaxonomyView['categories'][number], 'code' | 'name' | 'definition' | 'includes'>;

/** What differs only in case, accents or a hyphen within a word is the same: `wifi` is found in “Wi-Fi”. */
const folded = (text: string) =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/(?<=[\p{L}\p{N}])[-‐‑](?=[\p{L}\p{N}])/gu, '');
/** With a hyphen, and as the two words that it is made of. */
const bothWays = (text: string) => `${folded(text)} ${folded(text.replaceAll('-', ' '))}`;
const wordsOf = (text: string) => folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * Categories that every word of the query is found in, those first that have all of them in code and name. There a word may stand
 * anywhere; of definition and list of contents it must begin one, for `fee` is no part of coffee.
 */
export function searchCategories<Given extends Searched>(categories: readonly Given[], query: string): Given[] {
  const sought = wordsOf(query);
  const ranked = categories.flatMap((category) => {
    const { code, name, definition, includes } = category;
    const title = bothWays(`${code} ${name}`);
    const body = new Set([definition, ...includes].flatMap((text) => wordsOf(bothWays(text))));
    const isOfTitle = (word: string) => title.includes(word);
    if (sought.every(isOfTitle)) return [{ category, rank: isCodeOf(category, query) ? 0 : 1 }];
    const isFound = sought.every((word) => isOfTitle(word) || [...body].some((given) => given.startsWith(word)));
    return isFound ? [{ category, rank: 2 }] : [];
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ category }) => category);
}

/** What Enter takes without a mark: the category whose code was typed, or the only one that is found. */
export const meantCategory = <Given extends { code: string }>(found: readonly Given[], query: string): Given | null =>
  found.find((category) => isCodeOf(category, query)) ?? (found.length === 1 ? (found[0] ?? null) : null);

const isCodeOf = ({ code }: { code: string }, query: string) => code.toLowerCase() === query.trim().toLowerCase();
