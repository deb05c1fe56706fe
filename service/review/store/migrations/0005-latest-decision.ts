import { type Kysely, sql } from 'kysely';

/** Which decision of a ticket counts where it was decided more than once. What only those are asked for is indexed of them alone. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'alter table decisions add column superseded boolean not null default false',
  // Few tickets have several, and one index finds them.
  `update decisions as d set superseded = true
    from (
      select event_id, row_number() over (partition by ticket_id, revision order by decided_at desc, event_id desc) as place
      from decisions
      where ticket_id in (select ticket_id from decisions group by ticket_id having count(*) > 1)
    ) as s
    where s.event_id = d.event_id and s.place > 1`,
  // Its other readers walk all decisions by time, so this one holds the column and leaves none out.
  'drop index decisions_by_time',
  `create index decisions_by_time on decisions (decided_at, event_id)
    include (confidence, usd, facet_id, decided_hour, confidence_bin, answered, sampled, superseded)`,
  // What they cost was spent all the same.
  'create index decisions_superseded on decisions (decided_at) include (usd, facet_id) where superseded',
  'drop index decisions_labelled',
  `create index decisions_labelled on decisions (decided_at, event_id)
    include (confidence, facet_id, decided_hour, confidence_bin, first_choice, truth, label_basis)
    where label_basis is not null and not superseded`,
  'drop index decisions_answered',
  `create index decisions_answered on decisions (decided_at)
    include (usd, facet_id, first_choice, opinion, truth, label_basis, answered)
    where answered and not superseded`,
  'drop index decisions_to_audit',
  'create index decisions_to_audit on decisions (audit_position, event_id) where sampled and not superseded',
  'drop index decisions_to_review',
  `create index decisions_to_review on decisions (decided_at, event_id)
    where outcome = 'review' and label_basis is null and not superseded`,
  'drop index decisions_by_uncertainty',
  `create index decisions_by_uncertainty on decisions (confidence, event_id)
    where outcome = 'review' and label_basis is null and not superseded`,
  'drop index decisions_least_sure',
  `create index decisions_least_sure on decisions (confidence, event_id)
    where outcome <> 'review' and label_basis is null and not superseded`,
];
