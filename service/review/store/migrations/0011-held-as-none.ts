import { type Kysely, sql } from 'kysely';

interface Facet {
  id: number;
  outcome: string;
  audit_rate: number | null;
  reason: string;
  model_version: string;
  taxonomy_version: string;
}

/**
 * Tickets that were held as out of taxonomy are counted under no category, and no more under the model's first choice: whoever
 * confirms that they belong nowhere agrees. What differed by that choice alone becomes one facet. The old ones stay, though no
 * decision has them any more: a writer may have their numbers in hand.
 */
export async function up(db: Kysely<never>): Promise<void> {
  const { rows: old } = await sql<Facet>`
    select id, outcome, audit_rate, reason, model_version, taxonomy_version from facets
    where reason = 'out_of_taxonomy' and choice is not null`.execute(db);
  if (old.length === 0) return;
  const ids = old.map(({ id }) => id);
  // As `facetKey` makes it, with null for the choice.
  const keys = old.map((f) =>
    JSON.stringify([f.outcome, null, f.audit_rate, f.reason, f.model_version, f.taxonomy_version]),
  );
  const renamed = sql`unnest(${ids}::integer[], ${keys}::text[]) as m(id, key)`;
  await sql`
    insert into facets (key, outcome, choice, audit_rate, reason, model_version, taxonomy_version)
    select distinct on (m.key) m.key, f.outcome, null, f.audit_rate, f.reason, f.model_version, f.taxonomy_version
    from ${renamed} join facets as f on f.id = m.id
    on conflict (key) do nothing`.execute(db);
  // Few of all decisions, and the index by reason finds them.
  await sql`
    update decisions as d set choice = null, facet_id = n.id
    from ${renamed} join facets as n on n.key = m.key
    where d.outcome = 'review' and d.reason = 'out_of_taxonomy' and d.facet_id = m.id`.execute(db);
  // Until it is known how many have no choice, their list might be sought by the wrong index.
  await sql`analyze decisions`.execute(db);
}
