import { z } from 'zod';
import { correctionOccasionSchema } from './correction.ts';

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
