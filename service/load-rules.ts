import {
  assertLabelsMatch,
  type DescribedModel,
  describeModel,
  loadModel,
  type ReleasedModel,
} from './classify/load-model.ts';
import { nameEndpoint } from './classify/name-endpoint.ts';
import type { Config } from './config.ts';
import type { Calibration } from './contracts/model-manifest.ts';
import type { Taxonomy } from './contracts/taxonomy.ts';
import { type Caution, cautionOfUncleaned, describeCaution } from './decide/describe-caution.ts';
import { loadFrontierRules, loadPolicy, type Policy } from './decide/policy.ts';
import { loadTaxonomy } from './load-taxonomy.ts';

/** By what tickets are settled that a model was unsure of. Which model that was, each of them says itself. */
export interface FallbackRules {
  taxonomy: Taxonomy;
  policy: Pick<Policy, 'frontier'>;
}

/** By what a frontier model is asked about them. */
export interface AskingRules extends FallbackRules {
  /** The one that answers: records and labelled tickets count for that version alone. */
  model: { name: string; version: string };
  /** With the labelled tickets that prompts show; null: another model than the released one answers. */
  released: DescribedModel | null;
}

/** By what tickets are decided, before any model is started. */
export interface Rules extends AskingRules {
  released: ReleasedModel;
  policy: Policy;
  /** Of the model that answers; null: another than the released one does, and nothing was shown for its thresholds. */
  calibration: Calibration | null;
  /** To be told at every start. */
  caution: Caution | null;
}

/** @throws SignalboxError: see loadTaxonomy and loadFrontierRules */
export async function loadFallbackRules({ taxonomyPath, policy: file }: Config): Promise<FallbackRules> {
  const taxonomy = await loadTaxonomy(taxonomyPath);
  return { taxonomy, policy: { frontier: await loadFrontierRules(file, taxonomy) } };
}

/**
 * Of the model folder only the manifest is read, and nothing where an endpoint answers: what asks about tickets classifies none.
 * @throws SignalboxError: see loadFallbackRules, describeModel and assertLabelsMatch
 */
export async function loadAskingRules(config: Config): Promise<AskingRules> {
  const { modelPath, classifier } = config;
  const fallback = await loadFallbackRules(config);
  if (classifier.kind === 'remote') return { ...fallback, model: nameEndpoint(classifier.url), released: null };
  const released = await describeModel(modelPath);
  const { name, version, labels } = released.manifest;
  assertLabelsMatch(labels, fallback.taxonomy, `the model in ${modelPath}`);
  return { ...fallback, model: { name, version }, released };
}

/** @throws SignalboxError: see loadTaxonomy, loadModel and loadPolicy */
export async function loadRules({ taxonomyPath, modelPath, policy: file, classifier }: Config): Promise<Rules> {
  const [taxonomy, released] = await Promise.all([loadTaxonomy(taxonomyPath), loadModel(modelPath)]);
  const isReleased = classifier.kind === 'onnx';
  // An endpoint reads other text (masked, cut elsewhere), may serve another model and has no out-of-taxonomy score: the bound
  // on the error behind the released thresholds was shown for nothing of that.
  const calibration = isReleased ? released.calibration : null;
  const policy = await loadPolicy(file, taxonomy, calibration);
  const { name, version } = isReleased ? released.manifest : nameEndpoint(classifier.url);
  const ofReleased = released.manifest.cleaned === false ? cautionOfUncleaned : null;
  const caution = isReleased ? ofReleased : describeCaution(policy);
  return { taxonomy, released, calibration, model: { name, version }, policy, caution };
}
