import { z } from 'zod';

const count = z.int().nonnegative();

/**
 * What labelled tickets say of the frontier model where it and the fine-tuned model named different categories. Written by
 * `signalbox evaluate --frontier --record`, read by the policy.
 */
export const frontierRecordSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** The frontier model, and the prompt that it was measured with. */
  model: z.string().min(1),
  promptVersion: z.string().min(1),
  /** Version of the fine-tuned model that named the other choice; null in records of before this was written. */
  fineTunedVersion: z.string().min(1).nullable().default(null),
  pairs: z.array(
    z.strictObject({
      /** First choice of the fine-tuned model. */
      fineTuned: z.string().min(1),
      frontier: z.string().min(1),
      /** Labelled tickets on which they differed so. */
      n: count,
      fineTunedRight: count,
      frontierRight: count,
    }),
  ),
});
export type FrontierRecord = z.infer<typeof frontierRecordSchema>;
