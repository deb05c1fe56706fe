import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { SignalboxError } from '../errors.ts';
import type { Classifier, ModelText, Scores } from './classifier.ts';
import { assertLabelsMatch, type ReleasedModel } from './load-model.ts';
import type { OnnxWorkerData, WorkerReply, WorkerRequest } from './onnx-worker.ts';

export interface OnnxOptions {
  /** Threads of one inference; default: the cores that this process may use, at most four. */
  threads?: number | undefined;
  /** The built worker; tests that run from the sources name it. */
  workerUrl?: URL;
}

interface Call {
  texts: readonly ModelText[];
  resolve: (scores: Scores[]) => void;
  reject: (error: unknown) => void;
}

// Calls that wait are merged up to so many texts, which then sort well by length. Two rounds are with the worker, so that
// it never waits for this thread; the rest waits here, where a stop can still call it off.
const textsPerRound = 128;
const roundsInFlight = 2;

/**
 * ONNX Runtime in a worker thread. A worker that dies fails what it was doing (retryable) and is replaced on the next call.
 * @throws SignalboxError MODEL_LABELS_MISMATCH, MODEL_INVALID when the graph cannot be loaded
 */
export async function createOnnxClassifier(
  model: ReleasedModel,
  taxonomy: Taxonomy,
  { threads, workerUrl = new URL('./onnx-worker.js', import.meta.url) }: OnnxOptions = {},
): Promise<Classifier> {
  assertLabelsMatch(model.manifest.labels, taxonomy, `the model in ${model.folder}`);
  const data: OnnxWorkerData = {
    folder: model.folder,
    manifest: model.manifest,
    calibration: model.calibration,
    columns: taxonomy.codes.map((code) => model.manifest.labels.indexOf(code)),
    threads: threads ?? Math.min(4, availableParallelism()),
  };
  const waiting: Call[] = [];
  const rounds = new Map<number, Call[]>();
  let nextId = 0;
  let closed = false;
  let running: Promise<Worker> | undefined = start();
  await running;

  function start(): Promise<Worker> {
    const worker = new Worker(workerUrl, { workerData: data });
    return new Promise((resolve, reject) => {
      const stopped = (cause: unknown) => {
        if (closed) return;
        running = undefined;
        const message = `the model in ${model.folder} cannot be loaded: ${String(cause)}`;
        reject(
          new SignalboxError('MODEL_INVALID', message, {
            cause,
            remedy: 'restore the folder from its release, or train again',
          }),
        );
        const error = new SignalboxError('CLASSIFIER_FAILED', `the model worker stopped: ${String(cause)}`, { cause });
        for (const call of [...rounds.values()].flat().concat(waiting.splice(0))) call.reject(error);
        rounds.clear();
      };
      worker.once('error', stopped);
      worker.once('exit', (code) => stopped(`exit code ${code}`));
      worker.on('message', (reply: WorkerReply) => {
        if (reply.kind === 'ready') return resolve(worker);
        settle(reply);
        dispatch(worker);
      });
    });
  }

  function dispatch(worker: Worker): void {
    while (waiting.length > 0 && rounds.size < roundsInFlight) {
      const calls: Call[] = [];
      for (let texts = 0; waiting[0] && (calls.length === 0 || texts + waiting[0].texts.length <= textsPerRound); ) {
        texts += waiting[0].texts.length;
        calls.push(waiting.shift() as Call);
      }
      const id = nextId++;
      rounds.set(id, calls);
      worker.postMessage({ id, texts: calls.flatMap((call) => call.texts) } satisfies WorkerRequest);
    }
  }

  function settle(reply: Exclude<WorkerReply, { kind: 'ready' }>): void {
    const calls = rounds.get(reply.id) ?? [];
    rounds.delete(reply.id);
    if (reply.kind === 'failed') {
      for (const call of calls) call.reject(new SignalboxError('CLASSIFIER_FAILED', reply.message));
      return;
    }
    const categories = data.columns.length;
    const classifyMs = reply.elapsedMs / reply.outOfTaxonomy.length;
    let row = 0;
    for (const call of calls) {
      const scores = call.texts.map((): Scores => {
        const probabilities = reply.probabilities.subarray(row * categories, (row + 1) * categories);
        return { probabilities, outOfTaxonomy: reply.outOfTaxonomy[row++] as number, classifyMs };
      });
      call.resolve(scores);
    }
  }

  return {
    async classify(texts: readonly ModelText[], signal?: AbortSignal): Promise<Scores[]> {
      if (texts.length === 0) return [];
      if (closed) throw new SignalboxError('CLASSIFIER_REFUSED', 'the classifier is closed');
      signal?.throwIfAborted();
      running ??= start();
      const worker = await running;
      signal?.throwIfAborted(); // it may have been while the worker started
      let callOff: () => void = () => undefined;
      try {
        return await new Promise<Scores[]>((resolve, reject) => {
          const call: Call = { texts, resolve, reject };
          waiting.push(call);
          callOff = () => {
            const place = waiting.indexOf(call);
            if (place < 0) return; // the worker has it: its answer comes soon and is still of use
            waiting.splice(place, 1);
            reject(signal?.reason);
          };
          signal?.addEventListener('abort', callOff);
          dispatch(worker);
        });
      } finally {
        signal?.removeEventListener('abort', callOff); // a signal may live as long as the process
      }
    },
    async close(): Promise<void> {
      closed = true;
      for (const call of waiting.splice(0))
        call.reject(new SignalboxError('CLASSIFIER_REFUSED', 'the classifier is closed'));
      const worker = await running?.catch(() => undefined);
      if (!worker) return;
      // It finishes what it has and leaves by itself: to terminate a thread inside native code can take the process down.
      const left = new Promise((resolve) => worker.once('exit', resolve));
      worker.postMessage('close' satisfies WorkerRequest);
      await left;
    },
  };
}
