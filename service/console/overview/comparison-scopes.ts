import type { Scope } from '../api/scope.ts';
import { dayOf, scopeOf } from '../parts/period.ts';

export const comparisonWays = ['previous', 'days', 'models'] as const;
export type ComparisonWay = (typeof comparisonWays)[number];

const dayMs = 86_400_000;

export const wayOf = (parameters: URLSearchParams): ComparisonWay =>
  comparisonWays.find((way) => way === parameters.get('against')) ?? 'previous';

/** Whether the URL leaves it to the report of the period which model versions are compared: the oldest with the newest. */
export const isUnnamed = (parameters: URLSearchParams): boolean =>
  wayOf(parameters) === 'models' && !(parameters.has('beforeModel') && parameters.has('model'));

/**
 * Both sides of a comparison, from the page's URL. The later side is always the page's own period; against it stands the
 * stretch of the same length just before it, other days, or another model version in the same period.
 * @param modelVersions that decided in the period; null while they are not known
 * @returns null where it takes them
 */
export function comparisonScopes(
  parameters: URLSearchParams,
  now: Date,
  modelVersions: readonly string[] | null,
): { before: Scope; after: Scope } | null {
  const own = scopeOf(parameters, now);
  const way = wayOf(parameters);
  if (way === 'models') {
    if (modelVersions === null && isUnnamed(parameters)) return null;
    const { from, to } = own;
    const before = parameters.get('beforeModel') ?? modelVersions?.[0];
    const after = parameters.get('model') ?? modelVersions?.at(-1);
    return { before: { from, to, modelVersion: before }, after: { from, to, modelVersion: after } };
  }
  const { modelVersion } = own;
  const [first, last] = [dayOf(parameters.get('beforeFrom')), dayOf(parameters.get('beforeTo'))];
  if (way === 'days' && first && last && last >= first) {
    const to = new Date(last.getTime() + dayMs).toISOString();
    return { before: { from: first.toISOString(), to, modelVersion }, after: own };
  }
  const start = own.from ? Date.parse(own.from) : now.getTime() - 30 * dayMs;
  const to = own.to ? Date.parse(own.to) : now.getTime();
  // Of a day that is not over, a whole one before it would have more tickets.
  const end = start < now.getTime() ? Math.min(to, now.getTime()) : to;
  // A full hour, as the start is: else every look would ask something new.
  const lengthMs = Math.ceil((end - start) / 3_600_000) * 3_600_000;
  const before = { from: new Date(start - lengthMs).toISOString(), to: new Date(start).toISOString(), modelVersion };
  return { before, after: own };
}
