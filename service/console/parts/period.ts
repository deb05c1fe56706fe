import type { Scope } from '../api/scope.ts';

/** Periods one can choose by name; their links stay true tomorrow. */
export const namedPeriods = [
  { id: '24h', label: 'Last 24 hours', hours: 24 },
  { id: '7d', label: 'Last 7 days', hours: 7 * 24 },
  { id: '30d', label: 'Last 30 days', hours: 30 * 24 },
  { id: '90d', label: 'Last 90 days', hours: 90 * 24 },
] as const;
export type PeriodId = (typeof namedPeriods)[number]['id'] | 'custom';
export const usualPeriod = '30d';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The names of the URL's parameters that say what a page is about; they travel with every link of the navigation. */
export const scopeParameters = ['period', 'from', 'to', 'model'] as const;

export function periodIdOf(parameters: URLSearchParams): PeriodId {
  if (dayOf(parameters.get('from')) && dayOf(parameters.get('to'))) return 'custom';
  return namedPeriods.find(({ id }) => id === parameters.get('period'))?.id ?? usualPeriod;
}

/**
 * What the URL asks for. `from` and `to` are days, both included. The start of a named period is a full hour, so that the
 * same question is asked for an hour and its answer is found in the cache.
 */
export function scopeOf(parameters: URLSearchParams, now: Date): Scope {
  const modelVersion = parameters.get('model') ?? undefined;
  const id = periodIdOf(parameters);
  if (id === 'custom') {
    const from = dayOf(parameters.get('from')) as Date;
    const last = dayOf(parameters.get('to')) as Date;
    return { from: from.toISOString(), to: new Date(last.getTime() + dayMs).toISOString(), modelVersion };
  }
  const hours = namedPeriods.find((period) => period.id === id)?.hours ?? 0;
  const start = Math.floor(now.getTime() / hourMs) * hourMs - hours * hourMs;
  return { from: new Date(start).toISOString(), modelVersion };
}

/** The part of a link that keeps period and model version. */
export function scopeSearch(parameters: URLSearchParams, more: Record<string, string> = {}): string {
  const kept = scopeParameters.flatMap((name): [string, string][] => {
    const value = parameters.get(name);
    return value === null ? [] : [[name, value]];
  });
  const text = new URLSearchParams([...kept, ...Object.entries(more)]).toString();
  return text === '' ? '' : `?${text}`;
}

/** A day in UTC, as the report's windows are; null for anything else, a 31st of February included. */
export function dayOf(text: string | null): Date | null {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text ? null : day;
}
