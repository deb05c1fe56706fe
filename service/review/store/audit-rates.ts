import { type AuditRates, defaultAuditRates } from '../audit-sample.ts';
import { holdsNothing } from './holds-nothing.ts';
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

/**
 * Makes a rate the one in force from now on, unless it is so already; rates of single categories stay as they are.
 * A store that is new draws all that it will ever read by it.
 */
export async function adoptAuditRate(db: Database, rate: number, now: Date): Promise<void> {
  const schedule = await auditSchedule(db);
  if (schedule.length === 0) {
    const isNew = await holdsNothing(db);
    // What is there was drawn by the default, and a rebuild must draw it again.
    await setAuditRates(db, { ...defaultAuditRates, rate: isNew ? rate : defaultAuditRates.rate });
    if (isNew || rate === defaultAuditRates.rate) return;
  }
  const inForce = schedule.filter(({ since }) => since <= now).at(-1) ?? defaultAuditRates;
  if (inForce.rate !== rate) await setAuditRates(db, { since: now, rate, categories: inForce.categories });
}
