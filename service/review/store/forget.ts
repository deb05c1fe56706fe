import { sql, type Transaction } from 'kysely';
import { customerKey, ticketKey } from './customer-keys.ts';
import type { Database } from './open-store.ts';
import { storable } from './storable-text.ts';
import type { Tables } from './tables.ts';
import { forgetWords, tidyAll } from './tidy-texts.ts';
import { lockTickets } from './write-batch.ts';

/** From when on the topics of these still hold all that was sent. */
export interface HeldSince {
  tickets: Date;
  decisions: Date;
  escalations: Date;
  rejections: Date;
}

/** How many rows went, and how many stay. */
export interface Cleared {
  gone: { texts: number; decisions: number };
  left: { texts: number; decisions: number; corrections: number };
}

/**
 * Deletes what can be read from the topics again. What cannot stays: what is older than they are sure to hold, the words of
 * people, audit rates and erasures; and the numbers of the facets, which a writer may have in hand. Afterwards all topics are read
 * from the beginning.
 */
export async function clearProjection(db: Database, since: HeldSince): Promise<Cleared> {
  return db.transaction().execute(async (trx) => {
    await sql`delete from decision_events where event_id in
      (select event_id from decisions where decided_at >= ${since.decisions})`.execute(trx);
    const decisions = await trx.deleteFrom('decisions').where('decided_at', '>=', since.decisions).executeTakeFirst();
    const texts = await trx.deleteFrom('tickets').where('received_at', '>=', since.tickets).executeTakeFirst();
    for (const table of ['escalations', 'rejections'] as const)
      await trx.deleteFrom(table).where('received_at', '>=', since[table]).execute();
    await trx.deleteFrom('ticket_customers').where('received_at', '>=', since.tickets).execute();
    await trx.updateTable('corrections').set({ topic_offset: null }).execute(); // given anew with their time
    return {
      gone: { texts: Number(texts.numDeletedRows), decisions: Number(decisions.numDeletedRows) },
      left: {
        texts: await countOf(trx, 'tickets'),
        decisions: await countOf(trx, 'decisions'),
        corrections: await countOf(trx, 'corrections'),
      },
    };
  });
}

async function countOf(trx: Transaction<Tables>, table: 'tickets' | 'decisions' | 'corrections'): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(trx);
  return rows[0]?.n ?? 0;
}

/**
 * Deletes all that is kept of one customer's tickets, and remembers (by a hash) that they must not come back when a topic
 * is read again; nor may those come that were sent until now and that nobody has read yet.
 * @param customer an e-mail address or customer number, as the helpdesk sent it
 * @returns ids of the tickets
 */
export async function eraseCustomer(db: Database, customer: string, now: Date): Promise<string[]> {
  const key = customerKey(customer);
  const rows = await db.transaction().execute(async (trx) => {
    // Whoever writes texts has finished, so that they are found here, or finds the erasure afterwards.
    await sql`lock table ticket_customers in share row exclusive mode`.execute(trx);
    await trx
      .insertInto('customer_erasures')
      .values({ customer_key: key, erased_at: now })
      .onConflict((c) => c.column('customer_key').doUpdateSet({ erased_at: now }))
      .execute();
    return trx
      .selectFrom('ticket_customers')
      .select('ticket_id')
      .distinct()
      .where(sql<boolean>`customer_keys @> array[${key}]::text[]`)
      .execute();
  });
  const ids = rows.map(({ ticket_id }) => ticket_id);
  return (await eraseTickets(db, ids, now)).erased;
}

/** What an erasure by ids found of each. It remembers both, so that nothing comes of them later. */
export interface ErasedTickets {
  /** Something was kept of these. */
  erased: string[];
  /** And nothing of these: perhaps they were never here. */
  unknown: string[];
}

/** As `eraseCustomer`, for helpdesks whose tickets do not name their customer. `forgetWords` then takes their words from the index. */
export async function eraseTickets(db: Database, ticketIds: readonly string[], now: Date): Promise<ErasedTickets> {
  const ids = [...new Set(ticketIds.map(storable))];
  if (ids.length === 0) return { erased: [], unknown: [] };
  const kept = await db.transaction().execute(async (trx) => {
    await lockTickets(trx, ids);
    const found = await keptAmong(trx, ids);
    await eraseLocked(trx, ids, now);
    return found;
  });
  return { erased: ids.filter((id) => kept.has(id)), unknown: ids.filter((id) => !kept.has(id)) };
}

