import type { Classifier } from './classify/classifier.ts';
import { loadModel, type ReleasedModel } from './classify/load-model.ts';
import { nameEndpoint } from './classify/name-endpoint.ts';
import { createOnnxClassifier } from './classify/onnx-classifier.ts';
import type { Config } from './config.ts';
import type { Calibration } from './contracts/model-manifest.ts';
import type { Taxonomy } from './contracts/taxonomy.ts';
import { type Caution, describeCaution } from './decide/describe-caution.ts';
import { loadPolicy, type Policy } from './decide/policy.ts';
import { loadTaxonomy } from './load-taxonomy.ts';

/** By what tickets are decided, before any model is started. */
export interface Rules {
  taxonomy: Taxonomy;
  released: ReleasedModel;
  /** Of the model that answers; null: another than the released one does, and nothing was shown for its thresholds. */
  calibration: Calibration | null;
  /** The one that answers. */
  model: { name: string; version: string };
  policy: Policy;
  /** To be told at every start. */
  caution: Caution | null;
}

/** Everything that a decision needs, whether tickets come from Kafka, HTTP or a file. */
export interface Specialist extends Rules {
  classifier: Classifier;
}

/** @throws SignalboxError: see loadTaxonomy, loadModel, loadPolicy and the engines */
export async function startSpecialist(config: Config): Promise<Specialist> {
  const rules = await loadRules(config);
  return { ...rules, classifier: await startClassifier(config, rules) };
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
  const caution = isReleased ? null : describeCaution(policy);
  return { taxonomy, released, calibration, model: { name, version }, policy, caution };
}

async function startClassifier(config: Config, { taxonomy, released }: Rules): Promise<Classifier> {
  if (config.classifier.kind === 'onnx')
    return createOnnxClassifier(released, taxonomy, { workers: config.classifier.workers });
  // Loaded only where it is used: the client of remote endpoints takes a third of a second of every start.
  const { createRemoteClassifier } = await import('./classify/remote-classifier.ts');
  const { url, token } = config.classifier;
  return createRemoteClassifier(taxonomy, { url, token, temperature: released.calibration.temperature });
}
