import { type RawBuilder, sql } from 'kysely';
import type { QueueOrder } from '../../contracts/api-review-queue.ts';
import { isChosen } from './find-decisions.ts';
import type { Database } from './open-store.ts';
import { standing } from './standing.ts';

/** Enough to choose from, and few enough to rank in memory however much waits. */
const poolSize = 2000;
const leastSure = 200;

const waitingReviews = sql`outcome = 'review' and label_basis is null and not superseded`;
const inPool = (what: RawBuilder<unknown>, order: RawBuilder<unknown>, limit: number) =>
  sql`(select * from decisions where ${what} order by ${order} limit ${limit})`;

/**
 * Event ids of what people should read next beside the audit, which has an order of its own.
 * - `uncertainty`: the least confident first.
 * - `oldest`: as they came.
 * - `representativeness`: strata of first choice and confidence (five bands) take turns, the most populous first and the
 *   oldest ticket of each first. The first n therefore resemble all that waits, rare kinds included. Of many only a random
 *   sample is looked at, which resembles them in its turn, whenever each came.
 * - `suspected_error`: most likely mislabelled or misrouted first, those that somebody has labelled included. Two models
 *   that differ count most; then one person's label against a first choice of which the model is as sure as it usually is
 *   where people agree with it (confident learning); then two candidates that nearly tie; then want of confidence.
 */
export async function rankQueue(db: Database, order: QueueOrder, limit: number): Promise<string[]> {
  const { rows } = await rankings[order](limit).execute(db);
  return rows.map(({ event_id }) => event_id);
}

/** How many of the reviews that wait an order is found among. */
export const lookedAt = (order: QueueOrder, waiting: number): number =>
  order === 'representativeness' || order === 'suspected_error' ? Math.min(waiting, poolSize) : waiting;

type Ranking = (limit: number) => RawBuilder<{ event_id: string }>;

const rankings: Record<QueueOrder, Ranking> = {
  uncertainty: (limit) =>
    sql`select event_id from decisions where ${waitingReviews} order by confidence, event_id limit ${limit}`,
  oldest: (limit) =>
    sql`select event_id from decisions where ${waitingReviews} order by decided_at, event_id limit ${limit}`,
  representativeness: (limit) => sql`
    select event_id from (
      select event_id, count(*) over stratum as size, row_number() over (stratum order by decided_at, event_id) as turn
      from ${inPool(waitingReviews, sql`audit_position, event_id`, poolSize)} as d
      window stratum as (partition by first_choice, width_bucket(confidence, 0, 1, 5))
    ) as s
    order by turn, size desc, event_id
    limit ${limit}`,
  suspected_error: (limit) => sql`
    with pool as (
      ${inPool(waitingReviews, sql`confidence, event_id`, poolSize)}
      union all
      ${inPool(sql`label_basis is not null and truth is distinct from choice and ${isChosen} and not superseded`, sql`decided_at desc, event_id desc`, poolSize)}
      union all
      ${inPool(sql`outcome <> 'review' and label_basis is null and not sampled and not superseded`, sql`confidence, event_id`, leastSure)}
    ),
    usual as (
      select first_choice, avg(confidence) as confidence
      from ${inPool(sql`label_basis is not null and not superseded`, sql`decided_at desc, event_id desc`, poolSize)} as l
      where truth = first_choice
      group by 1
    )
    select d.event_id
    from pool as d
    left join usual as u on u.first_choice = d.first_choice
    left join decision_events as e on e.event_id = d.event_id
    where d.label_basis is null or (
      -- While the words of a second person stand, there is nothing left to suspect.
      select count(distinct c.corrected_by) from corrections as c
      where c.ticket_id = d.ticket_id and c.revision = d.revision and ${standing}
    ) < 2
    order by
      case when d.answered and d.first_choice is not null and d.opinion is distinct from d.first_choice then 4 else 0 end
      + case when d.label_basis is not null and d.truth is distinct from d.first_choice and d.confidence >= u.confidence
          then 3 else 0 end
      + case when (e.event #>> '{candidates,0,probability}')::double precision
          - (e.event #>> '{candidates,1,probability}')::double precision < 0.15 then 1 else 0 end
      + case when d.label_basis is null then 1 - coalesce(d.confidence, 0.5) else 0 end desc,
      d.event_id
    limit ${limit}`,
};
