import { z } from 'zod';

/** Correction v1: a person says where a ticket belongs. */
export function correctionSchema<const Code extends string>(codes: readonly [Code, ...Code[]]) {
  return z.strictObject({
    ticketId: z.string().min(1).max(200),
    revision: z.int().min(1).default(1),
    /** null: the ticket belongs to no category. */
    category: z.enum(codes).nullable(),
    correctedBy: z.string().min(1).max(200),
    correctedAt: z.iso.datetime({ offset: true }),
    note: z.string().max(2000).optional(),
  });
}
export type Correction<Code extends string = string> = z.infer<ReturnType<typeof correctionSchema<Code>>>;
