import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type Route, routeSchema, type Taxonomy } from './taxonomy.ts';
import { tolerant } from './tolerant-schema.ts';

/** Why a person has to look at a ticket. The list is closed: downstream automation switches on it. */
export const reviewReasons = [
  /** Nothing to read: no subject, no body, at most attachments. */
  'no_text',
  /** The text is in a language that the policy does not support. */
  'unsupported_language',
  /** The text belongs to no category. */
  'out_of_taxonomy',
  /** The model was unsure, and the policy asks nobody about this category. */
  'low_confidence',
  /** The model was unsure and the frontier model could not be asked. */
  'frontier_unavailable',
  /** The frontier model was asked and gave no answer that names a category. */
  'frontier_unusable',
  /** The model was unsure and the frontier's budget of the day, or of this ticket, is spent. */
  'budget_exhausted',
  /** The two models differ, and the policy trusts neither of them over the other; or they go by different taxonomies. */
  'models_disagree',
  /** The frontier model would take away a category that the policy lets nobody but a person take away. */
  'protected_category',
  /** The text gives orders to a language model, so none was asked. */
  'suspected_injection',
] as const;
export const reviewReasonSchema = z.enum(reviewReasons);
export type ReviewReason = z.infer<typeof reviewReasonSchema>;

const probability = z.number().min(0).max(1);
const milliseconds = z.number().nonnegative();

/** Where the ticket was read: with it the original bytes can be found again. */
export const sourceSchema = z.strictObject({
  topic: z.string().min(1),
  partition: z.int().nonnegative(),
  offset: z.int().nonnegative(),
});
export type Source = z.infer<typeof sourceSchema>;

/** Calibrated confidence of the fine-tuned model. It is never filled by another model's word about itself. */
const decidedByModelSchema = z.strictObject({
  kind: z.literal('model'),
  model: z.string().min(1),
  version: z.string().min(1),
  confidence: probability,
});

/** A frontier model has no calibrated confidence; it has votes and a rationale. */
const frontierAnswer = {
  model: z.string().min(1),
  promptVersion: z.string().min(1),
  votes: z.strictObject({ for: z.int().positive(), of: z.int().positive() }),
  rationale: z.string().max(1000),
  /**
   * Probability that the endpoint gave to the tokens of the category, where it tells. It says how likely the answer was, not
   * how likely it is right.
   */
  tokenProbability: probability.optional(),
};
const decidedByFrontierSchema = z.strictObject({ kind: z.literal('frontier'), ...frontierAnswer });

export const decidedBySchema = z.discriminatedUnion('kind', [decidedByModelSchema, decidedByFrontierSchema]);
export type DecidedBy = z.infer<typeof decidedBySchema>;

export const timingsSchema = z.strictObject({
  /** From the broker's timestamp of the inbound message to the decision. */
  queuedMs: milliseconds,
  /** Model time of this ticket: the batch's time divided by its tickets. */
  classifyMs: milliseconds,
  /** What asking the frontier model took, waiting for a free place included; absent when it was not asked. */
  frontierMs: milliseconds.optional(),
});
export type Timings = z.infer<typeof timingsSchema>;

const candidate = <Code extends string>(code: z.ZodType<Code>) => z.strictObject({ category: code, probability });

/**
 * RoutingEvent v1, a strict union on `decision`. No ticket text and no personal data travel in it.
 * @param codes the taxonomy's category codes; with literal codes the inferred type is their union.
 */
export function routingEventSchema<const Code extends string>(codes: readonly [Code, ...Code[]]) {
  const { routed, needsReview } = decisionSchemas(z.enum(codes) as unknown as z.ZodType<Code>);
  return z.discriminatedUnion('decision', [routed, needsReview]);
}

function decisionSchemas<Code extends string>(category: z.ZodType<Code>) {
  const shared = {
    specVersion: z.literal(1),
    /** Deterministic from the source position: the same ticket message always gives the same id. */
    eventId: z.string().min(1),
    ticketId: z.string().min(1).max(200),
    revision: z.int().min(1),
    source: sourceSchema,
    /** ISO 639-1; null when the text is too short to tell. */
    language: z.string().length(2).nullable(),
    taxonomyVersion: z.string().min(1),
    /** The fine-tuned model in charge, whoever decided in the end. */
    modelVersion: z.string().min(1),
    decidedAt: z.iso.datetime(),
    timings: timingsSchema,
    cost: z.strictObject({ usd: z.number().nonnegative() }),
  };
  const routed = z.strictObject({
    ...shared,
    decision: z.literal('routed'),
    category,
    route: routeSchema,
    decidedBy: decidedBySchema,
  });
  const needsReview = z.strictObject({
    ...shared,
    decision: z.literal('needs_review'),
    reason: reviewReasonSchema,
    /** Best first, at most five; empty when there was no text to classify. */
    candidates: z.array(candidate(category)).max(5),
    /** What the frontier model said, where it was asked and a person decides all the same; null: out of taxonomy. */
    opinion: z.strictObject({ category: category.nullable(), ...frontierAnswer }).optional(),
  });
  return { routed, needsReview };
}

/**
 * RoutingEvent v1 as it is read again: of any taxonomy, also an earlier one, and with fields that came later. The event's own are
 * kept; those within its parts are left out, since the parts are shown by contracts that do not know them.
 */
const { routed, needsReview } = decisionSchemas(z.string().min(1));
export const pastRoutingEventSchema = z.discriminatedUnion('decision', [
  tolerant(routed).loose(),
  tolerant(needsReview).loose(),
]);

export type RoutingEvent<Code extends string = string> = z.infer<ReturnType<typeof routingEventSchema<Code>>>;
export type RoutedEvent<Code extends string = string> = Extract<RoutingEvent<Code>, { decision: 'routed' }>;
export type NeedsReviewEvent<Code extends string = string> = Extract<RoutingEvent<Code>, { decision: 'needs_review' }>;

/**
 * The last step before a send. Beyond the schema it checks what JSON Schema cannot say:
 * the route is that of the category, and the candidates are in order and not repeated.
 * @returns a function that gives the event back or throws a ZodError
 */
export function createRoutingEventValidator(taxonomy: Taxonomy): (event: unknown) => RoutingEvent {
  const routes = new Map<string, Route>(taxonomy.categories.map((c) => [c.code, c.route]));
  const schema = routingEventSchema(taxonomy.codes).check((context) => {
    const event = context.value;
    if (event.decision === 'routed') {
      const route = routes.get(event.category);
      for (const field of routeSchema.keyof().options) {
        if (isDeepStrictEqual(event.route[field], route?.[field])) continue;
        const message = `is not the ${field} of ${event.category}`;
        context.issues.push({ code: 'custom', input: event.route[field], path: ['route', field], message });
      }
    }
    if (event.decision === 'needs_review' && !isStrictlyRanked(event.candidates)) {
      context.issues.push({
        code: 'custom',
        input: event.candidates,
        path: ['candidates'],
        message: 'must be best first and without repetition',
      });
    }
  });
  return (event) => schema.parse(event);
}

function isStrictlyRanked(candidates: readonly { category: string; probability: number }[]): boolean {
  const sorted = candidates.every((c, i) => i === 0 || (candidates[i - 1]?.probability ?? 0) >= c.probability);
  return sorted && new Set(candidates.map((c) => c.category)).size === candidates.length;
}
