import { z } from 'zod';

/**
 * Why a person looked at the ticket. It decides what the correction may prove: an audit verdict is part of a random sample,
 * a review is part of a census, and what came unasked is neither.
 */
export const correctionOccasions = ['audit', 'review', 'unasked'] as const;
export const correctionOccasionSchema = z.enum(correctionOccasions);
export type CorrectionOccasion = z.infer<typeof correctionOccasionSchema>;

/** Correction v1: a person says where a ticket belongs. */
export function correctionSchema<const Code extends string>(codes: readonly [Code, ...Code[]]) {
  return z.strictObject({
    ticketId: z.string().min(1).max(200),
    revision: z.int().min(1).default(1),
    /** null: the ticket belongs to no category. */
    category: z.enum(codes).nullable(),
    correctedBy: z.string().min(1).max(200),
    correctedAt: z.iso.datetime({ offset: true }),
    /** Helpdesks leave it out. A verdict that agrees with the machine is sent too: it is what makes a rate. */
    occasion: correctionOccasionSchema.default('unasked'),
    note: z.string().max(2000).optional(),
    /** Id of an earlier correction that this one takes back: the ticket stands as before it, and `category` is ignored. */
    retracts: z.string().min(1).max(500).optional(),
  });
}
export type Correction<Code extends string = string> = z.infer<ReturnType<typeof correctionSchema<Code>>>;
