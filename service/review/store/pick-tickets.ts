import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { DriftAlert, TicketReference } from '../../contracts/misclassification-report.ts';
import type { Period, UnplacedTicket } from '../report/facts.ts';
import type { Scope } from './count-facts.ts';
import { firstWords } from './excerpt.ts';
import type { Tables } from './tables.ts';

type Reader = Transaction<Tables>;

const unplacedTickets = 400;
const examplesOfAlert = 5;

export const reference = sql`d.event_id as "eventId", d.ticket_id as "ticketId", d.revision, d.confidence, t.subject,
  ${firstWords} as excerpt`;
/** As the counts have it. */
export const isCounted = ({ from, to }: Period, modelVersion: string | null): RawBuilder<boolean> => {
  const isOfModel = modelVersion === null ? sql`true` : sql`model_version = ${modelVersion}`;
  return sql`decided_at >= ${from} and decided_at < ${to} and not superseded and ${isOfModel}`;
};

/** Tickets that belong nowhere: a person's word counts, and without one the machine's. */
const belongNowhere = [
  sql<boolean>`outcome = 'review' and reason = 'out_of_taxonomy' and label_basis is null`,
  sql<boolean>`label_basis is not null and coalesce(truth, '') = ''`,
] as const;

/** The latest of them, as far as their texts are still kept. */
export async function pickUnplaced(
  trx: Reader,
  period: Period,
  modelVersion: string | null,
): Promise<UnplacedTicket[]> {
  const latest = belongNowhere.map(
    (condition) => sql`(
      select * from decisions
      where ${condition} and ${isCounted(period, modelVersion)}
      order by decided_at desc, event_id desc
      limit ${unplacedTickets})`,
  );
  const { rows } = await sql<UnplacedTicket>`
    select ${reference}, left(t.body, 1000) as text
    from (${sql.join(latest, sql` union all `)}) as d
    join tickets as t on t.event_id = d.event_id
    order by d.decided_at desc, d.event_id desc
    limit ${unplacedTickets}`.execute(trx);
  return rows;
}

/** All of them. */
export async function countUnplaced(trx: Reader, period: Period, modelVersion: string | null): Promise<number> {
  const numbers = belongNowhere.map(
    (condition) => sql`(select count(*)::int from decisions where ${condition} and ${isCounted(period, modelVersion)})`,
  );
  const { rows } = await sql<{ n: number }>`select ${sql.join(numbers, sql` + `)} as n`.execute(trx);
  return rows[0]?.n ?? 0;
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
