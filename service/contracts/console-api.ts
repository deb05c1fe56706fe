import { z } from 'zod';
import { correctionOccasionSchema } from './correction.ts';
import { ticketReferenceSchema } from './misclassification-report.ts';
import { type RoutingEvent, reviewReasonSchema } from './routing-event.ts';
import { channelSchema, setAsideSchema } from './ticket.ts';

const share = z.number().min(0).max(1);
const count = z.int().nonnegative();
const time = z.iso.datetime();
const candidateSchema = z.strictObject({ category: z.string(), probability: share });

/** What somebody may do; each role may do all that the ones before it may. */
export const accessRoles = ['viewer', 'analyst', 'admin'] as const;
export const accessRoleSchema = z.enum(accessRoles);
export type AccessRole = z.infer<typeof accessRoleSchema>;

/** `GET /v1/session`: who is asking, and how one signs in here. `user` is null for somebody who has yet to sign in. */
export const sessionSchema = z.strictObject({
  user: z.strictObject({ name: z.string(), role: accessRoleSchema }).nullable(),
  /** `open`: everybody on this machine is an admin, under the name that they choose. */
  signIn: z.enum(['open', 'api_key', 'oidc']),
});
export type Session = z.infer<typeof sessionSchema>;

/** `POST /v1/session`: exchanges an API key or an access token for a session cookie. `DELETE` ends the session. */
export const signInRequestSchema = z.strictObject({ token: z.string().min(1).max(16_384) });

export const decisionOutcomes = ['model', 'frontier', 'review'] as const;
const decisionOutcomeSchema = z.enum(decisionOutcomes);

export const decisionSummarySchema = z.strictObject({
  eventId: z.string(),
  ticketId: z.string(),
  revision: z.int(),
  decidedAt: time,
  outcome: decisionOutcomeSchema,
  /** Where it was routed, else the model's first choice. */
  choice: z.string().nullable(),
  /** Where the ticket belongs now: a person's word if there is one, else where it was routed. */
  category: z.string().nullable(),
  decidedByPerson: z.boolean(),
  reason: reviewReasonSchema.nullable(),
  confidence: share.nullable(),
  labelBasis: correctionOccasionSchema.nullable(),
  /** Drawn for the audit. */
  sampled: z.boolean(),
  modelVersion: z.string(),
  language: z.string().nullable(),
  /** Personal data masked. */
  subject: z.string().nullable(),
});
export type DecisionSummaryView = z.infer<typeof decisionSummarySchema>;

/** `next` goes into `after` of the next request; null on the last page. */
const pageOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), next: z.string().nullable() });

const yesOrNo = z.enum(['true', 'false']).transform((value) => value === 'true');
const pageQuery = { limit: z.coerce.number().int().min(1).max(200).default(50), after: z.string().max(500).optional() };
export const periodQuery = {
  /** First moment of the period. Absent: 30 days before `to`. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** First moment after it. Absent: now. */
  to: z.iso.datetime({ offset: true }).optional(),
};

/** `GET /v1/decisions`. All that is given must hold; without a period all of them. Each ticket by its latest decision, one ticket by all. */
export const decisionsQuerySchema = z.strictObject({
  ...periodQuery,
  outcome: decisionOutcomeSchema.optional(),
  choice: z.string().optional(),
  reason: reviewReasonSchema.optional(),
  /** A code, or `none` for tickets that people put into no category. */
  truth: z.string().optional(),
  labelled: yesOrNo.optional(),
  wrong: yesOrNo.optional(),
  /** Whether it was routed and people then moved it: the report's `funnel.corrected`. */
  corrected: yesOrNo.optional(),
  words: z
    .string()
    .max(300)
    .regex(/[\p{L}\p{N}]/u, 'must have a letter or a digit')
    .optional()
    .meta({
      description:
        'What the kept text must hold, personal data being masked: all words, in any order, `refund` also as `refunded`; "refund twice" in quotation marks side by side and as it is. Case and accents do not matter',
    }),
  modelVersion: z.string().optional(),
  ticketId: z.string().optional(),
  ...pageQuery,
});
export const decisionsPageSchema = pageOf(decisionSummarySchema);
export type DecisionsPage = z.infer<typeof decisionsPageSchema>;

/** As `routing-event.schema.json` has it; an old one may name a category that the taxonomy no longer has. */
const publishedEventSchema = z
  .custom<RoutingEvent>((value) => typeof value === 'object' && value !== null)
  .meta({ type: 'object' });

