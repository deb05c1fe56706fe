import { z } from 'zod';
import { decisionSummarySchema } from './api-decisions.ts';
import { candidateSchema, count, filterText } from './api-forms.ts';
import { channelSchema } from './ticket.ts';

/** `GET /v1/review-queue`. It has no cursor, for it moves: what comes after its first tickets comes when those are settled or, by `skip`, left. */
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
  skip: z.coerce.number().int().min(0).max(2000).default(0).meta({
    description: 'How many of the first ones to leave out: for whoever has looked at those and settled none of them',
  }),
  event: filterText.max(400).optional().meta({
    description:
      'Only this decision, wherever it stands in the order; none where it does not wait or is of another kind',
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
const waitingSchema = z.strictObject({ audit: count, review: count });
const atWorkSchema = z.array(z.string()).meta({
  description: 'Who has read tickets of the queue within the last quarter of an hour, by name',
});
export const reviewQueueSchema = z.strictObject({
  items: z.array(queueItemSchema),
  waiting: waitingSchema,
  atWork: atWorkSchema,
  rankedReviews: count.meta({
    description:
      'How many of the waiting reviews the order was found among. All, but for `representativeness` at most 2,000 drawn at random, and for `suspected_error` at most the 2,000 least certain',
  }),
});

/** `GET /v1/review-queue/standing`: what has become of tickets that a reader has before them, without the tickets themselves. */
export const queueStandingQuerySchema = z.strictObject({
  events: z
    .string()
    .max(8000)
    .default('')
    .meta({ description: 'Event ids, at most 200, with commas between them' })
    .transform((ids) => ids.split(',').filter((id) => id !== ''))
    .refine((ids) => ids.length <= 200, 'must be at most 200 ids'),
});
export const queueStandingSchema = z.strictObject({
  /** One that is asked for and missing here is not in the store any more. */
  items: z.array(
    z.strictObject({
      eventId: z.string(),
      /** As an audit or as a review. */
      waits: z.boolean(),
      /** A later decision on the same revision counts instead. */
      superseded: z.boolean(),
      /** The latest correction, which a verdict is based on, and its author. */
      basedOn: z.string().nullable(),
      saidBy: z.string().nullable(),
    }),
  ),
  waiting: waitingSchema,
  atWork: atWorkSchema,
});
export type QueueStanding = z.infer<typeof queueStandingSchema>;
export type QueueItem = z.infer<typeof queueItemSchema>;
export type ReviewQueue = z.infer<typeof reviewQueueSchema>;
