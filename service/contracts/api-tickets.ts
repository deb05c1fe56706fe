import { z } from 'zod';
import { decisionSummarySchema } from './api-decisions.ts';
import { candidateSchema, count, filterText, share, time } from './api-forms.ts';
import { correctionOccasionSchema } from './correction.ts';
import type { RoutingEvent } from './routing-event.ts';
import { channelSchema, setAsideSchema } from './ticket.ts';

/** As `routing-event.schema.json` has it; an old one may name a category that the taxonomy no longer has. */
const publishedEventSchema = z
  .custom<RoutingEvent>((value) => typeof value === 'object' && value !== null)
  .meta({ type: 'object' });

/** `GET /v1/tickets/{ticketId}`. */
export const ticketViewSchema = z.strictObject({
  ticketId: z.string(),
  /** Latest first, at most 100. `event` is the routing event as published; null after its retention. */
  decisions: z.array(decisionSummarySchema.extend({ event: publishedEventSchema.nullable() })),
  decisionCount: count.meta({
    description: 'All decisions, listed or not; GET /v1/decisions?ticketId= has them in pages',
  }),
  /** Texts of the revisions, latest first, at most 100, personal data masked. Empty before they arrive and after their retention. */
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
      /** As the helpdesk says (`createdAt` of the ticket); null where it does not. */
      writtenAt: time.nullable(),
      /** When it came to Kafka. */
      receivedAt: time,
    }),
  ),
  textCount: count.meta({ description: 'All texts that are kept, listed or not' }),
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
  category: filterText.optional(),
  /** Absent: the latest. */
  revision: z.coerce.number().int().min(1).optional(),
});
