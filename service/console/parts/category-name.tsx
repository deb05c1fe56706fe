import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import { taxonomyQuery } from '../api/queries.ts';
import { noCategory } from './words.ts';

export type Category = TaxonomyView['categories'][number];

/** The taxonomy's categories in its order; empty until they are there. The period matters to their counts alone. */
export function useCategories(): readonly Category[] {
  const { data } = useQuery({ ...taxonomyQuery({}), staleTime: 300_000, meta: { live: false } });
  return data?.categories ?? none;
}
const none: readonly Category[] = [];

/** Code → category. */
export function useCategoryOf(): (code: string | null) => Category | undefined {
  const categories = useCategories();
  const byCode = useMemo(() => new Map(categories.map((category) => [category.code, category])), [categories]);
  return (code) => (code === null ? undefined : byCode.get(code));
}

/** Code and name; null is "no category". A code that is not in the taxonomy any more stands for itself. */
export function CategoryName({
  code,
  name: given,
  short = false,
}: {
  code: string | null;
  /** Where it is at hand already: it need not be waited for. */
  name?: string;
  short?: boolean;
}) {
  const categoryOf = useCategoryOf();
  if (code === null) return <span className="category category-none">{noCategory}</span>;
  const name = given ?? categoryOf(code)?.name;
  return (
    <span className="category" title={name ? `${code} · ${name}` : code}>
      <code>{code}</code>
      {name && !short ? (
        // The space is not drawn, but is taken along with a copy.
        <>
          {' '}
          <span className="category-label">{name}</span>
        </>
      ) : null}
    </span>
  );
}
