import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import * as endpoints from './endpoints.ts';
import { openPageFor, pageUser } from './page-user.ts';
import type { Scope } from './scope.ts';

/**
 * `meta: { live: false }` keeps a query from being asked again when the store changes: its reader is at work on it. With `stays`
 * it is not asked for when one looks at the page again either.
 */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  async queryFn({ signal }) {
    const session = await endpoints.getSession(signal);
    if (pageUser() === null && session.user) openPageFor(session.user.name);
    return session;
  },
  meta: { live: false },
  staleTime: Number.POSITIVE_INFINITY,
  // The session may have ended, or be another's, since one last looked at this tab.
  refetchOnWindowFocus: 'always',
});

export const reportQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['report', scope],
    queryFn: ({ signal }) => endpoints.getReport(scope, signal),
    placeholderData: keepPreviousData,
  });

export const comparisonQuery = (before: Scope, after: Scope) =>
  queryOptions({
    queryKey: ['comparison', before, after],
    queryFn: ({ signal }) => endpoints.getComparison(before, after, signal),
    placeholderData: keepPreviousData,
  });

export const decisionsQuery = (query: Parameters<typeof endpoints.getDecisions>[0]) =>
  queryOptions({
    queryKey: ['decisions', query],
    queryFn: ({ signal }) => endpoints.getDecisions(query, signal),
    placeholderData: keepPreviousData,
  });

export const ticketQuery = (ticketId: string) =>
  queryOptions({ queryKey: ['ticket', ticketId], queryFn: ({ signal }) => endpoints.getTicket(ticketId, signal) });

/**
 * The model is asked many times over for one of these, so it is kept as long as the page is open. While a text is weighed for
 * another category it stays as it was; the words of another text would be marked in the wrong places.
 */
export const explanationQuery = (ticketId: string, query: { category?: string; revision?: number }) =>
  queryOptions({
    queryKey: ['explanation', ticketId, query] as const,
    queryFn: ({ signal }) => endpoints.getExplanation(ticketId, query, signal),
    placeholderData: (known, before) => {
      const [, id, of] = before?.queryKey ?? [];
      return id === ticketId && of?.revision === query.revision ? known : undefined;
    },
    meta: { live: false },
    staleTime: Number.POSITIVE_INFINITY,
  });

export const reviewQueueQuery = (query: Parameters<typeof endpoints.getReviewQueue>[0]) =>
  queryOptions({
    queryKey: ['review-queue', query],
    queryFn: ({ signal }) => endpoints.getReviewQueue(query, signal),
    meta: { live: false },
  });

export const calibrationQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['calibration', scope],
    queryFn: ({ signal }) => endpoints.getCalibration(scope, signal),
    placeholderData: keepPreviousData,
  });

export const taxonomyQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['taxonomy', scope],
    queryFn: ({ signal }) => endpoints.getTaxonomy(scope, signal),
    placeholderData: keepPreviousData,
  });

const longestVisitMs = 12 * 3_600_000;

/**
 * When a list was opened, kept as its pages are: on the way to one of its tickets and back it is the same. Who comes back to a tab
 * of yesterday finds the list of today.
 */
export const openedQuery = (path: string, period: string) =>
  queryOptions({
    queryKey: ['opened', path, period],
    queryFn: () => new Date(),
    initialData: () => new Date(),
    meta: { live: false, stays: true },
    staleTime: longestVisitMs,
    refetchOnWindowFocus: true,
  });

/** A list a page at a time; `next` of one page is `after` of the next. */
const inPages = <Query extends object, Page extends { next: string | null }>(
  name: string,
  get: (query: Query & { after?: string }, signal?: AbortSignal) => Promise<Page>,
  query: Query,
) =>
  infiniteQueryOptions({
    queryKey: [name, 'pages', query],
    queryFn: ({ pageParam, signal }) => get(pageParam ? { ...query, after: pageParam } : query, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

export const thresholdChangePagesQuery = (query: Parameters<typeof endpoints.getThresholdChanges>[0]) =>
  inPages('threshold-changes', endpoints.getThresholdChanges, query);
export const decisionPagesQuery = (query: Parameters<typeof endpoints.getDecisions>[0]) =>
  inPages('decisions', endpoints.getDecisions, query);
export const policyDraftPagesQuery = inPages('policy-drafts', endpoints.getPolicyDrafts, { limit: 20 });
export const auditLogQuery = (query: Parameters<typeof endpoints.getAuditLog>[0]) =>
  inPages('audit-log', endpoints.getAuditLog, query);
