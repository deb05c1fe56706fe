import { z } from 'zod';
import { decisionSummarySchema } from './api-decisions.ts';
import { count, filterText, pageOf, pageQuery, periodQuery, share } from './api-forms.ts';

export const calibrationQuerySchema = z.strictObject(periodQuery);

/** `GET /v1/calibration?from&to`: what a target error would cost in coverage. */
export const calibrationViewSchema = z.strictObject({
  modelVersion: z.string(),
  targetError: share,
  /** In force now. `never`: every ticket of the category is asked about. */
  thresholds: z.strictObject({
    default: share,
    categories: z.record(z.string(), z.union([share, z.literal('never')])),
    outOfTaxonomy: share,
  }),
  /** From the calibration split of the released model: labelled tickets, so known at once. Highest threshold first. */
  released: z.array(
    z.strictObject({
      threshold: share,
      coverage: share,
      risk: share,
      /** The least target, set beforehand, that a test of the thresholds in a fixed order shows for this one at 95 %. */
      riskUpperBound95: share,
      accepted: count,
      /** Of the threshold that training chose alone: it was tested for the target at this level. */
      testedLevel: share.optional(),
    }),
  ),
});
export type CalibrationView = z.infer<typeof calibrationViewSchema>;

/** `GET /v1/calibration/changes?threshold=0.9&from&to&modelVersion`: tickets of the period that another threshold would treat otherwise. */
export const thresholdChangesQuerySchema = z.strictObject({
  ...periodQuery,
  modelVersion: filterText.optional(),
  // An empty one would be taken for 0, and 0x1 for 1.
  threshold: z
    .string()
    .regex(/^(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?$/i, 'must be a number from 0 to 1')
    .pipe(z.coerce.number<string>().min(0).max(1))
    .meta({ type: 'number', minimum: 0, maximum: 1 }),
  ...pageQuery,
});
export const thresholdChangesSchema = pageOf(
  decisionSummarySchema.extend({
    change: z.enum(['no_longer_routed', 'newly_routed']),
    /** The model's own: where it routes the ticket, or would. */
    firstChoice: z.string(),
  }),
).extend({
  /** Of all pages. Routed by the model, and would have been asked about. */
  noLongerRouted: count,
  /** Of all pages. Asked about or reviewed for want of confidence, and would have been routed by the model. */
  newlyRouted: count,
  of: count,
  /** Of those that would change: how many people have read, and on how many the model's first choice is wrong by their word. */
  read: z.strictObject({
    noLongerRouted: z.strictObject({ tickets: count, wrong: count }),
    newlyRouted: z.strictObject({ tickets: count, wrong: count }),
  }),
});
export type ThresholdChanges = z.infer<typeof thresholdChangesSchema>;
