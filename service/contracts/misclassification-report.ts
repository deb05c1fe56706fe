import { z } from 'zod';

const share = z.number().min(0).max(1);
const count = z.int().nonnegative();
const usd = z.number().nonnegative();
const time = z.iso.datetime();
/** Null: no category. */
const truth = z.string().nullable();
/**
 * Null: held as out of taxonomy, whatever the model's first choice was. So "no category" is a choice as it is a truth: confirmed, it
 * is right, and a category beside it was missed. It widens version 1, which had none of these: readers take null as in `truth`.
 */
const predicted = z.string().nullable();

/** A share with its 95 % interval, and how many tickets people read for it. A null estimate: nothing has been read yet. */
export const estimateSchema = z.strictObject({ estimate: share.nullable(), low: share, high: share, labelled: count });
export type Estimate = z.infer<typeof estimateSchema>;

/** A number of tickets with its 95 % interval. */
const totalSchema = z.strictObject({
  estimate: z.number().nonnegative(),
  low: z.number().nonnegative(),
  high: z.number().nonnegative(),
});

export const ticketReferenceSchema = z.strictObject({
  eventId: z.string(),
  ticketId: z.string(),
  revision: z.int(),
  /** Personal data masked. */
  subject: z.string().nullable(),
  /** The first words of its text, personal data masked. */
  excerpt: z.string().nullable(),
  /** Of what was chosen; null where that is no category. */
  confidence: share.nullable(),
});
export type TicketReference = z.infer<typeof ticketReferenceSchema>;

const funnelSchema = z.strictObject({
  /** Tickets that could be read, and messages that could not. */
  consumed: count,
  rejected: count,
  escalatedPending: count,
  routedByModel: count,
  routedByFrontier: count,
  needsReview: count,
  byReason: z.record(z.string(), count),
  /** Of `needsReview`, those that a person has settled. */
  reviewed: count,
  audit: z.strictObject({ drawn: count, done: count }),
  /** Auto-routed tickets that a person moved to another category, by the occasion. */
  corrected: z.strictObject({ audit: count, unasked: count }),
  /** All decided tickets by window of the period. */
  trend: z.array(
    z.strictObject({
      start: time,
      routed: count,
      needsReview: count,
      /** Of `needsReview`, those that count for no category: held as out of taxonomy, or with nothing to choose from. */
      withoutCategory: count,
    }),
  ),
});

const categoryReportSchema = z.strictObject({
  code: z.string(),
  name: z.string(),
  routed: count,
  /** Sent to review with this category as first choice, but for those held as out of taxonomy. */
  reviewed: count,
  share,
  /** Among the tickets routed here, those that belong here. */
  precision: estimateSchema,
  /** Among the auto-routed tickets that belong here, those routed here. */
  recall: estimateSchema,
  /** Among all tickets that belong here, those routed here without a person. */
  endToEndRecall: estimateSchema,
  trend: z.array(z.strictObject({ start: time, routed: count, reviewed: count, precision: estimateSchema })),
});
export type CategoryReport = z.infer<typeof categoryReportSchema>;

/** Tickets with this choice that belong there. `routed` is the estimate over those that no person saw before. */
const confusionCellSchema = z.strictObject({
  predicted,
  truth,
  routed: totalSchema,
  reviewed: totalSchema,
  /** Labelled tickets in the cell, those of unasked corrections included. */
  observed: count,
});
export type ConfusionCell = z.infer<typeof confusionCellSchema>;

export const disagreementKinds = ['model_error', 'suspected_label_error', 'overlapping_definitions'] as const;
const disagreementKindSchema = z.enum(disagreementKinds);
export type DisagreementKind = z.infer<typeof disagreementKindSchema>;

const confusionPairSchema = z.strictObject({
  predicted,
  truth,
  estimated: z.number().nonnegative(),
  observed: count,
  /** Of `observed`, all of them. */
  split: z.record(disagreementKindSchema, count),
  /** The latest of `observed`, latest first. */
  tickets: z.array(
    ticketReferenceSchema.extend({
      kind: disagreementKindSchema,
      /** One sentence: what speaks for it. */
      because: z.string(),
    }),
  ),
});
export type ConfusionPair = z.infer<typeof confusionPairSchema>;

const reliabilityBinSchema = z.strictObject({
  from: share,
  to: share,
  tickets: count,
  meanConfidence: share,
  accuracy: estimateSchema,
});
export type ReliabilityBin = z.infer<typeof reliabilityBinSchema>;

const riskPointSchema = z.strictObject({
  threshold: share,
  /** Share of the scored tickets at or above the threshold. */
  coverage: share,
  /** Share of them whose first choice is wrong. */
  risk: estimateSchema,
});
export type RiskPoint = z.infer<typeof riskPointSchema>;

const fallbackCountsSchema = z.strictObject({
  answered: count,
  labelled: count,
  /** Estimated numbers among all that were answered. */
  fixed: totalSchema,
  broke: totalSchema,
  unchanged: totalSchema,
  usd,
  /** Null when nothing was fixed. */
  usdPerFixed: usd.nullable(),
});
const fallbackSchema = fallbackCountsSchema.extend({
  categories: z.array(fallbackCountsSchema.extend({ before: z.string().nullable() })),
});
export type FallbackCounts = z.infer<typeof fallbackCountsSchema>;
export type FallbackReport = z.infer<typeof fallbackSchema>;

