import { createHash } from 'node:crypto';

/** Share of the auto-routed tickets that a person looks at, whatever the confidence; from `since` on. */
export interface AuditRates {
  since: Date;
  rate: number;
  /** Rates of single categories: a rare one needs a higher one for an interval that says something. */
  categories: Readonly<Record<string, number>>;
}

export const defaultAuditRates: AuditRates = { since: new Date(0), rate: 0.02, categories: {} };

/**
 * Place of a ticket between 0 and 1, uniform and the same for ever: whoever knows the id and the rate can check the sample.
 * The sample of a lower rate is part of that of a higher one.
 */
export function auditPosition(ticketId: string): number {
  return createHash('sha256').update(`audit ${ticketId}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** The rate in force for a category at a time. Each category is a stratum, drawn on its own. */
export function auditRateOf(category: string, at: Date, schedule: readonly AuditRates[]): number {
  const inForce = schedule.filter(({ since }) => since <= at).sort((a, b) => b.since.getTime() - a.since.getTime())[0];
  if (!inForce) return 0;
  return Object.hasOwn(inForce.categories, category) ? (inForce.categories[category] ?? 0) : inForce.rate;
}

export function isAudited(ticketId: string, rate: number): boolean {
  return auditPosition(ticketId) < rate;
}
