import type { AuditRates } from '../audit-sample.ts';
import type { Database } from './open-store.ts';
import { storableJson } from './storable-text.ts';

/** Rates in force from a time on. They are not on any topic, and a rebuild keeps them: it must draw the same sample again. */
export async function setAuditRates(db: Database, { since, rate, categories }: AuditRates): Promise<void> {
  const row = { since, rate, categories: storableJson(categories) };
  await db
    .insertInto('audit_rates')
    .values(row)
    .onConflict((c) => c.column('since').doUpdateSet({ rate, categories: row.categories }))
    .execute();
}

export async function auditSchedule(db: Database): Promise<AuditRates[]> {
  return db.selectFrom('audit_rates').select(['since', 'rate', 'categories']).orderBy('since').execute();
}
