import { sql } from 'kysely';
import { decidedIn, type Scope } from './count-facts.ts';
import type { Database } from './open-store.ts';

/** By category: tickets that were routed there, and those in review whose first choice it was, but for those held as out of taxonomy. */
export async function countChoices(
  db: Database,
  { period, modelVersion }: Pick<Scope, 'period' | 'modelVersion'>,
): Promise<Map<string, { routed: number; reviewed: number }>> {
  const { rows } = await sql<{ choice: string; routed: number; reviewed: number }>`
    select f.choice,
      coalesce(sum(g.n) filter (where f.outcome <> 'review'), 0)::int as routed,
      coalesce(sum(g.n) filter (where f.outcome = 'review'), 0)::int as reviewed
    from (
      select facet_id, count(*) as n from decisions
      where ${decidedIn(period, modelVersion)}
      group by 1
    ) as g
    join facets as f on f.id = g.facet_id
    where f.choice is not null
    group by 1`.execute(db);
  return new Map(rows.map(({ choice, routed, reviewed }) => [choice, { routed, reviewed }]));
}