/** Tickets of erased customers that were sent before, once it is written whose they are. */
export async function eraseLateArrivals(trx: Transaction<Tables>, eventIds: readonly string[]): Promise<void> {
  const { rows } = await sql<{ ticket_id: string; erased_at: Date }>`
    select t.ticket_id, max(e.erased_at) as erased_at
    from ticket_customers as t join customer_erasures as e on e.customer_key = any(t.customer_keys)
    where t.event_id = any(${eventIds}::text[]) and t.received_at <= e.erased_at
    group by 1`.execute(trx);
  for (const { ticket_id, erased_at } of rows) await eraseLocked(trx, [ticket_id], erased_at);
}

async function eraseLocked(trx: Transaction<Tables>, ids: readonly string[], now: Date): Promise<void> {
  await sql`insert into erasures (ticket_key, erased_at)
    select key, ${now}::timestamptz from unnest(${ids.map(ticketKey)}::text[]) as t(key)
    on conflict do nothing`.execute(trx);
  await sql`delete from decision_events where event_id in
    (select event_id from decisions where ticket_id = any(${ids}::text[]))`.execute(trx);
  await trx
    .updateTable('audit_log')
    .set({ subject: null })
    .where(sql<boolean>`subject = any(${ids}::text[])`)
    .execute();
  for (const table of ofTickets) await deleteOf(trx, table, ids);
}

const ofTickets = ['decisions', 'tickets', 'ticket_customers', 'escalations', 'corrections'] as const;

async function keptAmong(trx: Transaction<Tables>, ids: readonly string[]): Promise<Set<string>> {
  const found = ofTickets.map(
    (table) => sql`select ticket_id from ${sql.table(table)} where ticket_id = any(${ids}::text[])`,
  );
  const { rows } = await sql<{ ticket_id: string }>`${sql.join(found, sql` union `)}`.execute(trx);
  return new Set(rows.map(({ ticket_id }) => ticket_id));
}

async function deleteOf(
  trx: Transaction<Tables>,
  table: (typeof ofTickets)[number],
  ids: readonly string[],
): Promise<void> {
  await trx.deleteFrom(table).where(sql<boolean>`ticket_id = any(${ids}::text[])`).execute();
}

export interface Retention {
  /** Texts and notes received before are deleted; the decisions stay and keep counting, and it stays known whose they are. */
  textsBefore: Date;
  /** Decisions made before are deleted with all that belongs to them alone, and so are the audit log and policy drafts of that time. */
  decisionsBefore: Date;
}

/** Also tidies what is left, whether anything went or not. @returns how many texts and how many decisions went */
export async function applyRetention(
  db: Database,
  retention: Retention,
): Promise<{ texts: number; decisions: number }> {
  const deleted = await deleteBefore(db, retention);
  await (deleted.texts > 0 ? forgetWords(db) : tidyAll(db)).catch((cause: unknown) => {
    throw new Error(
      `what was due is deleted, but the texts are not tidied: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  });
  return deleted;
}

function deleteBefore(
  db: Database,
  { textsBefore, decisionsBefore }: Retention,
): Promise<{ texts: number; decisions: number }> {
  return db.transaction().execute(async (trx) => {
    const texts = await trx.deleteFrom('tickets').where('received_at', '<', textsBefore).executeTakeFirst();
    await trx
      .updateTable('corrections')
      .set({ note: null, note_removed: true })
      .where('effective_at', '<', textsBefore)
      .where('note', 'is not', null)
      .execute();
    await trx
      .updateTable('policy_drafts')
      .set({ note: '' })
      .where('created_at', '<', textsBefore)
      .where('note', '<>', '')
      .execute();
    await sql`delete from decision_events where event_id in
      (select event_id from decisions where decided_at < ${decisionsBefore})`.execute(trx);
    const decisions = await trx.deleteFrom('decisions').where('decided_at', '<', decisionsBefore).executeTakeFirst();
    await trx.deleteFrom('escalations').where('received_at', '<', decisionsBefore).execute();
    await trx.deleteFrom('rejections').where('received_at', '<', decisionsBefore).execute();
    // A ticket that was sent again has a younger decision, which says what people said as long as it is there.
    await sql`delete from corrections as c
      where effective_at < ${decisionsBefore}
        and not exists (select 1 from decisions as d where d.ticket_id = c.ticket_id and d.revision = c.revision)`.execute(
      trx,
    );
    await trx.deleteFrom('audit_log').where('at', '<', decisionsBefore).execute();
    await trx.deleteFrom('policy_drafts').where('created_at', '<', decisionsBefore).execute();
    // A late correction outlives what it corrects, and must be found as long as it is there.
    await sql`delete from ticket_customers as t
      where received_at < ${decisionsBefore}
        and not exists (select 1 from decisions as d where d.ticket_id = t.ticket_id)
        and not exists (select 1 from corrections as c where c.ticket_id = t.ticket_id)`.execute(trx);
    return { texts: Number(texts.numDeletedRows), decisions: Number(decisions.numDeletedRows) };
  });
}
