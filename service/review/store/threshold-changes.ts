import { sql } from 'kysely';
import { decidedIn, type Scope } from './count-facts.ts';
import { type DecisionSummary, decisionsOf, type PagePlace } from './find-decisions.ts';
import type { Database } from './open-store.ts';

export interface ThresholdQuestion extends Pick<Scope, 'period' | 'modelVersion'> {
  /** The threshold that is tried. */
  threshold: number;
  /** Categories with a threshold of their own, which another default does not touch. */
  exempt: readonly string[];
  /** Place after which the page begins. */
  after?: PagePlace;
  limit: number;
}

interface Read {
  tickets: number;
  wrong: number;
}

type Change = 'no_longer_routed' | 'newly_routed';

export interface ThresholdAnswer {
  noLongerRouted: number;
  newlyRouted: number;
  /** Tickets of the period that have a confidence. */
  of: number;
  /** What people have read of either, and where they contradict the model's first choice. */
  read: { noLongerRouted: Read; newlyRouted: Read };
  /** One page of those that would change, latest first. */
  items: (DecisionSummary & { change: Change; firstChoice: string })[];
  /** The last one of the page, where there are more. */
  next: PagePlace | null;
}

/** Reviews that no threshold would have kept from a person: their text or language was the reason. */
const whateverTheConfidence = ['no_text', 'unsupported_language', 'out_of_taxonomy'];

/** Tickets of a period that another threshold would have treated otherwise. */
export async function thresholdChanges(
  db: Database,
  { period, modelVersion, threshold, exempt, after, limit }: ThresholdQuestion,
): Promise<ThresholdAnswer> {
  const scored = sql`
    select event_id, decided_at, first_choice, label_basis is not null as is_read,
      label_basis is not null and truth is distinct from first_choice as is_wrong,
      case
        when first_choice is null or first_choice = any(${exempt}::text[]) then null
        when outcome = 'model' and confidence < ${threshold} then 'no_longer_routed'
        when outcome <> 'model' and confidence >= ${threshold}
          and (reason is null or reason <> all(${whateverTheConfidence}::text[])) then 'newly_routed'
      end as change
    from decisions
    where confidence is not null and ${decidedIn(period, modelVersion)}`;
  const counts = await sql<{ change: Change | null; n: number; tickets: number; wrong: number }>`
    select change, count(*)::int as n, count(*) filter (where is_read)::int as tickets,
      count(*) filter (where is_wrong)::int as wrong
    from (${scored}) as s group by change`.execute(db);
  const { rows } = counts;
  const countsOf = (asked: Change) => rows.find(({ change }) => change === asked) ?? { n: 0, tickets: 0, wrong: 0 };
  const [noLongerRouted, newlyRouted] = [countsOf('no_longer_routed'), countsOf('newly_routed')];
  const readOf = ({ tickets, wrong }: Read): Read => ({ tickets, wrong });
  const changed = await sql<{ event_id: string; decided_at: Date; first_choice: string; change: Change }>`
    select event_id, decided_at, first_choice, change from (${scored}) as s
    where change is not null and ${after ? sql`(decided_at, event_id) < (${after.decidedAt}, ${after.eventId})` : sql`true`}
    order by decided_at desc, event_id desc limit ${limit + 1}`.execute(db);
  const page = changed.rows.slice(0, limit);
  const changeOf = new Map(
    page.map(({ event_id, change, first_choice: firstChoice }) => [event_id, { change, firstChoice }]),
  );
  const items = await decisionsOf(db, [...changeOf.keys()]);
  const last = page.at(-1);
  return {
    noLongerRouted: noLongerRouted.n,
    newlyRouted: newlyRouted.n,
    of: rows.reduce((sum, { n }) => sum + n, 0),
    read: { noLongerRouted: readOf(noLongerRouted), newlyRouted: readOf(newlyRouted) },
    items: items.flatMap((item) => {
      const change = changeOf.get(item.eventId);
      return change ? [{ ...item, ...change }] : [];
    }),
    // Of this statement: some of its decisions may be gone when the next one reads them.
    next: last && changed.rows.length > limit ? { decidedAt: last.decided_at, eventId: last.event_id } : null,
  };
}
