import { z } from 'zod';
import { sourceSchema, timingsSchema } from './routing-event.ts';
import { channelSchema } from './ticket.ts';
import { tolerant } from './tolerant-schema.ts';

/**
 * What the router hands to the escalator over `tickets.escalated`: an internal topic, as private as the inbound one.
 * The text is the cleaned one, cut to what a prompt can use; the original stays at `source`.
 */
export const escalatedTicketSchema = z.strictObject({
  specVersion: z.literal(1),
  ticketId: z.string().min(1).max(200),
  revision: z.int().min(1),
  channel: channelSchema,
  subject: z.string(),
  body: z.string(),
  /**
   * Names and secrets that stand in `subject` or `body` and are known for such only by the place where they stand in what was set
   * aside or cut out: the escalator hides them as well. Absent when there are none, and before the field came.
   */
  givenAway: z.array(z.strictObject({ kind: z.enum(['NAME', 'SECRET']), value: z.string().min(1) })).optional(),
  language: z.string().nullable(),
  source: sourceSchema.extend({ topic: z.string().min(1).max(249) }), // as long as Kafka lets names be
  /** Best first. */
  candidates: z.array(z.strictObject({ category: z.string(), probability: z.number().min(0).max(1) })),
  /** Code of the model's first choice did not reach this probability. */
  threshold: z.number().min(0).max(1).nullable(),
  taxonomyVersion: z.string().min(1).max(200),
  modelVersion: z.string().min(1).max(200),
  timings: timingsSchema,
  /** `Scores.embedding` as base64, of the model of `modelVersion`; null from an engine without one and before the field came. */
  embedding: z.string().nullable().default(null),
});
/** As it is read again, perhaps from a newer router. */
export const pastEscalatedTicketSchema = tolerant(escalatedTicketSchema);
export type EscalatedTicket = z.infer<typeof escalatedTicketSchema>;
