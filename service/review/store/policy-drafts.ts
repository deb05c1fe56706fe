import { sql } from 'kysely';
import type { PolicyDraft } from '../../contracts/api-policy-drafts.ts';
import type { Database } from './open-store.ts';
import { maskedNote } from './record-corrections.ts';
import { storable } from './storable-text.ts';

/** @returns the draft as it is kept: personal data in its note masked */
export async function keepPolicyDraft(db: Database, given: PolicyDraft): Promise<PolicyDraft> {
  const draft = { ...given, note: maskedNote(given.note) };
  await db
    .insertInto('policy_drafts')
    .values({
      id: draft.id,
      threshold: draft.threshold,
      target_error: draft.targetError,
      note: draft.note,
      created_by: storable(draft.createdBy),
      created_at: draft.createdAt,
      model_version: draft.modelVersion,
    })
    .execute();
  return draft;
}

/** Latest first. @param after when the draft was made, and its id, after which the page begins */
export async function listPolicyDrafts(
  db: Database,
  { after, limit }: { after: { at: Date; id: string } | null; limit: number },
): Promise<PolicyDraft[]> {
  let page = drafts(db);
  if (after) page = page.where(sql<boolean>`(created_at, id) < (${after.at}, ${after.id})`);
  const rows = await page.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
  return rows.map(draftOf);
}

export async function findPolicyDraft(db: Database, id: string): Promise<PolicyDraft | null> {
  const row = await drafts(db).where('id', '=', storable(id)).executeTakeFirst();
  return row ? draftOf(row) : null;
}

/** @returns whether it was still there */
export async function deletePolicyDraft(db: Database, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('policy_drafts').where('id', '=', storable(id)).executeTakeFirst();
  return numDeletedRows > 0n;
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
