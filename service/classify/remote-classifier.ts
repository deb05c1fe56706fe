import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { InferenceClient, InferenceClientProviderApiError } from '@huggingface/inference';
import type { Calibration } from '../contracts/model-manifest.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { SignalboxError } from '../errors.ts';
import { createFairLimiter } from '../fair-limiter.ts';
import { givenAway } from '../privacy/given-away.ts';
import { createMask } from '../privacy/mask-personal-data.ts';
import { maskTicket } from '../privacy/mask-ticket.ts';
import { headOf, tailOf } from '../privacy/text-ends.ts';
import type { Classifier, ModelText, Scores, SharedClassifier } from './classifier.ts';
import { fetchScores } from './fetch-scores.ts';
import { assertLabelsMatch } from './load-model.ts';
import { addressOf } from './name-endpoint.ts';

export interface RemoteOptions {
  /** A text-classification endpoint that answers with a score for every label: Inference Endpoint, TEI's `/predict`. */
  url: string;
  token?: string | undefined;
  temperature: Calibration['temperature'];
  /** Texts asked about at the same time, of all callers together. */
  concurrency?: number;
  attempts?: number;
  /** Of one attempt. */
  timeoutMs?: number;
  firstRetryMs?: number;
}

// A remote tokenizer has its own window; this is far beyond it, and keeps requests small.
const mostCharacters = 8_000;
// Masking takes time by the length of a text, on the thread that keeps the place in the consumer group.
const mostMasked = 4 * mostCharacters;
/** No number and no address that is hidden is longer as it is written. */
const longestNumber = 100;

type LabelScore = { label: string; score: number };

/**
 * A fine-tuned classifier behind HTTP. The endpoint gives probabilities of its labels, so they are re-scaled by the released
 * temperature; it gives no embedding, so out-of-taxonomy text is not seen. It belongs to somebody else, so it never sees personal
 * data: texts leave with placeholders.
 * @throws SignalboxError MODEL_LABELS_MISMATCH, CLASSIFIER_REFUSED, CLASSIFIER_FAILED from the start-up check
 */
export async function createRemoteClassifier(taxonomy: Taxonomy, options: RemoteOptions): Promise<SharedClassifier> {
  const { url, token, temperature, concurrency = 8, attempts = 4, timeoutMs = 10_000, firstRetryMs = 200 } = options;
  const address = addressOf(url);
  const client = new InferenceClient(token);
  // Tickets of all partitions stand in one line, so that the first chunk is whole soon, and the others do not slow it down. Readers
  // stand in one beside it, and the two take turns: nobody waits for hundreds of tickets. Turns are of starts, so slow texts of readers
  // would gather in the places; they get no more than half of them.
  const lines = createFairLimiter(concurrency, { readers: Math.max(1, Math.floor(concurrency / 2)) });
  const column = new Map(taxonomy.codes.map((code, i) => [code, i]));
  assertLabelsMatch(
    (await ask('Hello')).map(({ label }) => label),
    taxonomy,
    `the endpoint ${address}`,
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
            fetch: fetchScores,
            signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
          },
        );
      } catch (error) {
        signal?.throwIfAborted();
        const failure = failureOf(error, address);
        if (!failure.retryable || attempt >= attempts) throw failure;
        await wait(retryMs, undefined, signal ? { signal } : {});
      }
    }
  }

  async function score(text: ModelText, signal: AbortSignal): Promise<Scores> {
    const startedAt = performance.now();
    const answer = await askShortened(cut(masked(text), mostCharacters), signal);
    const probabilities = probabilitiesOf(answer);
    return { probabilities, outOfTaxonomy: null, embedding: null, classifyMs: performance.now() - startedAt };
  }

  function probabilitiesOf(answer: LabelScore[] | 'refused'): Float32Array {
    const size = taxonomy.codes.length;
    // Nothing is known of a text that the endpoint will not read, and a flat answer is never accepted.
    if (answer === 'refused') return new Float32Array(size).fill(1 / size);
    const probabilities = new Float32Array(size);
    const seen = new Set<number>();
    for (const { label, score: probability } of answer) {
      const index = column.get(label);
      if (index === undefined) {
        throw new SignalboxError(
          'MODEL_LABELS_MISMATCH',
          `the endpoint ${address} answered with a label that is not in the taxonomy`,
        );
      }
      seen.add(index);
      probabilities[index] = Math.max(probability, 1e-12) ** (1 / temperature);
    }
    const sum = probabilities.reduce((a, b) => a + b, 0);
    // Scaled up to 1, the few that did come would look surer than they are.
    if (seen.size < size || !(sum > 0)) {
      throw new SignalboxError(
        'CLASSIFIER_FAILED',
        `the endpoint ${address} answered with ${seen.size} of ${size} labels`,
      );
    }
    return probabilities.map((p) => p / sum);
  }

  /** A text that the endpoint finds too long, or will not read at all, must not stop the topic: first its beginning decides. */
  async function askShortened(text: string, signal: AbortSignal): Promise<LabelScore[] | 'refused'> {
    try {
      return await ask(text, signal);
    } catch (error) {
      if (!(error instanceof TextRefused)) throw error;
      return text.length > 200 ? askShortened(cut(text, text.length / 2), signal) : 'refused';
    }
  }

  const waitingIn = (group: 'tickets' | 'readers'): Classifier => ({
    async classify(texts, signal) {
      const failed = new AbortController();
      const until = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
      setMaxListeners(0, until);
      try {
        return await Promise.all(texts.map((text) => lines.run(group, () => score(text, until), until)));
      } finally {
        failed.abort(); // when one text fails, all are asked again: the others need not go on
      }
    },
    async close() {},
  });

  return { ...waitingIn('tickets'), readers: waitingIn('readers') };
}

