/** Speaks the protocol of onnx-worker.ts without a model: a text "n" scores n / 100 for the first of two categories and lies at [n, -n]. */
import { parentPort } from 'node:worker_threads';

parentPort.on('message', (request) => {
  if (request === 'close') return parentPort.close();
  const bodies = request.texts.map(({ body }) => body);
  if (bodies.includes('die')) process.exit(3); // of a worker: its thread only
  if (bodies.includes('fail')) return parentPort.postMessage({ kind: 'failed', id: request.id, message: 'no' });
  const probabilities = Float32Array.from(bodies.flatMap((body) => [Number(body) / 100, 1 - Number(body) / 100]));
  const outOfTaxonomy = new Float32Array(bodies.length);
  const embeddings = Int8Array.from(bodies.flatMap((body) => [Number(body), -Number(body)]));
  parentPort.postMessage({ kind: 'scores', id: request.id, probabilities, outOfTaxonomy, embeddings, elapsedMs: 1 });
});
parentPort.postMessage({ kind: 'ready' });
