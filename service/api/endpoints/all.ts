import type { Endpoint } from '../endpoint.ts';
import { getAuditLog } from './audit-log.ts';
import { getCalibration, getThresholdChanges } from './calibration.ts';
import { classifyTicket, postTicket } from './classify.ts';
import { postCorrection } from './corrections.ts';
import { listDecisions } from './decisions.ts';
import { getEvents } from './events.ts';
import { deletePolicyDraftById, getPolicyDraft, getPolicyDrafts, postPolicyDraft } from './policy-drafts.ts';
import { getComparison, getReport } from './reports.ts';
import { getQueueStanding, getReviewQueue } from './review-queue.ts';
import { beginSession, endSession, getSession } from './session.ts';
import { getTaxonomy } from './taxonomy.ts';
import { getExplanation, getTicket } from './tickets.ts';

/** The one table of routes: Express and OpenAPI are both made from it. */
export const endpoints: readonly Endpoint[] = [
  classifyTicket,
  postTicket,
  listDecisions,
  getTicket,
  getExplanation,
  postCorrection,
  getReviewQueue,
  getQueueStanding,
  getReport,
  getComparison,
  getCalibration,
  getThresholdChanges,
  postPolicyDraft,
  getPolicyDrafts,
  getPolicyDraft,
  deletePolicyDraftById,
  getTaxonomy,
  getAuditLog,
  getEvents,
  getSession,
  beginSession,
  endSession,
];
