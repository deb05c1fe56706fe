import { setTimeout as wait } from 'node:timers/promises';
import { InferenceClient, InferenceClientProviderApiError } from '@huggingface/inference';
import type { Calibration } from '../contracts/model-manifest.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { SignalboxError } from '../errors.ts';
import type { Classifier, ModelText, Scores } from './classifier.ts';
import { assertLabelsMatch } from './load-model.ts';

export interface RemoteOptions {
  /** A text-classification endpoint that answers with a score for every label: Inference Endpoint, TEI's `/predict`. */
  url: string;
  token?: string | undefined;
  temperature: Calibration['temperature'];
  concurrency?: number;
  attempts?: number;
  /** Of one attempt. */
  timeoutMs?: number;
  firstRetryMs?: number;
}

// A remote tokenizer has its own window; this is far beyond it, and keeps requests small.
const mostCharacters = 8_000;

type LabelScore = { label: string; score: number };

/**
 * A fine-tuned classifier behind HTTP. The endpoint gives probabilities of its labels, so they are re-scaled by the released
 * temperature; it gives no embedding, so out-of-taxonomy text is not seen.
 * @throws SignalboxError MODEL_LABELS_MISMATCH, CLASSIFIER_REFUSED, CLASSIFIER_FAILED from the start-up check
 */
export async function createRemoteClassifier(taxonomy: Taxonomy, options: RemoteOptions): Promise<Classifier> {
  const { url, token, temperature, concurrency = 8, attempts = 4, timeoutMs = 10_000, firstRetryMs = 200 } = options;
  const client = new InferenceClient(token);
  const column = new Map(taxonomy.codes.map((code, i) => [code, i]));
  assertLabelsMatch(
    (await ask('Hello')).map(({ label }) => label),
    taxonomy,
    `the endpoint ${url}`,
  );

  /** One text; retries are owned here, since the client would retry a 503 for ever. */
  async function ask(text: string, signal?: AbortSignal): Promise<LabelScore[]> {
    for (let attempt = 1, retryMs = firstRetryMs; ; attempt++, retryMs *= 2) {
      try {
        const deadline = AbortSignal.timeout(timeoutMs);
        return await client.textClassification(
          { endpointUrl: url, inputs: text, parameters: { top_k: taxonomy.codes.length } },
          {
            retry_on_error: false,
            fetch: fetchNested,
            signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
          },
        );
      } catch (error) {
        signal?.throwIfAborted();
        const failure = failureOf(error, url);
        if (!failure.retryable || attempt >= attempts) throw failure;
        await wait(retryMs, undefined, signal ? { signal } : {});
      }
    }
  }

  async function score(text: ModelText, signal?: AbortSignal): Promise<Scores> {
    const startedAt = performance.now();
    const answer = await askShortened(`${text.subject}\n${text.body}`.trim().slice(0, mostCharacters), signal);
    const probabilities = new Float32Array(taxonomy.codes.length);
    let sum = 0;
    for (const { label, score: probability } of answer) {
      const index = column.get(label);
      if (index === undefined) {
        throw new SignalboxError(
          'MODEL_LABELS_MISMATCH',
          `the endpoint ${url} answered with ${label}, which taxonomy ${taxonomy.version} does not have`,
        );
      }
      probabilities[index] = Math.max(probability, 1e-12) ** (1 / temperature);
      sum += probabilities[index] as number;
    }
    if (!(sum > 0)) throw new SignalboxError('CLASSIFIER_FAILED', `the endpoint ${url} answered without scores`);
    return {
      probabilities: probabilities.map((p) => p / sum),
      outOfTaxonomy: null,
      classifyMs: performance.now() - startedAt,
    };
  }

  /** A text that the endpoint finds too long must not stop the topic: its beginning decides. */
  async function askShortened(text: string, signal?: AbortSignal): Promise<LabelScore[]> {
    try {
      return await ask(text, signal);
    } catch (error) {
      if (error instanceof TextRefused && text.length > 200)
        return askShortened(text.slice(0, text.length / 2), signal);
      throw error;
    }
  }

  return {
    async classify(texts, signal) {
      const scores = new Array<Scores>(texts.length);
      const remaining = texts.entries();
      const lane = async () => {
        for (const [i, text] of remaining) scores[i] = await score(text, signal);
      };
      await Promise.all(Array.from({ length: Math.min(concurrency, texts.length) }, lane));
      return scores;
    },
    async close() {},
  };
}

/**
 * TEI answers one input with a flat list of labels, Inference Endpoints with a nested one, and the client accepts only the latter.
 */
async function fetchNested(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request);
  if (!response.ok || !response.headers.get('content-type')?.startsWith('application/json')) return response;
  const body: unknown = await response.json();
  const isFlat = Array.isArray(body) && body.length > 0 && !Array.isArray(body[0]);
  return Response.json(isFlat ? [body] : body);
}

/** The endpoint read the request and will not take this text. */
class TextRefused extends SignalboxError {}

// The client's errors carry the request, and with it the ticket's text: nothing of them but status and message goes on.
function failureOf(error: unknown, url: string): SignalboxError {
  if (error instanceof SignalboxError) return error;
  if (error instanceof InferenceClientProviderApiError) {
    const { status } = error.httpResponse;
    if (status === 429 || status >= 500) return new SignalboxError('CLASSIFIER_FAILED', `${url} answered ${status}`);
    if (status === 413 || status === 422)
      return new TextRefused('CLASSIFIER_REFUSED', `${url} refuses a text (${status})`);
    return new SignalboxError('CLASSIFIER_REFUSED', `${url} answered ${status}`, {
      remedy:
        status === 401 || status === 403
          ? 'check HF_TOKEN'
          : 'check CLASSIFIER_URL: it must be a text-classification endpoint',
    });
  }
  const name = error instanceof Error ? error.name : 'Error';
  if (name === 'TimeoutError') return new SignalboxError('CLASSIFIER_DEADLINE', `${url} did not answer in time`);
  if (name === 'TypeError')
    return new SignalboxError('CLASSIFIER_FAILED', `${url} cannot be reached`, { remedy: 'check CLASSIFIER_URL' });
  return new SignalboxError(
    'CLASSIFIER_FAILED',
    `${url} gave an answer that is no list of labels and scores (${name})`,
    {
      remedy: 'check CLASSIFIER_URL: it must be a text-classification endpoint',
    },
  );
}
