import { z } from 'zod';
import { decisionSummarySchema } from './api-decisions.ts';
import { candidateSchema, count } from './api-forms.ts';
import { channelSchema } from './ticket.ts';

/** `GET /v1/review-queue`. It has no pages, for it moves: what comes after its first tickets comes when those are settled. */
export const queueOrders = ['uncertainty', 'suspected_error', 'representativeness', 'oldest'] as const;
export type QueueOrder = (typeof queueOrders)[number];
export const reviewQueueQuerySchema = z.strictObject({
  order: z.enum(queueOrders).default('uncertainty'),
  /** `audit`: only the random sample; `review`: only what the machine left to people. */
  only: z.enum(['audit', 'review']).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30).meta({
    description:
      'How many of the first ones; `waiting` says how many there are. All reviews that wait, latest first and in pages: GET /v1/decisions?outcome=review&labelled=false',
  }),
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
  rankedReviews: count.meta({
    description:
      'How many of the waiting reviews the order was found among. All, but for `representativeness` at most 2,000 drawn at random, and for `suspected_error` at most the 2,000 least certain',
  }),
});
export type QueueItem = z.infer<typeof queueItemSchema>;
export type ReviewQueue = z.infer<typeof reviewQueueSchema>;
