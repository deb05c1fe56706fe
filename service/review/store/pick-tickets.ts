import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { DriftAlert, TicketReference } from '../../contracts/misclassification-report.ts';
import type { DisagreementFact, Period, Truth, UnplacedTicket } from '../report/facts.ts';
import type { Scope } from './count-facts.ts';
import { latestFirst, standing } from './standing.ts';
import type { Tables } from './tables.ts';

type Reader = Transaction<Tables>;

const ticketsOfPair = 50;
const unplacedTickets = 400;
const examplesOfAlert = 5;

const reference = sql`d.event_id as "eventId", d.ticket_id as "ticketId", d.revision, d.confidence, t.subject`;
/** As the counts have it. */
const isCounted = ({ from, to }: Period, modelVersion: string | null): RawBuilder<boolean> => {
  const isOfModel = modelVersion === null ? sql`true` : sql`model_version = ${modelVersion}`;
  return sql`decided_at >= ${from} and decided_at < ${to} and not superseded and ${isOfModel}`;
};

/** The latest tickets of a pair, each with all that tells model error, label error and overlap apart. */
export async function pickDisagreements(
  trx: Reader,
  { from, to }: Period,
  modelVersion: string | null,
  { predicted, truth }: { predicted: string; truth: Truth },
): Promise<DisagreementFact[]> {
  const { rows } = await sql<DisagreementFact>`
    select ${reference}, d.choice as predicted, d.truth, d.outcome, d.opinion,
      coalesce(e.event -> 'candidates', '[]'::jsonb) as candidates,
      coalesce(e.event #> '{decidedBy,votes}', e.event #> '{opinion,votes}') as votes,
      (select json_agg(json_build_object('by', w.corrected_by, 'category', w.category))
        from (
          select distinct on (corrected_by) corrected_by, category
          from corrections as c
          where c.ticket_id = d.ticket_id and c.revision = d.revision and ${standing}
          order by corrected_by, ${latestFirst}
        ) as w
      ) as verdicts
    from (
      select * from decisions
      where choice = ${predicted} and coalesce(truth, '') = ${truth ?? ''} and label_basis is not null
        and ${isCounted({ from, to }, modelVersion)}
      order by decided_at desc, event_id desc
      limit ${ticketsOfPair}
    ) as d
    left join decision_events as e on e.event_id = d.event_id
    left join tickets as t on t.event_id = d.event_id
    order by d.decided_at desc, d.event_id desc`.execute(trx);
  return rows.map((row) => ({ ...row, verdicts: row.verdicts ?? [] }));
}

/** Tickets that belong nowhere: a person's word counts, and without one the machine's. */
export async function pickUnplaced(
  trx: Reader,
  { from, to }: Period,
  modelVersion: string | null,
): Promise<UnplacedTicket[]> {
  const latest = (belongsNowhere: RawBuilder<boolean>) => sql`(
    select * from decisions
    where ${belongsNowhere} and ${isCounted({ from, to }, modelVersion)}
    order by decided_at desc, event_id desc
    limit ${unplacedTickets})`;
  const { rows } = await sql<UnplacedTicket>`
    select ${reference}, left(t.body, 1000) as text
    from (
      ${latest(sql`outcome = 'review' and reason = 'out_of_taxonomy' and label_basis is null`)}
      union all
      ${latest(sql`label_basis is not null and coalesce(truth, '') = ''`)}
    ) as d
    join tickets as t on t.event_id = d.event_id
    order by d.decided_at desc, d.event_id desc
    limit ${unplacedTickets}`.execute(trx);
  return rows;
}

/** Tickets of a window, as far as it lies in the period, that show what its alert is about. */
export async function pickDriftExamples(
  trx: Reader,
  alert: Pick<DriftAlert, 'metric' | 'category' | 'start'>,
  { period, modelVersion, windows }: Scope,
): Promise<TicketReference[]> {
  const start = Date.parse(alert.start);
  const from = new Date(Math.max(start, period.from.getTime()));
  const to = new Date(Math.min(start + windows.windowMs, period.to.getTime()));
  const { rows } = await sql<TicketReference>`
    select ${reference}
    from (
      select * from decisions
      where ${showing(alert)} and ${isCounted({ from, to }, modelVersion)}
      order by confidence nulls last, event_id
      limit ${examplesOfAlert}
    ) as d
    left join tickets as t on t.event_id = d.event_id
    order by d.confidence nulls last, d.event_id`.execute(trx);
  return rows;
}

function showing({ metric, category }: Pick<DriftAlert, 'metric' | 'category'>): RawBuilder<boolean> {
  switch (metric) {
    case 'mean_confidence':
      return sql`confidence is not null`;
    case 'review_share':
      return sql`outcome = 'review'`;
    case 'out_of_taxonomy_share':
      return sql`outcome = 'review' and reason = 'out_of_taxonomy'`;
    case 'category_share':
      return sql`choice = ${category}`;
    default:
      return metric satisfies never;
  }
}
