import { resolve } from 'node:path';
import { assertLabelsMatch } from '../classify/load-model.ts';
import type { Config } from '../config.ts';
import { SignalboxError } from '../errors.ts';
import { loadRules, type Rules } from '../load-rules.ts';

/** One of the two, with the settings that start it. */
export interface ComparedModel {
  config: Config;
  rules: Rules;
}

export interface ComparedModels {
  current: ComparedModel;
  candidate: ComparedModel;
}

/**
 * Both with their rules, checked and not started. The model in use is the one that the service would start, an endpoint if that
 * is what answers; the candidate is always a folder.
 * @throws SignalboxError: see loadRules; MODEL_LABELS_MISMATCH; what is wrong with the candidate says so
 */
export async function loadComparedModels(config: Config, candidateFolder: string): Promise<ComparedModels> {
  const current = { config, rules: await loadRules(config) };
  const { taxonomy, released } = current.rules;
  assertLabelsMatch(released.manifest.labels, taxonomy, `the model in use, in ${released.folder},`);
  const { classifier } = config;
  const ofCandidate: Config = {
    ...config,
    modelPath: resolve(candidateFolder),
    classifier: classifier.kind === 'onnx' ? classifier : { kind: 'onnx', workers: undefined },
  };
  const rules = await asCandidate(async () => {
    const loaded = await loadRules(ofCandidate);
    assertLabelsMatch(loaded.released.manifest.labels, taxonomy, `the model in ${loaded.released.folder}`);
    return loaded;
  });
  return { current, candidate: { config: ofCandidate, rules } };
}

const remedies: Partial<Record<SignalboxError['code'], string>> = {
  MODEL_MISSING: 'name with --candidate the folder of a trained model, the one that npm run train wrote (--out)',
  MODEL_LABELS_MISMATCH:
    'name with --candidate a model that was trained on this taxonomy: both models have to have its codes',
};

/** Errors of a model speak of the one in use where nothing says otherwise. */
export async function asCandidate<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SignalboxError) || !error.code.startsWith('MODEL_')) throw error;
    const remedy = remedies[error.code] ?? error.remedy;
    throw new SignalboxError(error.code, `the candidate cannot be compared: ${error.message}`, {
      cause: error,
      ...(remedy ? { remedy } : {}),
    });
  }
}

/** What the policy decides for both models in place of what they were released with. */
export interface PolicyOverrides {
  /** Codes whose threshold it sets. */
  categories: string[];
  outOfTaxonomy: boolean;
  /** Whether any of it lets more through than the candidate was released to: its bound on the error does not hold then. */
  loosensCandidate: boolean;
}

export function policyOverrides({ current, candidate }: ComparedModels): PolicyOverrides {
  const { codes } = current.rules.taxonomy;
  const differs = (what: (rules: Rules) => [set: number, released: number]) =>
    [current, candidate].some(({ rules }) => {
      const [set, released] = what(rules);
      return set !== released;
    });
  const thresholds = (rules: Rules, i: number): [number, number] => [
    rules.policy.thresholds[i] ?? Number.POSITIVE_INFINITY,
    releasedThreshold(rules, codes[i] ?? ''),
  ];
  const outside = ({ policy, calibration }: Rules): [number, number] => [
    policy.outOfTaxonomyThreshold,
    calibration?.outOfTaxonomy.threshold ?? Number.POSITIVE_INFINITY,
  ];
  const [outsideSet, outsideReleased] = outside(candidate.rules);
  return {
    categories: codes.filter((_, i) => differs((rules) => thresholds(rules, i))),
    outOfTaxonomy: differs(outside),
    loosensCandidate:
      outsideSet > outsideReleased ||
      codes.some((_, i) => {
        const [set, released] = thresholds(candidate.rules, i);
        return set < released;
      }),
  };
}

function releasedThreshold({ calibration }: Rules, code: string): number {
  const thresholds = calibration?.thresholds;
  return (thresholds?.perCategory[code] ?? thresholds?.global)?.threshold ?? Number.POSITIVE_INFINITY;
}

/** Null: they are two different models. An endpoint may be any model. */
export function describeSameness({ current, candidate }: ComparedModels): string | null {
  if (!current.rules.calibration) return null;
  const [one, other] = [current.rules.released.manifest, candidate.rules.released.manifest];
  const isSame = ['model.onnx', 'calibration.json', 'tokenizer.json'].every(
    (name) => one.files[name] === other.files[name],
  );
  if (isSame)
    return `the candidate is the model in use (${one.version}): --candidate and --model name the same release`;
  return one.version === other.version
    ? `both call themselves ${one.version}, and their files differ: events would not tell them apart`
    : null;
}
