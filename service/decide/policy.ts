import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { prettifyError } from 'zod';
import type { Calibration } from '../contracts/model-manifest.ts';
import { policyFileSchema } from '../contracts/policy.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { SignalboxError } from '../errors.ts';

/** The rules of a decision, complete: the owner's overrides over what the model was released with. */
export interface Policy {
  supportedLanguages: ReadonlySet<string>;
  /** Least probability to route without asking, in the order of the taxonomy's codes; Infinity: always ask. */
  thresholds: readonly number[];
  /** Scores at or above it are out of taxonomy. */
  outOfTaxonomyThreshold: number;
}

/**
 * @throws SignalboxError POLICY_INVALID that names the field
 */
export async function loadPolicy(path: string, taxonomy: Taxonomy, calibration: Calibration): Promise<Policy> {
  const remedy = `correct ${path}; taxonomy/README.md explains each field, and an empty file takes every released value`;
  let content: unknown;
  try {
    content = parse(await readFile(path, 'utf8')) ?? {};
  } catch (cause) {
    throw new SignalboxError('POLICY_INVALID', `cannot read ${path}: ${String(cause)}`, { cause, remedy });
  }
  const parsed = policyFileSchema.safeParse(content);
  if (!parsed.success) {
    throw new SignalboxError('POLICY_INVALID', `${path} is not a valid policy:\n${prettifyError(parsed.error)}`, {
      remedy,
    });
  }
  const { supportedLanguages, thresholds } = parsed.data;
  const unknown = Object.keys(thresholds.categories).filter((code) => !taxonomy.codes.includes(code));
  if (unknown.length > 0) {
    throw new SignalboxError(
      'POLICY_INVALID',
      `${path}: thresholds.categories has ${unknown.join(', ')}, which taxonomy ${taxonomy.version} does not have`,
      { remedy },
    );
  }
  const released = (code: string) =>
    (calibration.thresholds.perCategory[code] ?? calibration.thresholds.global).threshold ?? Number.POSITIVE_INFINITY;
  return {
    supportedLanguages: new Set(supportedLanguages),
    thresholds: taxonomy.codes.map((code) => {
      const override = thresholds.categories[code] ?? thresholds.default;
      return override === 'never' ? Number.POSITIVE_INFINITY : (override ?? released(code));
    }),
    outOfTaxonomyThreshold: thresholds.outOfTaxonomy ?? calibration.outOfTaxonomy.threshold,
  };
}