/** Before it is cut to what is sent: half a card number would not be known for one. */
function masked(text: ModelText): string {
  const read = { subject: headOf(text.subject, mostMasked), body: headOf(text.body, mostMasked) };
  const isWhole = text.body.length <= mostMasked;
  const unread = isWhole ? [] : [tailOf(text.body, mostCharacters)]; // where somebody signs
  const { subject, body } = maskTicket(createMask(givenAway(read, [...(text.aside ?? []), ...unread])), read);
  const hidden = `${subject}\n${body}`.trim();
  return isWhole ? hidden : hidden.slice(0, -longestNumber);
}

/** Never in the middle of a character: strict JSON readers refuse half a surrogate pair. */
function cut(text: string, most: number): string {
  return text.slice(0, most).toWellFormed();
}

const checkUrl = 'check CLASSIFIER_URL: it must be a text-classification endpoint';

/** The endpoint read the request and will not take this text. */
class TextRefused extends SignalboxError {}

// The client's errors carry the request, and with it the ticket's text: nothing of them but status and message goes on.
function failureOf(error: unknown, address: string): SignalboxError {
  if (error instanceof SignalboxError) return error;
  if (error instanceof InferenceClientProviderApiError) {
    const { status } = error.httpResponse;
    if (status === 429 || status >= 500)
      return new SignalboxError('CLASSIFIER_FAILED', `${address} answered ${status}`);
    if (status === 400 || status === 413 || status === 422)
      return new TextRefused('CLASSIFIER_REFUSED', `${address} refuses a text (${status})`, { remedy: checkUrl });
    return new SignalboxError('CLASSIFIER_REFUSED', `${address} answered ${status}`, {
      remedy:
        status < 400
          ? 'set CLASSIFIER_URL to where it has moved to: tickets do not follow it by themselves'
          : status === 401 || status === 403
            ? 'check HF_TOKEN'
            : checkUrl,
    });
  }
  const name = error instanceof Error ? error.name : 'Error';
  if (name === 'TimeoutError') return new SignalboxError('CLASSIFIER_DEADLINE', `${address} did not answer in time`);
  if (name === 'TypeError')
    return new SignalboxError('CLASSIFIER_FAILED', `${address} cannot be reached`, { remedy: 'check CLASSIFIER_URL' });
  return new SignalboxError(
    'CLASSIFIER_FAILED',
    `${address} gave an answer that is no list of labels and scores (${name})`,
    {
      remedy: checkUrl,
    },
  );
}
