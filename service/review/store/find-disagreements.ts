import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { DisagreementFact, DisagreementGroup, Period, Truth } from '../report/facts.ts';
import { nearTie } from '../report/judge-disagreement.ts';
import { isCounted, reference } from './pick-tickets.ts';
import { latestFirst, standing } from './standing.ts';
import type { Tables } from './tables.ts';

type Reader = Transaction<Tables>;

export interface PairRequest {
  period: Period;
  modelVersion: string | null;
  pair: { predicted: Truth; truth: Truth };
}

const ticketsListed = 50;

/** Each in the form that the index by pair takes; "is not distinct from" it does not. As `isChosen` has it. */
const chosen = (predicted: Truth): RawBuilder<unknown> =>
  predicted === null ? sql`choice is null and reason = 'out_of_taxonomy'` : sql`choice = ${predicted}`;

const ofPair = ({ period, modelVersion, pair }: PairRequest): RawBuilder<unknown> => sql`
  select * from decisions
  where ${chosen(pair.predicted)} and coalesce(truth, '') = ${pair.truth ?? ''} and label_basis is not null
    and ${isCounted(period, modelVersion)}`;

const candidates = sql`e.event -> 'candidates'`;
const votes = sql`coalesce(e.event #> '{decidedBy,votes}', e.event #> '{opinion,votes}')`;
/** Each person's on the decision `d`. */
const lastWords = sql`
  select distinct on (corrected_by) corrected_by, category
  from corrections as c
  where c.ticket_id = d.ticket_id and c.revision = d.revision and ${standing}
  order by corrected_by, ${latestFirst}`;

/** The latest tickets of a pair, each with all that tells model error, label error and overlap apart. */
export function pickDisagreements(trx: Reader, request: PairRequest): Promise<DisagreementFact[]> {
  return factsOf(
    trx,
    sql`${ofPair(request)}
      order by decided_at desc, event_id desc
      limit ${ticketsListed}`,
  );
}

/**
 * All tickets of a pair, those that `judgeDisagreement` cannot tell apart as one of them and their number: a pair may have
 * thousands, and there are a few dozen ways to be at fault.
 *
 * @param usual the confidence from which on a label is suspect; null where nobody has agreed with the model yet
 */
export async function groupDisagreements(
  trx: Reader,
  { usual, ...request }: PairRequest & { usual: number | null },
): Promise<DisagreementGroup[]> {
  const { predicted, truth } = request.pair;
  // A code is never empty, so '' stands for no category.
  const isOfPair = (category: RawBuilder<unknown>) =>
    sql`coalesce(${category}, '') in (${predicted ?? ''}, ${truth ?? ''})`;
  const probability = (place: number) => sql`(${candidates} -> ${sql.lit(place)} ->> 'probability')::double precision`;
  const category = (place: number) => sql`${candidates} -> ${sql.lit(place)} ->> 'category'`;
  const { rows } = await sql<{ eventId: string; n: number }>`
    select min(s.event_id) as "eventId", count(*)::int as n
    from (
      select d.event_id, d.outcome,
        coalesce(d.opinion = ${predicted}, false) as is_seconded,
        ${isOfPair(sql`d.opinion`)} as is_opinion_of_pair,
        coalesce(d.confidence >= ${usual}::double precision, false) as is_sure,
        coalesce((${votes} ->> 'for')::int < (${votes} ->> 'of')::int, false) as is_split,
        coalesce(
          ${isOfPair(category(0))} and ${isOfPair(category(1))}
            and ${probability(0)} - ${probability(1)} < ${nearTie}::double precision,
          false
        ) as is_near_tie,
        w.for_choice, w.for_truth
      from (${ofPair(request)}) as d
      left join decision_events as e on e.event_id = d.event_id
      cross join lateral (
        select least(count(*) filter (where coalesce(category, '') = ${predicted ?? ''}), 1) as for_choice,
          least(count(*) filter (where coalesce(category, '') = ${truth ?? ''}), 2) as for_truth
        from (${lastWords}) as l
      ) as w
    ) as s
    group by outcome, is_seconded, is_opinion_of_pair, is_sure, is_split, is_near_tie, for_choice, for_truth`.execute(
    trx,
  );
  const sizes = new Map(rows.map(({ eventId, n }) => [eventId, n]));
  const examples = await factsOf(trx, sql`select * from decisions where event_id = any(${[...sizes.keys()]}::text[])`);
  return examples.map((example) => ({ example, n: sizes.get(example.eventId) ?? 0 }));
}

/** Latest first. */
async function factsOf(trx: Reader, decisions: RawBuilder<unknown>): Promise<DisagreementFact[]> {
  const { rows } = await sql<DisagreementFact>`
    select ${reference}, d.choice as predicted, d.truth, d.outcome, d.opinion,
      coalesce(${candidates}, '[]'::jsonb) as candidates,
      ${votes} as votes,
      (select json_agg(json_build_object('by', w.corrected_by, 'category', w.category)) from (${lastWords}) as w) as verdicts
    from (${decisions}) as d
    left join decision_events as e on e.event_id = d.event_id
    left join tickets as t on t.event_id = d.event_id
    order by d.decided_at desc, d.event_id desc`.execute(trx);
  return rows.map((row) => ({ ...row, verdicts: row.verdicts ?? [] }));
}