/** `GET /v1/tickets/{ticketId}`. */
export const ticketViewSchema = z.strictObject({
  ticketId: z.string(),
  /** Latest first. `event` is the routing event as published; null after its retention. */
  decisions: z.array(decisionSummarySchema.extend({ event: publishedEventSchema.nullable() })),
  /** Texts of the revisions, latest first, personal data masked. Empty before they arrive and after their retention. */
  texts: z.array(
    z.strictObject({
      eventId: z.string(),
      revision: z.int(),
      channel: channelSchema,
      language: z.string().nullable(),
      subject: z.string(),
      body: z.string(),
      setAside: z.array(setAsideSchema),
      keptRaw: z.boolean(),
      receivedAt: time,
    }),
  ),
  /** All that people said, latest first. Its first entry's id is the `basedOn` of the next correction. */
  history: z.array(
    z.strictObject({
      correctionId: z.string(),
      revision: z.int(),
      category: z.string().nullable(),
      correctedBy: z.string(),
      correctedAt: time,
      occasion: correctionOccasionSchema,
      note: z.string().nullable(),
      /** The correction that this one takes back. */
      retracts: z.string().nullable(),
    }),
  ),
});
export type TicketView = z.infer<typeof ticketViewSchema>;

/** `GET /v1/tickets/{ticketId}/explanation?category=CODE&revision=N`: why the model chose what it chose. */
export const explanationSchema = z.strictObject({
  modelVersion: z.string(),
  /** The category that the words speak for or against: the model's first choice unless another was asked for. */
  category: z.string(),
  /** The model's view of the text as it is kept, best first, at most five. */
  candidates: z.array(candidateSchema),
  /** Null: the engine cannot see it. */
  outOfTaxonomy: share.nullable(),
  /**
   * Stretches of the text and what the probability of `category` loses when the stretch is taken out (occlusion): above 0 it
   * speaks for the category, below 0 against. Offsets are UTF-16 units of that field.
   */
  words: z.array(
    z.strictObject({
      field: z.enum(['subject', 'body']),
      start: count,
      end: count,
      weight: z.number().min(-1).max(1),
    }),
  ),
  /** Labelled training tickets nearest by embedding, personal data masked; empty when none travel with the model. */
  nearest: z.array(
    z.strictObject({
      id: z.string(),
      label: z.string().nullable(),
      subject: z.string(),
      body: z.string(),
      similarity: z.number().min(-1).max(1),
    }),
  ),
});
export type Explanation = z.infer<typeof explanationSchema>;

export const explanationQuerySchema = z.strictObject({
  category: z.string().optional(),
  /** Absent: the latest. */
  revision: z.coerce.number().int().min(1).optional(),
});

