import { sql, type Transaction } from 'kysely';
import type { Database } from '../../service/review/store/open-store.ts';
import type { Tables } from '../../service/review/store/tables.ts';

export const categories = Array.from({ length: 20 }, (_, i) => `C${i}`);
export const month = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-01-31T00:00:00Z') };

/**
 * A month of tickets, 82 % routed; 2 % of those audited, 1 % corrected unasked; 80 % of the others reviewed. All have texts.
 * What is there already stays: a run that was cut off goes on.
 */
export async function fillStore(db: Database, count: number): Promise<void> {
  const { rows: filled } = await sql<{ n: number }>`select count(*)::int as n from decisions`.execute(db);
  await sql`
    insert into facets (key, outcome, choice, audit_rate, reason, model_version, taxonomy_version)
    select concat_ws(' ', outcome, choice, reason, model), outcome, choice, case when outcome <> 'review' then 0.02 end, reason, model, '1.0.0'
    from unnest(array['1.0.0', '1.1.0']) as model, unnest(${categories}::text[]) as first_choice,
      (values ('model', null), ('frontier', null), ('review', 'out_of_taxonomy'), ('review', 'low_confidence'), ('review', 'models_disagree'))
        as kinds (outcome, reason),
      lateral (select case when reason is distinct from 'out_of_taxonomy' then first_choice end as choice) as chosen
    on conflict do nothing`.execute(db);
  const step = 50_000;
  for (let first = filled[0]?.n ?? 0; first < count; first += step) {
    const last = Math.min(count, first + step) - 1;
    await db.transaction().execute((trx) => fillStep(trx, { first, last, count }));
  }
  await sql`vacuum analyze`.execute(db); // as autovacuum does within minutes, also after a migration that wrote the rows anew
}

async function fillStep(
  trx: Transaction<Tables>,
  { first, last, count }: { first: number; last: number; count: number },
): Promise<void> {
  await sql`select setseed(${first / count})`.execute(trx);
  await sql`
    insert into decisions (event_id, ticket_id, revision, decided_at, outcome, category, choice, reason, first_choice,
      confidence, answered, opinion, usd, language, model_version, taxonomy_version, audit_rate, sampled, audit_position,
      facet_id, decided_hour, truth, label_basis)
    select 'tickets.inbound-0-' || i, 'T-' || i, 1, decided_at, d.outcome, case when d.outcome <> 'review' then d.choice end,
      d.choice, d.reason, d.first_choice, 1 - power(r[4], 3) * 0.6,
      d.outcome = 'frontier' or (d.outcome = 'review' and r[3] > 0.5),
      case when d.outcome = 'frontier' then d.choice when r[3] > 0.5 then 'C1' end,
      case when d.outcome = 'model' then 0 else 0.002 end, 'en', d.model_version, f.taxonomy_version, f.audit_rate,
      d.outcome <> 'review' and position < 0.02, position, f.id, floor(extract(epoch from decided_at) / 3600)::int,
      case when basis is not null then
        case when r[5] < 0.9 and basis <> 'unasked' then d.choice else 'C' || floor(r[6] * 20)::int end
      end,
      basis
    from (
      select *,
        case when outcome = 'review' then (array['out_of_taxonomy', 'low_confidence', 'models_disagree'])[1 + floor(r[3] * 3)::int] end as reason,
        case when outcome <> 'review' or r[3] >= 1.0 / 3 then first_choice end as choice,
        case
          when outcome = 'review' then case when r[7] < 0.8 then 'review' end
          when position < 0.02 then 'audit'
          when r[7] < 0.01 then 'unasked'
        end as basis
      from (
        select i, r, r[8] as position, 'C' || floor(power(r[1], 2) * 20)::int as first_choice,
          ${month.from}::timestamptz + i * (interval '30 days' / ${count}::int) as decided_at,
          (array['1.0.0', '1.1.0'])[1 + (i > ${count}::int / 2)::int] as model_version,
          case when r[2] < 0.77 then 'model' when r[2] < 0.82 then 'frontier' else 'review' end as outcome
        from (
          select i, array[random(), random(), random(), random(), random(), random(), random(), random()] as r
          from generate_series(${first}::int, ${last}::int) as i
        ) as drawn
      ) as decided
    ) as d
    join facets as f on f.outcome = d.outcome and f.choice is not distinct from d.choice and f.model_version = d.model_version
      and f.reason is not distinct from d.reason`.execute(trx);
  const words =
    'card order shop charge refund reader login password payout bank invoice price plan month till queue letter phone'.split(
      ' ',
    );
  await sql`
    insert into tickets
    select event_id, ticket_id, 1, 'email', 'en', 'Subject ' || event_id,
      (select string_agg((${words}::text[])[1 + floor(random() * ${words.length}::int + (k + length(event_id)) * 0)::int], ' ') from generate_series(1, 60) as k),
      '[]', false, decided_at
    from decisions where event_id in (select 'tickets.inbound-0-' || i from generate_series(${first}::int, ${last}::int) as i)`.execute(
    trx,
  );
  await sql`
    insert into decision_events select event_id, jsonb_build_object('eventId', event_id, 'decision', outcome, 'candidates',
      jsonb_build_array(jsonb_build_object('category', first_choice, 'probability', confidence)))
    from decisions where event_id in (select 'tickets.inbound-0-' || i from generate_series(${first}::int, ${last}::int) as i)`.execute(
    trx,
  );
}
