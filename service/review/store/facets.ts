import type { Insertable } from 'kysely';
import type { Database } from './open-store.ts';
import type { FacetsTable } from './tables.ts';

type Facet = Omit<Insertable<FacetsTable>, 'id' | 'key'>;

export function facetKey({ outcome, choice, audit_rate, reason, model_version, taxonomy_version }: Facet): string {
  return JSON.stringify([outcome, choice, audit_rate, reason, model_version, taxonomy_version]);
}

/**
 * Numbers of the facets by key, those that are new added. Outside of any transaction: two writers that add the same ones
 * would otherwise wait for each other's end.
 */
export async function facetIds(db: Database, facets: readonly Facet[]): Promise<Map<string, number>> {
  const wanted = new Map(facets.map((facet) => [facetKey(facet), facet]));
  const known = await find(db, [...wanted.keys()]);
  const missing = [...wanted].filter(([key]) => !known.has(key));
  if (missing.length === 0) return known;
  const rows = missing.map(([key, { outcome, choice, audit_rate, reason, model_version, taxonomy_version }]) => ({
    key,
    outcome,
    choice,
    audit_rate,
    reason,
    model_version,
    taxonomy_version,
  }));
  await db
    .insertInto('facets')
    .values(rows)
    .onConflict((c) => c.doNothing())
    .execute();
  return find(db, [...wanted.keys()]);
}

async function find(db: Database, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const rows = await db
    .selectFrom('facets')
    .select(['key', 'id'])
    .where('key', 'in', [...keys])
    .execute();
  return new Map(rows.map(({ key, id }) => [key, id]));
}