/** `GET /v1/review-queue`. */
export const queueOrders = ['uncertainty', 'suspected_error', 'representativeness', 'oldest'] as const;
export const reviewQueueQuerySchema = z.strictObject({
  order: z.enum(queueOrders).default('uncertainty'),
  /** `audit`: only the random sample; `review`: only what the machine left to people. */
  only: z.enum(['audit', 'review']).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export const queueItemSchema = decisionSummarySchema.extend({
  occasion: z.enum(['audit', 'review']),
  body: z.string().nullable(),
  channel: channelSchema.nullable(),
  /** Best first, at most five: the model's own; of an audit in the taxonomy's order, so that the reader is not led. */
  candidates: z.array(candidateSchema),
  /** The correction that a verdict on this ticket is based on. */
  basedOn: z.string().nullable(),
});
export const reviewQueueSchema = z.strictObject({
  items: z.array(queueItemSchema),
  waiting: z.strictObject({ audit: count, review: count }),
});
export type QueueItem = z.infer<typeof queueItemSchema>;
export type ReviewQueue = z.infer<typeof reviewQueueSchema>;

/** `POST /v1/corrections`. Answers 201 with a `correctionReceipt`; 409 CORRECTION_STALE when somebody else was faster. */
export const correctionRequestSchema = z.strictObject({
  /** Chosen by the caller, so that a request can be repeated. Absent: a new one. */
  correctionId: z.uuid().optional(),
  ticketId: z.string().min(1).max(200),
  revision: z.int().min(1).default(1),
  /** null: the ticket belongs to no category. */
  category: z.string().nullable(),
  occasion: correctionOccasionSchema.default('unasked'),
  note: z.string().max(2000).optional(),
  /** The latest correction that the analyst saw; null when there was none. */
  basedOn: z.string({ error: 'must be the id of the latest correction that you saw, or null' }).nullable(),
  /** Takes back this correction, the latest one: the ticket stands as before it, and `category` is ignored. */
  retracts: z.string().optional(),
});
export type CorrectionRequest = z.input<typeof correctionRequestSchema>;
export const correctionReceiptSchema = z.strictObject({ correctionId: z.string(), ticketId: z.string() });
export type CorrectionReceipt = z.infer<typeof correctionReceiptSchema>;

export const csvTables = ['categories', 'confusion', 'pairs', 'tickets', 'calibration', 'drift', 'clusters'] as const;

/** `GET /v1/reports/misclassification?from&to&modelVersion&format=json|csv|html`; `…/comparison` takes two scopes. */
export const reportQuerySchema = z.strictObject({
  ...periodQuery,
  modelVersion: z.string().optional(),
  format: z.enum(['json', 'csv', 'html']).default('json'),
  /** Of `csv`. */
  table: z.enum(csvTables).default('categories'),
  as: z.string().max(300).optional().meta({
    description: 'In a link, which cannot carry a header: what `x-signalbox-user` says elsewhere',
  }),
});
export const comparisonQuerySchema = z.strictObject({
  ...periodQuery,
  modelVersion: z.string().optional(),
  otherFrom: periodQuery.from,
  otherTo: periodQuery.to,
  otherModelVersion: z.string().optional(),
});

export const calibrationQuerySchema = z.strictObject(periodQuery);

/** `GET /v1/calibration?from&to`: what a target error would cost in coverage. */
export const calibrationViewSchema = z.strictObject({
  modelVersion: z.string(),
  targetError: share,
  /** In force now. `never`: every ticket of the category is asked about. */
  thresholds: z.strictObject({
    default: share,
    categories: z.record(z.string(), z.union([share, z.literal('never')])),
    outOfTaxonomy: share,
  }),
  /** From the calibration split of the released model: labelled tickets, so known at once. Highest threshold first. */
  released: z.array(
    z.strictObject({ threshold: share, coverage: share, risk: share, riskUpperBound95: share, accepted: count }),
  ),
});
export type CalibrationView = z.infer<typeof calibrationViewSchema>;

/** `GET /v1/calibration/changes?threshold=0.9&from&to`: tickets of the period that another threshold would treat otherwise. */
export const thresholdChangesQuerySchema = z.strictObject({
  ...periodQuery,
  threshold: z.coerce.number().min(0).max(1),
  ...pageQuery,
});
export const thresholdChangesSchema = pageOf(
  decisionSummarySchema.extend({ change: z.enum(['no_longer_routed', 'newly_routed']) }),
).extend({
  /** Of all pages. Routed by the model, and would have been asked about. */
  noLongerRouted: count,
  /** Of all pages. Asked about or reviewed for want of confidence, and would have been routed by the model. */
  newlyRouted: count,
  of: count,
});
export type ThresholdChanges = z.infer<typeof thresholdChangesSchema>;

/** `POST /v1/policy-drafts`, `GET /v1/policy-drafts`, `GET /v1/policy-drafts/{id}` (as YAML, to put in place of `policy.yaml`). */
export const policyDraftRequestSchema = z.strictObject({
  threshold: share,
  targetError: share,
  note: z.string().max(2000).default(''),
});
export const policyDraftSchema = policyDraftRequestSchema.extend({
  id: z.string(),
  note: z.string(),
  createdBy: z.string(),
  createdAt: time,
  modelVersion: z.string(),
});
export const policyDraftsSchema = z.strictObject({ items: z.array(policyDraftSchema) });
export type PolicyDraft = z.infer<typeof policyDraftSchema>;

export const taxonomyQuerySchema = z.strictObject(periodQuery);

/** `GET /v1/taxonomy?from&to`. */
export const taxonomyViewSchema = z.strictObject({
  version: z.string(),
  name: z.string().nullable(),
  categories: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      definition: z.string(),
      includes: z.array(z.string()),
      excludes: z.array(z.strictObject({ when: z.string(), goesTo: z.string() })),
      examples: z.array(z.string()),
      route: z.strictObject({
        queue: z.string(),
        priority: z.string(),
        firstResponseMinutes: z.int(),
        team: z.string(),
      }),
      routed: count,
      reviewed: count,
    }),
  ),
  houseRules: z.array(z.strictObject({ id: z.string(), when: z.string(), goesTo: z.string(), because: z.string() })),
  precedence: z.array(z.string()),
  vocabulary: z.record(z.string(), z.string()),
  severalProblems: z.array(z.string()),
});
export type TaxonomyView = z.infer<typeof taxonomyViewSchema>;

export const auditedActions = [
  'correct',
  'retract',
  'draft_policy',
  'sign_in',
  'sign_in_denied',
  'sign_out',
  'export_csv',
  'export_html',
] as const;
const auditedActionSchema = z.enum(auditedActions);
export type AuditAction = z.infer<typeof auditedActionSchema>;

/** `GET /v1/audit-log`. All that is given must hold; without a period all entries. */
export const auditLogQuerySchema = z.strictObject({
  ...periodQuery,
  action: auditedActionSchema.optional(),
  /** Part of the name, in any case. */
  who: z.string().max(300).optional(),
  ...pageQuery,
});
/** Who did what, latest first. For admins. */
export const auditLogPageSchema = pageOf(
  z.strictObject({
    id: z.string(),
    at: time,
    who: z.string(),
    action: auditedActionSchema,
    /** What it was done to: a ticket's id, a draft's, a period, an address. Null also once the ticket was erased. */
    subject: z.string().nullable(),
  }),
);
export type AuditLogPage = z.infer<typeof auditLogPageSchema>;

/**
 * `GET /v1/events`, server-sent: `event: changed` with this as `data` whenever the store has something new, at most once a
 * second. A console then asks again for what it shows.
 */
export const changedSchema = z.strictObject({
  decisions: count,
  corrections: count,
  latest: ticketReferenceSchema.nullable(),
});
export type Changed = z.infer<typeof changedSchema>;

/** RFC 9457, content type `application/problem+json`. */
export const problemSchema = z.looseObject({
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  code: z.string().optional(),
  /** What to do about it. */
  remedy: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
