import { z } from 'zod';
import { pageOf, pageQuery, share, time } from './api-forms.ts';

/** `POST /v1/policy-drafts`, `GET /v1/policy-drafts?limit&after`, `GET /v1/policy-drafts/{id}` (as YAML, to put in place of `policy.yaml`), `DELETE` of the same. */
export const policyDraftRequestSchema = z.strictObject({
  threshold: share,
  targetError: share,
  note: z.string().max(2000).default(''),
});
export const policyDraftIdSchema = z.strictObject({ id: z.string().min(1).max(100) });
export const policyDraftSchema = policyDraftRequestSchema.extend({
  id: z.string(),
  note: z.string(),
  createdBy: z.string(),
  createdAt: time,
  modelVersion: z.string(),
});
export const policyDraftsQuerySchema = z.strictObject(pageQuery);
export const policyDraftsPageSchema = pageOf(policyDraftSchema);
export type PolicyDraftsPage = z.infer<typeof policyDraftsPageSchema>;
export type PolicyDraft = z.infer<typeof policyDraftSchema>;
