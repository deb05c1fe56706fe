import { Worker } from 'node:worker_threads';
import { SignalboxError } from '../errors.ts';
import type { ModelText, Scores } from './classifier.ts';
import type { OnnxWorkerData, WorkerReply, WorkerRequest } from './onnx-worker.ts';

interface Round {
  resolve: (scores: Scores[]) => void;
  reject: (error: unknown) => void;
}

/** One worker thread with the model loaded. */
export interface ModelWorker {
  /** False once its thread has ended. */
  readonly isAlive: boolean;
  /** Rounds that it has not answered yet. */
  readonly inHand: number;
  /**
   * One answer a text, in order.
   * @throws SignalboxError CLASSIFIER_FAILED
   */
  score(texts: ModelText[]): Promise<Scores[]>;
  /** It finishes what it has and leaves by itself: to terminate a thread inside native code can take the process down. */
  close(): Promise<void>;
}

/**
 * Starts the worker and waits until it has loaded the model.
 * @param onStopped told when the worker has died; what it had in hand fails by itself
 * @throws SignalboxError MODEL_INVALID
 */
export function startModelWorker(
  workerUrl: URL,
  data: OnnxWorkerData,
  onStopped: (worker: ModelWorker) => void,
): Promise<ModelWorker> {
  const worker = new Worker(workerUrl, { workerData: data });
  const rounds = new Map<number, Round>();
  let nextId = 0;
  let hasStopped = false;
  const modelWorker: ModelWorker = {
    get isAlive() {
      return !hasStopped;
    },
    get inHand() {
      return rounds.size;
    },
    score: (texts) =>
      new Promise<Scores[]>((resolve, reject) => {
        if (hasStopped) return reject(new SignalboxError('CLASSIFIER_FAILED', 'the model worker has stopped'));
        const id = nextId++;
        rounds.set(id, { resolve, reject });
        worker.postMessage({ id, texts } satisfies WorkerRequest);
      }),
    async close() {
      if (hasStopped) return;
      const left = new Promise((resolve) => worker.once('exit', resolve));
      worker.postMessage('close' satisfies WorkerRequest);
      await left;
    },
  };
  return new Promise((resolve, reject) => {
    const stopped = (cause: unknown) => {
      if (hasStopped) return;
      hasStopped = true;
      reject(
        new SignalboxError('MODEL_INVALID', `the model in ${data.folder} cannot be loaded: ${String(cause)}`, {
          cause,
          remedy: 'restore the folder from its release, or train again; if memory is short, lower CLASSIFIER_WORKERS',
        }),
      );
      const error = new SignalboxError('CLASSIFIER_FAILED', `the model worker stopped: ${String(cause)}`, { cause });
      for (const round of rounds.values()) round.reject(error);
      rounds.clear();
      onStopped(modelWorker);
    };
    worker.once('error', stopped);
    worker.once('exit', (code) => stopped(`exit code ${code}`));
    worker.on('message', (reply: WorkerReply) => {
      if (reply.kind === 'ready') return resolve(modelWorker);
      const round = rounds.get(reply.id);
      rounds.delete(reply.id);
      if (reply.kind === 'failed') round?.reject(new SignalboxError('CLASSIFIER_FAILED', reply.message));
      else round?.resolve(scoresOf(reply, data.columns.length));
    });
  });
}

function scoresOf(reply: Extract<WorkerReply, { kind: 'scores' }>, categories: number): Scores[] {
  const texts = reply.outOfTaxonomy.length;
  const dimension = reply.embeddings.length / texts;
  return Array.from({ length: texts }, (_, row) => ({
    probabilities: reply.probabilities.subarray(row * categories, (row + 1) * categories),
    outOfTaxonomy: reply.outOfTaxonomy[row] as number,
    embedding: reply.embeddings.subarray(row * dimension, (row + 1) * dimension),
    classifyMs: reply.elapsedMs / texts,
  }));
}
