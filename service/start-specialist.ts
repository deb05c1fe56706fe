import type { Classifier } from './classify/classifier.ts';
import { loadModel, type ReleasedModel } from './classify/load-model.ts';
import { createOnnxClassifier } from './classify/onnx-classifier.ts';
import type { Config } from './config.ts';
import type { Taxonomy } from './contracts/taxonomy.ts';
import { loadPolicy, type Policy } from './decide/policy.ts';
import { loadTaxonomy } from './load-taxonomy.ts';

/** Everything that a decision needs, whether tickets come from Kafka, HTTP or a file. */
export interface Specialist {
  taxonomy: Taxonomy;
  released: ReleasedModel;
  model: { name: string; version: string };
  policy: Policy;
  classifier: Classifier;
}

/** @throws SignalboxError: see loadTaxonomy, loadModel, loadPolicy and the engines */
export async function startSpecialist(config: Config): Promise<Specialist> {
  const [taxonomy, released] = await Promise.all([loadTaxonomy(config.taxonomyPath), loadModel(config.modelPath)]);
  const policy = await loadPolicy(config.policy, taxonomy, released.calibration);
  const classifier = await startClassifier(config, taxonomy, released);
  return {
    taxonomy,
    released,
    model: { name: released.manifest.name, version: released.manifest.version },
    policy,
    classifier,
  };
}

async function startClassifier(config: Config, taxonomy: Taxonomy, released: ReleasedModel): Promise<Classifier> {
  if (config.classifier.kind === 'onnx')
    return createOnnxClassifier(released, taxonomy, { workers: config.classifier.workers });
  // Loaded only where it is used: the client of remote endpoints takes a third of a second of every start.
  const { createRemoteClassifier } = await import('./classify/remote-classifier.ts');
  const { url, token } = config.classifier;
  return createRemoteClassifier(taxonomy, { url, token, temperature: released.calibration.temperature });
}
