import { join } from 'node:path';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Calibration, ModelManifest } from '../contracts/model-manifest.ts';
import { calibratedProbabilities, outOfTaxonomyScore } from './calibrate-scores.ts';
import type { ModelText } from './classifier.ts';
import { createTextEncoder } from './encode-text.ts';
import { planBatches } from './plan-batches.ts';

/** What the worker is started with. */
export interface OnnxWorkerData {
  folder: string;
  manifest: Pick<ModelManifest, 'maxTokens' | 'padToMultipleOf' | 'tokens'>;
  calibration: Pick<Calibration, 'temperature' | 'outOfTaxonomy'>;
  /** For each category of the taxonomy its column in `logits`. */
  columns: number[];
}

/** `close` comes last: the worker finishes what it has and leaves. */
export type WorkerRequest = { id: number; texts: ModelText[] } | 'close';
export type WorkerReply =
  | { kind: 'ready' }
  | ({ kind: 'scores'; id: number } & ScoresOfTexts)
  | { kind: 'failed'; id: number; message: string };

interface ScoresOfTexts {
  /** Row-major, texts × categories. */
  probabilities: Float32Array;
  outOfTaxonomy: Float32Array;
  /** Row-major, texts × the embedding's dimension. */
  embeddings: Int8Array;
  /** Of all texts together. */
  elapsedMs: number;
}

// Measured on two cores: larger batches are not faster, they only wait longer.
const tokenBudget = 512;

/**
 * The model runs here, on a thread of its own: `run()` of onnxruntime-node is a synchronous native call,
 * and on the main thread it would starve the consumers' heartbeats.
 */
async function serve(port: MessagePort, data: OnnxWorkerData): Promise<void> {
  const encode = createTextEncoder(data.folder, data.manifest.maxTokens);
  const session = await InferenceSession.create(join(data.folder, 'model.onnx'), sessionOptions(1));
  let previous: Promise<void> = Promise.resolve();
  port.on('message', (request: WorkerRequest) => {
    previous = previous.then(() => (request === 'close' ? leave() : reply(request)));
  });
  port.postMessage({ kind: 'ready' } satisfies WorkerReply);

  async function leave(): Promise<void> {
    await session.release();
    port.close();
  }

  async function reply({ id, texts }: Exclude<WorkerRequest, 'close'>): Promise<void> {
    try {
      const scores = await score(session, texts.map(encode), data);
      port.postMessage({ kind: 'scores', id, ...scores } satisfies WorkerReply, [
        scores.probabilities.buffer as ArrayBuffer,
        scores.outOfTaxonomy.buffer as ArrayBuffer,
        scores.embeddings.buffer as ArrayBuffer,
      ]);
    } catch (error) {
      port.postMessage({ kind: 'failed', id, message: String(error) } satisfies WorkerReply);
    }
  }
}

/** @param encoded token ids of each text */
export async function score(
  session: Pick<InferenceSession, 'run'>,
  encoded: number[][],
  data: OnnxWorkerData,
): Promise<ScoresOfTexts> {
  const startedAt = performance.now();
  const categories = data.columns.length;
  const probabilities = new Float32Array(encoded.length * categories);
  const outOfTaxonomy = new Float32Array(encoded.length);
  let embeddings = new Int8Array(0);
  const lengths = encoded.map((ids) => ids.length);
  for (const batch of planBatches(lengths, { padToMultipleOf: data.manifest.padToMultipleOf, tokenBudget })) {
    const texts = batch.indices.map((index) => encoded[index] as number[]);
    const output = await session.run(tensorsOf(texts, batch.paddedLength, data.manifest.tokens?.pad));
    const logits = output.logits?.data as Float32Array;
    const distance = output.distance?.data as Float32Array;
    const embedding = output.embedding?.data as Float32Array;
    const width = logits.length / texts.length;
    const dimension = embedding.length / texts.length;
    if (embeddings.length === 0) embeddings = new Int8Array(encoded.length * dimension);
    for (const [row, index] of batch.indices.entries()) {
      const rowLogits = logits.subarray(row * width, (row + 1) * width);
      probabilities.set(
        calibratedProbabilities(rowLogits, data.columns, data.calibration.temperature),
        index * categories,
      );
      outOfTaxonomy[index] = outOfTaxonomyScore(rowLogits, distance[row] as number, data.calibration.outOfTaxonomy);
      for (let i = 0; i < dimension; i++) {
        // The graph has given it length 1. A half rounds up, as in `index_tickets.py`.
        embeddings[index * dimension + i] = Math.round(127 * (embedding[row * dimension + i] as number));
      }
    }
  }
  return { probabilities, outOfTaxonomy, embeddings, elapsedMs: performance.now() - startedAt };
}

/** `input_ids` and `attention_mask`, int64, texts × paddedLength. */
export function tensorsOf(
  texts: readonly number[][],
  paddedLength: number,
  pad = 0,
): { input_ids: Tensor; attention_mask: Tensor } {
  const ids = new BigInt64Array(texts.length * paddedLength).fill(BigInt(pad));
  const mask = new BigInt64Array(texts.length * paddedLength);
  for (const [row, text] of texts.entries()) {
    for (let i = 0; i < text.length; i++) {
      ids[row * paddedLength + i] = BigInt(text[i] as number);
      mask[row * paddedLength + i] = 1n;
    }
  }
  const shape = [texts.length, paddedLength];
  return { input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) };
}

export function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Changing shapes would grow the pattern cache without end; spinning threads would take the core from Kafka's work.
    enableMemPattern: false,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}

if (parentPort) await serve(parentPort, workerData as OnnxWorkerData);
