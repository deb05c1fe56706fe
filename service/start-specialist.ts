import type { Classifier } from './classify/classifier.ts';
import { loadModel, type ReleasedModel } from './classify/load-model.ts';
import { createOnnxClassifier } from './classify/onnx-classifier.ts';
import { createRemoteClassifier } from './classify/remote-classifier.ts';
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
export async function startSpecialist(config: Config, overrides: { workerUrl?: URL } = {}): Promise<Specialist> {
  const [taxonomy, released] = await Promise.all([loadTaxonomy(config.taxonomyPath), loadModel(config.modelPath)]);
  const policy = await loadPolicy(config.policyPath, taxonomy, released.calibration);
  const classifier =
    config.classifier.kind === 'remote'
      ? await createRemoteClassifier(taxonomy, {
          url: config.classifier.url,
          token: config.classifier.token,
          temperature: released.calibration.temperature,
        })
      : await createOnnxClassifier(released, taxonomy, { threads: config.classifier.threads, ...overrides });
  return {
    taxonomy,
    released,
    model: { name: released.manifest.name, version: released.manifest.version },
    policy,
    classifier,
  };
}
