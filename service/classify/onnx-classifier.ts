import { availableParallelism } from 'node:os';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { SignalboxError } from '../errors.ts';
import type { Classifier, ModelText, Scores, SharedClassifier } from './classifier.ts';
import { assertLabelsMatch, type ReleasedModel } from './load-model.ts';
import { type ModelWorker, startModelWorker } from './model-worker.ts';

export interface OnnxOptions {
  /** Worker threads, each with the model and one core; default: the cores that this process may use, at most four. */
  workers?: number | undefined;
  /** The built worker; tests that run from the sources name it. */
  workerUrl?: URL;
}

interface Call {
  scores: Scores[];
  missing: number;
  resolve: (scores: Scores[]) => void;
  reject: (error: unknown) => void;
}

interface WaitingText {
  call: Call;
  index: number;
  text: ModelText;
}

interface Line {
  texts: WaitingText[];
}

// Texts of a round are sorted by length in the worker: larger rounds pad less and keep a stop waiting longer. Two rounds are
// with a worker, so that it never waits for this thread; the rest waits here, where a stop can still call it off.
const textsPerRound = 64;
const roundsInHand = 2;

/**
 * ONNX Runtime in worker threads. A worker that dies fails what it was doing (retryable) and is replaced when texts come.
 * Each worker computes on one core: threads that share one inference wait for each other at every layer.
 * @throws SignalboxError MODEL_LABELS_MISMATCH, MODEL_INVALID when the graph cannot be loaded
 */
export async function createOnnxClassifier(
  model: ReleasedModel,
  taxonomy: Taxonomy,
  { workers = defaultWorkers(), workerUrl = new URL('./onnx-worker.js', import.meta.url) }: OnnxOptions = {},
): Promise<SharedClassifier> {
  assertLabelsMatch(model.manifest.labels, taxonomy, `the model in ${model.folder}`);
  const data = {
    folder: model.folder,
    manifest: model.manifest,
    calibration: model.calibration,
    columns: taxonomy.codes.map((code) => model.manifest.labels.indexOf(code)),
  };
  const pool = new Set<ModelWorker>();
  const tickets: Line = { texts: [] };
  const readers: Line = { texts: [] };
  /** The first of them that has texts is next, and then the last: they take turns while both have some. */
  let lines = [tickets, readers];
  let starting: Promise<void> | undefined;
  let closed = false;
  try {
    await fillPool();
  } catch (error) {
    await closePool();
    throw error;
  }

  async function fillPool(): Promise<void> {
    starting ??= startMissing().finally(() => {
      starting = undefined;
    });
    return starting;
  }

  async function startMissing(): Promise<void> {
    const started = await Promise.allSettled(
      Array.from({ length: workers - pool.size }, () => startModelWorker(workerUrl, data, workerStopped)),
    );
    for (const start of started) if (start.status === 'fulfilled' && start.value.isAlive) pool.add(start.value);
    const failed = started.find((start) => start.status === 'rejected');
    if (failed && pool.size === 0) throw failed.reason; // the living ones can do all of it, only slower
  }

  /** Texts that wait have nobody else who would start a worker for them. */
  function workerStopped(worker: ModelWorker): void {
    if (!pool.delete(worker) || closed || lines.every(({ texts }) => texts.length === 0)) return;
    fillPool().then(dispatch, (error) => failCalls(waitingCalls(), error));
  }

  function waitingCalls(): Set<Call> {
    return new Set(lines.flatMap(({ texts }) => texts.map(({ call }) => call)));
  }

  function failCalls(calls: ReadonlySet<Call>, error: unknown): void {
    for (const line of lines) line.texts = line.texts.filter(({ call }) => !calls.has(call));
    for (const call of calls) call.reject(error);
  }

  async function closePool(): Promise<void> {
    await Promise.all([...pool].map((worker) => worker.close()));
  }

  function dispatch(): void {
    const shareOf = new Map(
      lines.map((line) => [line, Math.min(textsPerRound, Math.ceil(line.texts.length / pool.size))]),
    );
    for (;;) {
      const next = lines.find(({ texts }) => texts.length > 0);
      const idlest = [...pool].filter(({ isAlive }) => isAlive).sort((a, b) => a.inHand - b.inHand)[0];
      if (!next || !idlest || idlest.inHand >= roundsInHand) return;
      lines = [...lines.filter((line) => line !== next), next];
      void scoreRound(idlest, next.texts.splice(0, shareOf.get(next)));
    }
  }

  async function scoreRound(worker: ModelWorker, round: WaitingText[]): Promise<void> {
    try {
      const scores = await worker.score(round.map(({ text: { subject, body } }) => ({ subject, body })));
      for (const [i, { call, index }] of round.entries()) {
        call.scores[index] = scores[i] as Scores;
        call.missing -= 1;
        if (call.missing === 0) call.resolve(call.scores);
      }
    } catch (error) {
      // One text that cannot be scored must not fail those that only shared its round.
      if (worker.isAlive && round.length > 1) for (const one of round) void scoreRound(worker, [one]);
      else failCalls(new Set(round.map(({ call }) => call)), error);
    }
    dispatch();
  }

  const waitingIn = (line: Line): Classifier => ({
    async classify(texts: readonly ModelText[], signal?: AbortSignal): Promise<Scores[]> {
      if (texts.length === 0) return [];
      if (closed) throw new SignalboxError('CLASSIFIER_REFUSED', 'the classifier is closed');
      signal?.throwIfAborted();
      if (pool.size < workers) await fillPool();
      if (closed) throw new SignalboxError('CLASSIFIER_REFUSED', 'the classifier is closed');
      signal?.throwIfAborted(); // it may have been while a worker started
      let callOff: () => void = () => undefined;
      try {
        return await new Promise<Scores[]>((resolve, reject) => {
          const call: Call = { scores: [], missing: texts.length, resolve, reject };
          line.texts.push(...texts.map((text, index) => ({ call, index, text })));
          callOff = () => {
            const others = line.texts.filter((text) => text.call !== call);
            if (others.length === line.texts.length) return; // the workers have it all: the answer comes soon and is of use
            line.texts = others;
            reject(signal?.reason);
          };
          signal?.addEventListener('abort', callOff);
          dispatch();
        });
      } finally {
        signal?.removeEventListener('abort', callOff); // a signal may live as long as the process
      }
    },
    async close(): Promise<void> {
      closed = true;
      const refused = new SignalboxError('CLASSIFIER_REFUSED', 'the classifier is closed');
      failCalls(waitingCalls(), refused);
      await starting?.catch(() => undefined);
      await closePool();
    },
  });

  return { ...waitingIn(tickets), readers: waitingIn(readers) };
}

function defaultWorkers(): number {
  return Math.min(4, availableParallelism());
}