export const driftMetrics = ['mean_confidence', 'review_share', 'out_of_taxonomy_share', 'category_share'] as const;
const driftSignalSchema = z.strictObject({
  metric: z.enum(driftMetrics),
  /** Null: over all tickets. */
  category: z.string().nullable(),
  reference: z.strictObject({ windows: count, mean: z.number(), sd: z.number().nonnegative() }),
  windows: z.array(
    z.strictObject({
      start: time,
      n: count,
      value: z.number(),
      low: z.number(),
      high: z.number(),
      /** Whether it was held against `low` and `high`: it is no reference itself, and has enough tickets. */
      compared: z.boolean(),
      alert: z.boolean(),
    }),
  ),
});
export type DriftSignal = z.infer<typeof driftSignalSchema>;

const driftAlertSchema = z.strictObject({
  metric: z.enum(driftMetrics),
  category: z.string().nullable(),
  start: time,
  value: z.number(),
  low: z.number(),
  high: z.number(),
  /** Categories whose share moved most in that window, most first. */
  categories: z.array(z.string()),
  examples: z.array(ticketReferenceSchema),
});
export type DriftAlert = z.infer<typeof driftAlertSchema>;

const clusterSchema = z.strictObject({
  /** From the words that tell these tickets from the others. */
  suggestedName: z.string(),
  terms: z.array(z.string()),
  size: count,
  examples: z.array(ticketReferenceSchema),
});
export type OutOfTaxonomyCluster = z.infer<typeof clusterSchema>;

const costSchema = z.strictObject({
  usd,
  /** Per 1,000 tickets; null without tickets. */
  usdPer1000: usd.nullable(),
  byOutcome: z.array(
    z.strictObject({
      outcome: z.enum(['model', 'frontier', 'review']),
      tickets: count,
      usd,
      usdPer1000: usd.nullable(),
    }),
  ),
});
export type CostReport = z.infer<typeof costSchema>;

/** The misclassification report of a period. Every rate in it is estimated from tickets that people read. */
export const misclassificationReportSchema = z.strictObject({
  schemaVersion: z.literal(1),
  generatedAt: time,
  period: z.strictObject({ from: time, to: time }),
  /** Null: all that decided in the period. */
  modelVersion: z.string().nullable(),
  /** All that decided in the period, whichever the report is of. */
  modelVersions: z.array(z.string()),
  taxonomyVersions: z.array(z.string()),
  funnel: funnelSchema,
  routedAccuracy: estimateSchema,
  categories: z.array(categoryReportSchema),
  confusion: z.array(confusionCellSchema),
  /** The worst pairs of `confusion`, worst first. */
  pairs: z.array(confusionPairSchema),
  reliability: z.strictObject({
    bins: z.array(reliabilityBinSchema),
    /** Expected calibration error over the bins with a label; null without one. */
    ece: share.nullable(),
  }),
  riskCoverage: z.array(riskPointSchema),
  fallback: fallbackSchema,
  drift: z.strictObject({ signals: z.array(driftSignalSchema), alerts: z.array(driftAlertSchema) }),
  outOfTaxonomy: z.strictObject({
    tickets: count,
    /** So many of them, the latest whose texts are kept, were compared for `clusters`. */
    grouped: count,
    clusters: z.array(clusterSchema),
  }),
  cost: costSchema,
});
export type MisclassificationReport = z.infer<typeof misclassificationReportSchema>;
export type Funnel = MisclassificationReport['funnel'];

const changeSchema = z.strictObject({
  before: estimateSchema,
  after: estimateSchema,
  /** After minus before with its 95 % interval; null where either is unknown. */
  difference: z.strictObject({ estimate: z.number(), low: z.number(), high: z.number() }).nullable(),
  /** Whether the interval leaves out 0. */
  isClear: z.boolean(),
});
export type Change = z.infer<typeof changeSchema>;

/** Two periods or two model versions side by side. */
export const reportComparisonSchema = z.strictObject({
  schemaVersion: z.literal(1),
  before: z.strictObject({ period: z.strictObject({ from: time, to: time }), modelVersion: z.string().nullable() }),
  after: z.strictObject({ period: z.strictObject({ from: time, to: time }), modelVersion: z.string().nullable() }),
  /** All that decided in the period of `after`. */
  modelVersions: z.array(z.string()),
  routedAccuracy: changeSchema,
  /** Share routed without a person. */
  automation: z.strictObject({ before: share.nullable(), after: share.nullable() }),
  usdPer1000: z.strictObject({ before: usd.nullable(), after: usd.nullable() }),
  categories: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      volume: z.strictObject({ before: count, after: count }),
      precision: changeSchema,
      recall: changeSchema,
      endToEndRecall: changeSchema,
    }),
  ),
});
export type ReportComparison = z.infer<typeof reportComparisonSchema>;
