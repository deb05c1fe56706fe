import type { PolicyDraft } from '../../contracts/console-api.ts';
import type { Database } from './open-store.ts';
import { storable } from './storable-text.ts';

const mostListed = 200;

export async function keepPolicyDraft(db: Database, draft: PolicyDraft): Promise<void> {
  await db
    .insertInto('policy_drafts')
    .values({
      id: draft.id,
      threshold: draft.threshold,
      target_error: draft.targetError,
      note: storable(draft.note),
      created_by: storable(draft.createdBy),
      created_at: draft.createdAt,
      model_version: draft.modelVersion,
    })
    .execute();
}

/** Latest first. */
export async function listPolicyDrafts(db: Database): Promise<PolicyDraft[]> {
  const rows = await drafts(db).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(mostListed).execute();
  return rows.map(draftOf);
}

export async function findPolicyDraft(db: Database, id: string): Promise<PolicyDraft | null> {
  const row = await drafts(db).where('id', '=', storable(id)).executeTakeFirst();
  return row ? draftOf(row) : null;
}

const drafts = (db: Database) => db.selectFrom('policy_drafts').selectAll();

function draftOf(row: Awaited<ReturnType<ReturnType<typeof drafts>['execute']>>[number]): PolicyDraft {
  return {
    id: row.id,
    threshold: row.threshold,
    targetError: row.target_error,
    note: row.note,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    modelVersion: row.model_version,
  };
}
