import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  policyDraftIdSchema,
  policyDraftRequestSchema,
  policyDraftSchema,
  policyDraftsPageSchema,
  policyDraftsQuerySchema,
} from '../../contracts/api-policy-drafts.ts';
import { SignalboxError } from '../../errors.ts';
import {
  deletePolicyDraft,
  findPolicyDraft,
  keepPolicyDraft,
  listPolicyDrafts,
} from '../../review/store/policy-drafts.ts';
import { endpoint, json } from '../endpoint.ts';
import { logAction } from '../log-action.ts';
import { cursorOf, cutPage, timedPlaceOf } from '../page-cursor.ts';
import { policyWithThreshold } from '../policy-with-threshold.ts';

export const postPolicyDraft = endpoint({
  method: 'post',
  path: '/v1/policy-drafts',
  summary: 'Keeps a proposal of another default threshold; it changes nothing until somebody installs the file',
  access: 'analyst',
  body: { schema: policyDraftRequestSchema, reads: 'json' },
  answer: { status: 201, content: { 'application/json': policyDraftSchema } },
  async handle({ body, user }, parts) {
    const draft = await keepPolicyDraft(parts.store(), {
      ...body,
      id: randomUUID(),
      createdBy: user?.name ?? 'nobody',
      createdAt: parts.router.clock().toISOString(),
      modelVersion: parts.router.model.version,
    });
    await logAction(parts, user, 'draft_policy', draft.id);
    return json(draft, 201);
  },
});

export const getPolicyDrafts = endpoint({
  method: 'get',
  path: '/v1/policy-drafts',
  summary: 'Proposed thresholds, latest first, a page at a time',
  access: 'viewer',
  query: policyDraftsQuerySchema,
  answer: { status: 200, content: { 'application/json': policyDraftsPageSchema } },
  async handle({ query: { limit, after } }, { store }) {
    const place = after === undefined ? null : timedPlaceOf(after);
    const found = await listPolicyDrafts(store(), { after: place, limit: limit + 1 });
    return json(cutPage(found, limit, (last) => cursorOf([last.createdAt, last.id])));
  },
});

export const getPolicyDraft = endpoint({
  method: 'get',
  path: '/v1/policy-drafts/{id}',
  summary: 'The present policy with the threshold of a draft, to put in place of policy.yaml',
  access: 'viewer',
  params: policyDraftIdSchema,
  answer: { status: 200, content: { 'application/yaml': z.string() } },
  problems: [404],
  async handle({ params: { id } }, { store, policyText, policyPath }) {
    const draft = await findPolicyDraft(store(), id);
    if (!draft) throw draftUnknown(id);
    return {
      kind: 'text',
      type: 'application/yaml; charset=utf-8',
      body: policyWithThreshold({ text: await policyText(), path: policyPath }, draft),
      headers: { 'content-disposition': 'attachment; filename="policy.yaml"' },
    };
  },
});

export const deletePolicyDraftById = endpoint({
  method: 'delete',
  path: '/v1/policy-drafts/{id}',
  summary: 'Deletes a draft: its author may, and any admin',
  access: 'analyst',
  params: policyDraftIdSchema,
  answer: { status: 204, content: {} },
  problems: [404],
  async handle({ params: { id }, user }, parts) {
    const draft = await findPolicyDraft(parts.store(), id);
    if (!draft) throw draftUnknown(id);
    if (user?.role !== 'admin' && user?.name !== draft.createdBy) {
      throw new SignalboxError('ROLE_TOO_LOW', `the draft is ${draft.createdBy}'s`, {
        remedy: `ask ${draft.createdBy} or an administrator to delete it`,
      });
    }
    // Somebody may have been quicker.
    if (!(await deletePolicyDraft(parts.store(), id))) throw draftUnknown(id);
    await logAction(parts, user, 'delete_draft', id);
    return { kind: 'nothing' };
  },
});

const draftUnknown = (id: string): SignalboxError =>
  new SignalboxError('DRAFT_UNKNOWN', `there is no draft ${id}, or it has been deleted`, {
    remedy: 'GET /v1/policy-drafts lists those that are kept',
  });
