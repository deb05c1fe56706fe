import type { Database } from './open-store.ts';
import { storable } from './storable-text.ts';

export const auditedActions = [
  'correct',
  'retract',
  'draft_policy',
  'sign_in',
  'sign_in_denied',
  'sign_out',
  'export_csv',
  'export_html',
] as const;

export interface AuditedAction {
  at: Date;
  who: string;
  action: (typeof auditedActions)[number];
  /** What it was done to: a ticket's id, a draft's, a period. Never text of a ticket. */
  subject: string | null;
}

export async function recordAction(db: Database, { at, who, action, subject }: AuditedAction): Promise<void> {
  await db
    .insertInto('audit_log')
    .values({ at, who: storable(who), action, subject: subject === null ? null : storable(subject) })
    .execute();
}

/** Latest first. @param before id after which the page begins */
export async function listActions(
  db: Database,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<{ id: string; at: Date; who: string; action: string; subject: string | null }[]> {
  let query = db.selectFrom('audit_log').selectAll().orderBy('id', 'desc').limit(limit);
  if (before !== undefined) query = query.where('id', '<', before);
  return query.execute().then((rows) => rows.map((row) => ({ ...row, id: String(row.id) })));
}
