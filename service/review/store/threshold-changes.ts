import { sql } from 'kysely';
import type { Period } from '../report/facts.ts';
import { type DecisionSummary, decisionsOf, type PagePlace } from './find-decisions.ts';
import type { Database } from './open-store.ts';

export interface ThresholdQuestion {
  period: Period;
  /** The threshold that is tried. */
  threshold: number;
  /** Categories with a threshold of their own, which another default does not touch. */
  exempt: readonly string[];
  /** Place after which the page begins. */
  after?: PagePlace;
  limit: number;
}

type Change = 'no_longer_routed' | 'newly_routed';

export interface ThresholdAnswer {
  noLongerRouted: number;
  newlyRouted: number;
  /** Tickets of the period that have a confidence. */
  of: number;
  /** One page of those that would change, latest first. */
  items: (DecisionSummary & { change: Change })[];
  /** The last one of the page, where there are more. */
  next: PagePlace | null;
}

/** Reviews that no threshold would have kept from a person: their text or language was the reason. */
const whateverTheConfidence = ['no_text', 'unsupported_language', 'out_of_taxonomy'];

/** Tickets of a period that another threshold would have treated otherwise. */
export async function thresholdChanges(
  db: Database,
  { period: { from, to }, threshold, exempt, after, limit }: ThresholdQuestion,
): Promise<ThresholdAnswer> {
  const scored = sql`
    select event_id, decided_at,
      case
        when first_choice = any(${exempt}::text[]) then null
        when outcome = 'model' and confidence < ${threshold} then 'no_longer_routed'
        when outcome <> 'model' and confidence >= ${threshold}
          and (reason is null or reason <> all(${whateverTheConfidence}::text[])) then 'newly_routed'
      end as change
    from decisions
    where decided_at >= ${from} and decided_at < ${to} and confidence is not null and not superseded`;
  const counts = await sql<{ noLongerRouted: number; newlyRouted: number; of: number }>`
    select count(*)::int as of,
      count(*) filter (where change = 'no_longer_routed')::int as "noLongerRouted",
      count(*) filter (where change = 'newly_routed')::int as "newlyRouted"
    from (${scored}) as s`.execute(db);
  const changed = await sql<{ event_id: string; decided_at: Date; change: Change }>`
    select event_id, decided_at, change from (${scored}) as s
    where change is not null and ${after ? sql`(decided_at, event_id) < (${after.decidedAt}, ${after.eventId})` : sql`true`}
    order by decided_at desc, event_id desc limit ${limit + 1}`.execute(db);
  const page = changed.rows.slice(0, limit);
  const changeOf = new Map(page.map(({ event_id, change }) => [event_id, change]));
  const items = await decisionsOf(db, [...changeOf.keys()]);
  const last = page.at(-1);
  return {
    ...(counts.rows[0] ?? { noLongerRouted: 0, newlyRouted: 0, of: 0 }),
    items: items.map((item) => ({ ...item, change: changeOf.get(item.eventId) as Change })),
    // Of this statement: some of its decisions may be gone when the next one reads them.
    next: last && changed.rows.length > limit ? { decidedAt: last.decided_at, eventId: last.event_id } : null,
  };
}
