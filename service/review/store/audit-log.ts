import { sql } from 'kysely';
import type { AuditAction } from '../../contracts/api-audit-log.ts';
import type { Database } from './open-store.ts';
import { storable } from './storable-text.ts';

export interface AuditedAction {
  at: Date;
  who: string;
  action: AuditAction;
  /** What it was done to: a ticket's id, a draft's, a period. Never text of a ticket. */
  subject: string | null;
}

export async function recordAction(db: Database, { at, who, action, subject }: AuditedAction): Promise<void> {
  await db
    .insertInto('audit_log')
    .values({ at, who: storable(who), action, subject: subject === null ? null : storable(subject) })
    .execute();
}

/** All that is given must hold. */
export interface ActionFilter {
  from?: Date | undefined;
  to?: Date | undefined;
  action?: AuditAction | undefined;
  /** Part of the name, in any case. */
  who?: string | undefined;
  /** Only what was said of this ticket. */
  ticketId?: string | undefined;
}

/** Latest first. @param before id after which the page begins */
export async function listActions(
  db: Database,
  { action, who, ticketId, from, to }: ActionFilter,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<(AuditedAction & { id: string })[]> {
  let page = db.selectFrom('audit_log').selectAll();
  if (action !== undefined) page = page.where('action', '=', action);
  if (who !== undefined) page = page.where(sql<boolean>`strpos(lower(who), lower(${storable(who)})) > 0`);
  if (ticketId !== undefined) {
    page = page.where('action', 'in', ['correct', 'retract']).where('subject', '=', storable(ticketId));
  }
  if (from !== undefined) page = page.where('at', '>=', from);
  if (to !== undefined) page = page.where('at', '<', to);
  if (before !== undefined) page = page.where('id', '<', before);
  const rows = await page.orderBy('id', 'desc').limit(limit).execute();
  return rows.map((row) => ({ ...row, id: String(row.id) }));
}
