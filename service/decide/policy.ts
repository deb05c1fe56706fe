import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { type FrontierRecord, frontierRecordSchema } from '../contracts/frontier-record.ts';
import type { Calibration } from '../contracts/model-manifest.ts';
import { type FrontierPolicy, type PolicyFile, policyFileSchema } from '../contracts/policy.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { describeIssue, valueAt } from '../describe-issue.ts';
import { SignalboxError } from '../errors.ts';

/** The rules of a decision, complete: the owner's overrides over what the model was released with. */
export interface Policy {
  supportedLanguages: ReadonlySet<string>;
  /** Least probability to route without asking, in the order of the taxonomy's codes; Infinity: always ask. */
  thresholds: readonly number[];
  /** Scores at or above it are out of taxonomy; Infinity: none is. */
  outOfTaxonomyThreshold: number;
  frontier: FrontierRules;
}

/** The rules of asking, with the record that they refer to; null: nothing was measured yet. */
export type FrontierRules = FrontierPolicy & { record: FrontierRecord | null };

/** Where the policy lies; `isOptional`: a file that is not there means that nothing is overridden. */
interface PolicyPlace {
  path: string;
  isOptional?: boolean;
}

/**
 * @param calibration of the model that answers; null: none was ever made of it, so only what the file names is routed without asking
 * @throws SignalboxError POLICY_INVALID that names the field
 */
export async function loadPolicy(
  place: PolicyPlace,
  taxonomy: Taxonomy,
  calibration: Calibration | null,
): Promise<Policy> {
  const { supportedLanguages, thresholds, frontier } = await readPolicyFile(place, taxonomy);
  const released = (code: string) =>
    (calibration?.thresholds.perCategory[code] ?? calibration?.thresholds.global)?.threshold ??
    Number.POSITIVE_INFINITY;
  return {
    supportedLanguages: new Set(supportedLanguages),
    thresholds: taxonomy.codes.map((code) => {
      const override = thresholds.categories[code] ?? thresholds.default;
      return override === 'never' ? Number.POSITIVE_INFINITY : (override ?? released(code));
    }),
    outOfTaxonomyThreshold:
      thresholds.outOfTaxonomy ?? calibration?.outOfTaxonomy.threshold ?? Number.POSITIVE_INFINITY,
    frontier: await withRecord(place, frontier),
  };
}

/**
 * The rules of asking alone, which take nothing from a model's calibration. The file is checked as a whole all the same.
 * @throws SignalboxError POLICY_INVALID that names the field
 */
export async function loadFrontierRules(place: PolicyPlace, taxonomy: Taxonomy): Promise<FrontierRules> {
  const { frontier } = await readPolicyFile(place, taxonomy);
  return withRecord(place, frontier);
}

async function readPolicyFile({ path, isOptional = false }: PolicyPlace, taxonomy: Taxonomy): Promise<PolicyFile> {
  const remedy = `correct ${path}; taxonomy/README.md explains each field, and an empty file takes every released value`;
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (isOptional && cause.code === 'ENOENT') return '';
    throw new SignalboxError('POLICY_INVALID', `cannot read ${path}`, {
      cause,
      remedy: 'point SIGNALBOX_POLICY (or --policy) at a policy.yaml',
    });
  });
  let content: unknown;
  try {
    content = parse(text) ?? {};
  } catch (cause) {
    throw new SignalboxError('POLICY_INVALID', `${path} is not valid YAML: ${String(cause)}`, { cause, remedy });
  }
  const parsed = policyFileSchema.safeParse(content);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) =>
        `  - ${issue.path.join('.') || 'the file'}: ${describeIssue(issue, policyFileSchema, content)}${foundAt(issue.path, content)}`,
    );
    throw new SignalboxError('POLICY_INVALID', `${path} is not a valid policy:\n${problems.join('\n')}`, { remedy });
  }
  const { thresholds, frontier } = parsed.data;
  const named = {
    'thresholds.categories': Object.keys(thresholds.categories),
    'frontier.neverAsked': frontier.neverAsked,
    'frontier.neverLower': Object.keys(frontier.neverLower),
  };
  for (const [field, codes] of Object.entries(named)) {
    const unknown = codes.filter((code) => !taxonomy.codes.includes(code));
    if (unknown.length === 0) continue;
    throw new SignalboxError(
      'POLICY_INVALID',
      `${path}: ${field} has ${unknown.join(', ')}, which taxonomy ${taxonomy.version} does not have`,
      { remedy },
    );
  }
  return parsed.data;
}

async function withRecord({ path }: PolicyPlace, frontier: FrontierPolicy): Promise<FrontierRules> {
  return { ...frontier, record: await loadRecord(path, frontier.disagreement.record) };
}

/** The value where a message is about one; a section is too long to be shown. */
function foundAt(path: readonly PropertyKey[], content: unknown): string {
  const value = valueAt(content, path);
  if (value === null) return '; it is empty: give it a value, or take the line out';
  return typeof value === 'object' || value === undefined ? '' : ` (found ${JSON.stringify(value)})`;
}

async function loadRecord(policyPath: string, name: string | undefined): Promise<FrontierRecord | null> {
  if (name === undefined) return null;
  const path = resolve(dirname(policyPath), name);
  try {
    return frontierRecordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new SignalboxError(
      'POLICY_INVALID',
      `frontier.disagreement.record of ${policyPath}: cannot use ${path}: ${String(cause)}`,
      {
        cause,
        remedy: `write it with signalbox evaluate --frontier --record FILE, or take the line out of ${policyPath}`,
      },
    );
  }
}
