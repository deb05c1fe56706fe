import { z } from 'zod';
import { count, filterText, pageOf, pageQuery, periodQuery, share, time } from './api-forms.ts';
import { correctionOccasionSchema } from './correction.ts';
import { reviewReasonSchema } from './routing-event.ts';

export const decisionOutcomes = ['model', 'frontier', 'review'] as const;
const decisionOutcomeSchema = z.enum(decisionOutcomes);

export const decisionSummarySchema = z.strictObject({
  eventId: z.string(),
  ticketId: z.string(),
  revision: z.int(),
  decidedAt: time,
  outcome: decisionOutcomeSchema,
  /** Where it was routed, else the model's first choice; null where it was held as out of taxonomy, or had nothing to read. */
  choice: z.string().nullable(),
  /** Where the ticket belongs now: a person's word if there is one, else where it was routed. */
  category: z.string().nullable(),
  decidedByPerson: z.boolean(),
  reason: reviewReasonSchema.nullable(),
  /** Of the model's first choice, also where none was chosen. */
  confidence: share.nullable(),
  labelBasis: correctionOccasionSchema.nullable(),
  /** Drawn for the audit. */
  sampled: z.boolean(),
  modelVersion: z.string(),
  language: z.string().nullable(),
  /** When the ticket came; null before its text arrives and after its retention. */
  receivedAt: time.nullable(),
  /** Personal data masked; null as `receivedAt` is. */
  subject: z.string().nullable(),
  excerpt: z.string().nullable().meta({
    description:
      'The first words of the text, or of a search by `words` those around the first that was found; personal data masked, null where no text is kept',
  }),
});
export type DecisionSummaryView = z.infer<typeof decisionSummarySchema>;

const yesOrNo = z.enum(['true', 'false']).transform((value) => value === 'true');

/** `GET /v1/decisions`. All that is given must hold; without a period all of them. Each ticket by its latest decision, one ticket by all. */
export const decisionsQuerySchema = z.strictObject({
  ...periodQuery,
  outcome: decisionOutcomeSchema.optional(),
  /** A code, or `none` for tickets that were held as out of taxonomy. */
  choice: filterText.optional(),
  reason: reviewReasonSchema.optional(),
  /** A code, or `none` for tickets that people put into no category. */
  truth: filterText.optional(),
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
  modelVersion: filterText.optional(),
  ticketId: filterText.optional(),
  ...pageQuery,
});
const foundSchema = z.array(z.strictObject({ start: count, end: count }));
export const decisionsPageSchema = pageOf(
  decisionSummarySchema.extend({
    /** Where `words` stand in the subject and in the excerpt, in UTF-16 units; absent without a search. */
    found: z.strictObject({ subject: foundSchema, excerpt: foundSchema }).optional(),
  }),
);
export type DecisionsPage = z.infer<typeof decisionsPageSchema>;
