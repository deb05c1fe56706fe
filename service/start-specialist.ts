import type { SharedClassifier } from './classify/classifier.ts';
import { createOnnxClassifier } from './classify/onnx-classifier.ts';
import type { Config } from './config.ts';
import { loadRules, type Rules } from './load-rules.ts';

/** Everything that a decision needs, whether tickets come from Kafka, HTTP or a file. */
export interface Specialist extends Rules {
  classifier: SharedClassifier;
}

/** @throws SignalboxError: see loadRules and the engines */
export async function startSpecialist(config: Config): Promise<Specialist> {
  const rules = await loadRules(config);
  return { ...rules, classifier: await startClassifier(config, rules) };
}

async function startClassifier(config: Config, { taxonomy, released }: Rules): Promise<SharedClassifier> {
  if (config.classifier.kind === 'onnx') {
    return createOnnxClassifier(released, taxonomy, { workers: config.classifier.workers });
  }
  // Loaded only where it is used: the client of remote endpoints takes a third of a second of every start.
  const { createRemoteClassifier } = await import('./classify/remote-classifier.ts');
  const { url, token } = config.classifier;
  return createRemoteClassifier(taxonomy, { url, token, temperature: released.calibration.temperature });
}
