import { z } from 'zod';

const share = z.number().min(0).max(1);

/**
 * `policy.yaml`: what the owner of routing quality overrides. Everything absent comes from the released model's
 * calibration, so an empty file is a valid policy.
 */
export const policyFileSchema = z.strictObject({
  /** ISO 639-1 codes of the languages that the model was trained on. Others go to review. */
  supportedLanguages: z.array(z.string().length(2)).min(1).default(['en']),
  thresholds: z
    .strictObject({
      /** Least calibrated probability to route without asking; replaces the released one for every category. */
      default: share.optional(),
      /** Per category code; 1.01 is not possible, `never` sends a category's tickets to escalation always. */
      categories: z.record(z.string(), z.union([share, z.literal('never')])).default({}),
      /** Least out-of-taxonomy score to send to review. */
      outOfTaxonomy: share.optional(),
    })
    .default({ categories: {} }),
});
export type PolicyFile = z.infer<typeof policyFileSchema>;
