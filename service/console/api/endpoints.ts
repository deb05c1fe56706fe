import type { z } from 'zod';
import type { Session } from '../../contracts/api-access.ts';
import type { AuditLogPage, auditLogQuerySchema } from '../../contracts/api-audit-log.ts';
import type {
  CalibrationView,
  ThresholdChanges,
  thresholdChangesQuerySchema,
} from '../../contracts/api-calibration.ts';
import type { CorrectionReceipt, CorrectionRequest } from '../../contracts/api-corrections.ts';
import type { DecisionsPage, decisionsQuerySchema } from '../../contracts/api-decisions.ts';
import type {
  PolicyDraft,
  PolicyDraftsPage,
  policyDraftRequestSchema,
  policyDraftsQuerySchema,
} from '../../contracts/api-policy-drafts.ts';
import type { QueueStanding, ReviewQueue, reviewQueueQuerySchema } from '../../contracts/api-review-queue.ts';
import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import type { Explanation, TicketView } from '../../contracts/api-tickets.ts';
import type { MisclassificationReport, ReportComparison } from '../../contracts/misclassification-report.ts';
import { pageUser } from './page-user.ts';
import { answeredBetween } from './problem.ts';
import { queryString } from './query-string.ts';
import { request } from './request.ts';
import type { Scope } from './scope.ts';
import { chosenUserName } from './user-name.ts';

type DecisionsQuery = Partial<z.input<typeof decisionsQuerySchema>>;
type AuditLogQuery = Partial<z.input<typeof auditLogQuerySchema>>;
type QueueQuery = Partial<z.input<typeof reviewQueueQuerySchema>>;
type DraftsQuery = z.input<typeof policyDraftsQuerySchema>;
type ChangesQuery = z.input<typeof thresholdChangesQuerySchema>;
type Signal = AbortSignal | undefined;

const get = <Answer>(path: string, query: object, signal: Signal) =>
  request<Answer>(path, { as: pageUser(), query: { ...query }, ...(signal ? { signal } : {}) });
const ticketPath = (ticketId: string) => `/v1/tickets/${encodeURIComponent(ticketId)}`;

/** All pages go by it, and the way to sign in too. */
function sureOf(session: Session): Session {
  if (typeof session.signIn !== 'string') throw answeredBetween();
  return session;
}

export const getSession = async (signal?: Signal, as = chosenUserName()) =>
  sureOf(await request<Session>('/v1/session', { as, ...(signal ? { signal } : {}) }));
export const signIn = async (token: string) =>
  sureOf(await request<Session>('/v1/session', { method: 'POST', as: chosenUserName(), body: { token } }));
// What changes something is told in whose name: while it waits to be sent, somebody else may sign in.
export const signOut = (as: string | null) => request<null>('/v1/session', { method: 'DELETE', as });

export const getReport = (scope: Scope, signal?: Signal) =>
  get<MisclassificationReport>('/v1/reports/misclassification', scope, signal);
/** @param as whose page has the link: taking a report along is logged */
export const reportAddress = (
  scope: Scope,
  form: { format: 'html' } | { format: 'csv'; table: string },
  as: string | null,
) => `/v1/reports/misclassification${queryString({ ...scope, ...form, as: as?.toWellFormed() })}`;
export const getComparison = (before: Scope, after: Scope, signal?: Signal) =>
  get<ReportComparison>(
    '/v1/reports/misclassification/comparison',
    { ...before, otherFrom: after.from, otherTo: after.to, otherModelVersion: after.modelVersion },
    signal,
  );

export const getDecisions = (query: DecisionsQuery, signal?: Signal) =>
  get<DecisionsPage>('/v1/decisions', query, signal);
export const getTicket = (ticketId: string, signal?: Signal) => get<TicketView>(ticketPath(ticketId), {}, signal);
export const getExplanation = (ticketId: string, query: { category?: string; revision?: number }, signal?: Signal) =>
  get<Explanation>(`${ticketPath(ticketId)}/explanation`, query, signal);
export const getReviewQueue = (query: QueueQuery, signal?: Signal) =>
  get<ReviewQueue>('/v1/review-queue', query, signal);
export const getQueueStanding = (eventIds: readonly string[], signal?: Signal) =>
  get<QueueStanding>('/v1/review-queue/standing', { events: eventIds.join(',') }, signal);
/** What is not acknowledged by its own id is not saved, whatever else came. */
export async function postCorrection(correction: CorrectionRequest, as: string | null): Promise<CorrectionReceipt> {
  const receipt = await request<CorrectionReceipt>('/v1/corrections', { method: 'POST', as, body: correction });
  const { correctionId } = receipt;
  if (!correctionId || correctionId !== (correction.correctionId ?? correctionId)) throw answeredBetween();
  return receipt;
}

export const getCalibration = (scope: Scope, signal?: Signal) =>
  get<CalibrationView>('/v1/calibration', { from: scope.from, to: scope.to }, signal);
export const getThresholdChanges = (query: ChangesQuery, signal?: Signal) =>
  get<ThresholdChanges>('/v1/calibration/changes', query, signal);
export const getPolicyDrafts = (query: DraftsQuery, signal?: Signal) =>
  get<PolicyDraftsPage>('/v1/policy-drafts', query, signal);
export const postPolicyDraft = (draft: z.input<typeof policyDraftRequestSchema>, as: string | null) =>
  request<PolicyDraft>('/v1/policy-drafts', { method: 'POST', as, body: draft });
export const deletePolicyDraft = (id: string, as: string | null) =>
  request<null>(policyDraftAddress(id), { method: 'DELETE', as });
export const policyDraftAddress = (id: string) => `/v1/policy-drafts/${encodeURIComponent(id)}`;

export const getTaxonomy = (scope: Scope, signal?: Signal) => get<TaxonomyView>('/v1/taxonomy', scope, signal);
export const getAuditLog = (query: AuditLogQuery, signal?: Signal) => get<AuditLogPage>('/v1/audit-log', query, signal);
