import { z } from 'zod';

const share = z.number().min(0).max(1);

/** `model/manifest.json`: what the released model is and how it was made. */
export const modelManifestSchema = z.looseObject({
  schemaVersion: z.literal(1),
  name: z.string().min(1),
  version: z.string().min(1),
  /** Order of the columns of `logits`. */
  labels: z.array(z.string().min(1)).min(2),
  /** Longest input in tokens, special tokens included. */
  maxTokens: z.number().int().min(8).max(8192),
  /** Every input is padded to the next multiple of this, so that a text's scores do not depend on its batch mates. */
  padToMultipleOf: z.number().int().min(1).default(8),
  /** Whether it was trained and calibrated on cleaned texts, which the service gives it; older manifests do not say. */
  cleaned: z.boolean().optional(),
  taxonomy: z.looseObject({ version: z.string(), sha256: z.string() }),
  /** Ids of special tokens; padding is 0 in BERT vocabularies, and where nothing is said. */
  tokens: z.looseObject({ pad: z.number().int().nonnegative() }).optional(),
  /** What lies in `similar-tickets.jsonl` and `similar-tickets.i8`: the labelled training tickets by embedding. */
  similarTickets: z
    .looseObject({ count: z.number().int().nonnegative(), dimension: z.number().int().positive() })
    .optional(),
  /** File name → SHA-256, hexadecimal. */
  files: z.record(z.string(), z.string()),
});
export type ModelManifest = z.infer<typeof modelManifestSchema>;

/** A threshold on the calibrated probability; `null` means that nothing may be accepted at this target. */
const thresholdSchema = z.looseObject({
  threshold: share.nullable(),
  accepted: z.number().int().nonnegative(),
  errors: z.number().int().nonnegative(),
  /** At `level`: the choice of the threshold as a whole has 95 %, for `targetError`. */
  errorUpperBound95: share,
  /** Of the test that this threshold passed; former versions do not say it, and give the bound at 95 %. */
  level: share.optional(),
});

/** `model/calibration.json`: how raw scores become probabilities and which of them may be trusted alone. */
export const calibrationSchema = z.looseObject({
  schemaVersion: z.literal(1),
  /** Probabilities are softmax(logits / temperature). */
  temperature: z.number().positive(),
  outOfTaxonomy: z.looseObject({
    /** score = sigmoid(bias + distance·d + logSumExp·e), d = the graph's `distance`, e = logsumexp(logits). */
    bias: z.number(),
    distance: z.number(),
    logSumExp: z.number(),
    /** Tickets with a score at or above it go to review. */
    threshold: share,
  }),
  thresholds: z.looseObject({
    /** Largest accepted share of errors among tickets that are routed without asking anybody. */
    targetError: share,
    global: thresholdSchema,
    perCategory: z.record(z.string(), thresholdSchema),
  }),
  riskCoverage: z.array(z.looseObject({ threshold: share, coverage: share, risk: share })),
});
export type Calibration = z.infer<typeof calibrationSchema>;
