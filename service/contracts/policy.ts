import { z } from 'zod';
import { languageSchema } from './languages.ts';

const share = z.number().min(0, 'must be from 0 to 1').max(1, 'must be from 0 to 1');
const dollars = z.number().nonnegative();
const code = z.string().min(1);

/** What a model's provider charges, US dollars a million tokens. */
export const priceSchema = z.strictObject({ inputPerMillion: dollars, outputPerMillion: dollars });
export type Price = z.infer<typeof priceSchema>;

/** When and how a frontier model is asked about tickets that the fine-tuned model is unsure of, and when its word counts. */
const frontierPolicySchema = z.strictObject({
  /** Categories (the fine-tuned model's first choice) where asking does not pay: their unsure tickets go to review. */
  neverAsked: z.array(code).default([]),
  /** Code → probability of the fine-tuned model from which on no answer may take the category away: a person decides. */
  neverLower: z.record(code, share).default({}),
  disagreement: z
    .strictObject({
      /** Without a record the frontier model wins, unless the fine-tuned one gave its own choice at least this probability. */
      modelBound: share.default(0.9),
      /** Labelled tickets of a pair of choices from which on its record decides. */
      leastRecord: z.int().min(1).default(10),
      /** File written by `signalbox evaluate --frontier --record`, relative to this one. */
      record: z.string().min(1).optional(),
    })
    .prefault({}),
  calls: z
    .strictObject({
      /** Of one call. */
      callSeconds: z.number().positive().max(300).default(30),
      /** Of all that is done for one ticket, from its first call. */
      ticketSeconds: z.number().positive().max(600).default(60),
      /** Per question, the first one included; only 429, 5xx and broken connections are tried again. */
      attempts: z.int().min(1).max(10).default(3),
      /** Samples of which the majority decides. */
      votes: z.int().min(1).max(15).default(1),
      /** A second call is sent when the first has not answered by then; the first answer wins. Absent: never. */
      hedgeAfterSeconds: z.number().positive().max(300).optional(),
      promptTokens: z.int().min(500).max(1_000_000).default(12_000),
      answerTokens: z.int().min(50).max(32_000).default(400),
      /** Labelled tickets shown for comparison, at most four of a category. */
      similarTickets: z.int().min(0).max(40).default(8),
      /** Also ask for the probabilities of the answer's tokens, where the endpoint offers them. */
      logProbabilities: z.boolean().default(false),
    })
    .prefault({}),
  breaker: z
    .strictObject({
      /** Failed calls in a row after which nobody is asked for a while. */
      failures: z.int().min(1).default(5),
      openSeconds: z.number().positive().max(3600).default(30),
    })
    .prefault({}),
  /** Most that one ticket may cost. */
  perTicketUsd: dollars.optional(),
  /** Model id → price. Needed where a budget is to hold. */
  prices: z.record(z.string().min(1), priceSchema).default({}),
});
export type FrontierPolicy = z.infer<typeof frontierPolicySchema>;

/**
 * `policy.yaml`: what the owner of routing quality overrides. Everything absent comes from the released model's
 * calibration, so an empty file is a valid policy.
 */
export const policyFileSchema = z.strictObject({
  /** ISO 639-1 codes of the languages that the model was trained on. Others go to review. */
  supportedLanguages: z.array(languageSchema).min(1).prefault(['en']),
  thresholds: z
    .strictObject({
      /** Least calibrated probability to route without asking; replaces the released one for every category. */
      default: share.optional(),
      /** Per category code; 1.01 is not possible, `never` sends a category's tickets to escalation always. */
      categories: z
        .record(z.string(), z.union([share, z.literal('never')], { error: 'must be a number from 0 to 1, or never' }))
        .default({}),
      /** Least out-of-taxonomy score to send to review. */
      outOfTaxonomy: share.optional(),
    })
    .default({ categories: {} }),
  frontier: frontierPolicySchema.prefault({}),
});
export type PolicyFile = z.infer<typeof policyFileSchema>;
