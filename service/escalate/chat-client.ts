import { InferenceClient, InferenceClientProviderApiError } from '@huggingface/inference';
import { z } from 'zod';
import type { FrontierSettings } from '../config.ts';
import { type AnswerFormat, answerFormats, responseFormatOf } from './answer-format.ts';
import { FrontierFailure } from './frontier-failure.ts';

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ChatRequest {
  messages: readonly ChatMessage[];
  /** Most tokens of the answer. */
  maxTokens: number;
  temperature: number;
  /** Which sample of the same question it is, from 0. */
  sample: number;
  logProbabilities: boolean;
  /** Of this one call, milliseconds. */
  timeoutMs: number;
}

export interface ChatAnswer {
  text: string;
  /** As the endpoint counts; null: it does not tell. */
  usage: { inputTokens: number; outputTokens: number } | null;
  /** Tokens of the text with their natural logarithms of probability; null: not offered. */
  tokens: readonly { token: string; logprob: number }[] | null;
}

/** One exchange with a prompted model. @throws FrontierFailure; the signal's reason when that is aborted */
export interface ChatClient {
  chat(request: ChatRequest, signal?: AbortSignal): Promise<ChatAnswer>;
  /** What the endpoint was found to take; null: nothing was asked yet. */
  readonly format: AnswerFormat | null;
}

export interface ChatClientOptions extends Pick<FrontierSettings, 'model' | 'token'> {
  endpoint: Exclude<FrontierSettings['endpoint'], { kind: 'replay' }>;
  /** Category codes that the strict formats name. */
  codes: readonly string[];
}

/** Far beyond any answer that is one: a provider that runs away must not fill the memory. */
const mostAnswerBytes = 1024 * 1024;

/** More is no count but nonsense, and would be taken for the day's money. */
const tokenCount = z.number().nonnegative().max(100_000_000);

/** Only what is needed of it, and forgiving of what providers leave out. */
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z
            .union([z.string(), z.array(z.object({ text: z.string().optional() }))])
            .nullish()
            .transform((content) =>
              typeof content === 'string' ? content : (content ?? []).map(({ text }) => text ?? '').join(''),
            ),
        }),
        logprobs: z
          .object({ content: z.array(z.object({ token: z.string(), logprob: z.number() })).nullish() })
          .nullish()
          .catch(null),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: tokenCount,
      completion_tokens: tokenCount,
      total_tokens: tokenCount.optional(),
    })
    .nullish()
    .catch(null),
});

/**
 * Chat completion over any provider of Hugging Face's client, or any OpenAI-compatible address. What an endpoint takes is found
 * out by asking: where it refuses a form of answer or a parameter, the next is tried, and what went well is remembered.
 */
export function createChatClient({ endpoint, model, token, codes }: ChatClientOptions): ChatClient {
  const client = new InferenceClient(token);
  const where = endpoint.kind === 'url' ? withoutCredentials(endpoint.url) : `${endpoint.provider} (${model})`;
  let known: Dialect = { format: 'json_schema', omitted: new Set(), tokensName: 'max_tokens' };
  let format: AnswerFormat | null = null;

  /** However many forms are tried, they share the deadline. */
  function chat(request: ChatRequest, signal?: AbortSignal): Promise<ChatAnswer> {
    return withDeadline(request.timeoutMs, signal, async (until) => {
      let dialect = known;
      for (;;) {
        try {
          const answer = await call(request, dialect, until);
          known = dialect;
          format = dialect.format;
          return answer;
        } catch (error) {
          signal?.throwIfAborted();
          const next = error instanceof RequestRefused ? humbler(dialect, error.words) : null;
          if (next) dialect = next;
          else throw error instanceof RequestRefused && format === null ? neverTaken(where) : error;
        }
      }
    });
  }

  async function call(request: ChatRequest, dialect: Dialect, until: AbortSignal): Promise<ChatAnswer> {
    const exchange: Exchange = { retryAfterMs: null };
    let completion: unknown;
    try {
      completion = await client.chatCompletion(
        {
          ...(endpoint.kind === 'url' ? { endpointUrl: endpoint.url } : { provider: endpoint.provider as 'auto' }),
          model,
          messages: request.messages.map((message) => ({ ...message })),
          ...parametersOf(request, dialect, codes),
        },
        // The client would retry a 503 for ever: retries are owned by whoever pays for them.
        { retry_on_error: false, fetch: boundedFetch(exchange, where, until), signal: until },
      );
    } catch (error) {
      throw failureOf(error, where, exchange);
    }
    const parsed = completionSchema.safeParse(completion);
    if (!parsed.success) throw noCompletion(where);
    const [choice] = parsed.data.choices;
    const text = choice?.message.content ?? '';
    return {
      text,
      usage: usageOf(parsed.data.usage, text),
      tokens: choice?.logprobs?.content ?? null,
    };
  }

  return {
    chat,
    get format() {
      return format;
    },
  };
}

/** A gateway that reports zeros does not count; one that leaves tokens of thinking out has them in its total. */
function usageOf(usage: z.infer<typeof completionSchema>['usage'], text: string): ChatAnswer['usage'] {
  if (!usage || usage.prompt_tokens === 0) return null;
  const { prompt_tokens: inputTokens, completion_tokens, total_tokens = 0 } = usage;
  const outputTokens = Math.max(completion_tokens, total_tokens - inputTokens);
  return outputTokens === 0 && text !== '' ? null : { inputTokens, outputTokens };
}

function withoutCredentials(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

const noCompletion = (where: string) =>
  new FrontierFailure('FRONTIER_FAILED', `${where} gave an answer that is no chat completion`, {
    mayBeBilled: true,
    remedy: 'check FRONTIER_URL: it must be the base of an OpenAI-compatible API',
  });

/** Routers answer 400 to models that they do not know: an endpoint that has never taken anything is not the ticket's fault. */
const neverTaken = (where: string) =>
  new FrontierFailure('FRONTIER_MISCONFIGURED', `${where} refuses every form of the request`, {
    mayBeBilled: false,
    remedy: 'check FRONTIER_MODEL, and whether FRONTIER_URL is a chat completion API',
  });

/** What an endpoint is asked in. */
interface Dialect {
  format: AnswerFormat;
  /** Parameters that it does not take. */
  omitted: ReadonlySet<'temperature' | 'logprobs' | 'seed'>;
  tokensName: 'max_tokens' | 'max_completion_tokens';
}

function parametersOf(
  { maxTokens, temperature, sample, logProbabilities }: ChatRequest,
  dialect: Dialect,
  codes: readonly string[],
) {
  const { format, omitted, tokensName } = dialect;
  const responseFormat = responseFormatOf(format, codes);
  return {
    [tokensName]: maxTokens,
    ...(omitted.has('temperature') ? {} : { temperature }),
    ...(sample > 0 && !omitted.has('seed') ? { seed: sample } : {}),
    ...(logProbabilities && !omitted.has('logprobs') ? { logprobs: true } : {}),
    // The client's type knows fewer forms than providers do.
    ...(responseFormat ? { response_format: responseFormat as never } : {}),
  };
}

/** The next that an endpoint may take which refused this; null: it has nothing to do with how it is asked. */
function humbler(dialect: Dialect, words: string): Dialect | null {
  if (/max_completion_tokens/i.test(words) && dialect.tokensName === 'max_tokens')
    return { ...dialect, tokensName: 'max_completion_tokens' };
  for (const name of ['temperature', 'logprobs', 'seed'] as const) {
    if (new RegExp(`\\b${name}\\b`, 'i').test(words) && !dialect.omitted.has(name))
      return { ...dialect, omitted: new Set([...dialect.omitted, name]) };
  }
  const next = answerFormats[answerFormats.indexOf(dialect.format) + 1];
  return next ? { ...dialect, format: next } : null;
}

interface Exchange {
  retryAfterMs: number | null;
}

/** Reads the answer whole, but no more than is sensible, under the deadline of the call. */
function boundedFetch(exchange: Exchange, where: string, until: AbortSignal): typeof fetch {
  return async (address, init) => {
    // A ticket goes to the address of the settings and no other; what the client looks up for itself may have moved.
    const redirect = init?.method === 'POST' ? 'manual' : 'follow';
    // The client sends its look-ups without a signal.
    const response = await fetch(address, { ...init, redirect, signal: until });
    exchange.retryAfterMs = retryAfter(response.headers.get('retry-after'));
    const body = await readBounded(response);
    if (response.ok) {
      const value = jsonOf(body);
      if (value === undefined) throw noCompletion(where);
      return Response.json(value); // whatever it calls its type
    }
    const headers = { 'content-type': response.headers.get('content-type') ?? 'text/plain; charset=utf-8' };
    // The client trusts a JSON type: an error page that lies about it must not look like a broken answer of the model.
    if (headers['content-type'].includes('json') && jsonOf(body) === undefined) headers['content-type'] = 'text/plain;';
    return new Response(body, { status: response.status, headers });
  };
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.length;
    if (bytes > mostAnswerBytes) {
      await reader?.cancel();
      throw new FrontierFailure('FRONTIER_UNUSABLE', `the answer is larger than ${mostAnswerBytes} bytes`, {
        mayBeBilled: true,
      });
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds, or a date. */
function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  const isDate = /^\s*[a-z]{3,9},? .*\d{2}:\d{2}/i.test(header); // anything passes for a date otherwise, -5 too
  const milliseconds = isDate ? Date.parse(header) - Date.now() : Number(header.trim() || Number.NaN) * 1000;
  if (milliseconds < 0 && !isDate) return null;
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : null;
}

/** The endpoint read the request and will not have it so; `words` are its own, kept out of every message. */
class RequestRefused extends FrontierFailure {
  readonly words: string;
  constructor(message: string, words: string) {
    super('FRONTIER_REFUSED', message, { mayBeBilled: false });
    this.words = words;
  }
}

// The client's errors carry the request, and with it the ticket's text: nothing of them but status and kind goes on.
function failureOf(error: unknown, where: string, { retryAfterMs }: Exchange): FrontierFailure {
  if (error instanceof FrontierFailure) return error;
  if (error instanceof InferenceClientProviderApiError) {
    const { status, body } = error.httpResponse;
    const words = JSON.stringify(body ?? '');
    // Some servers call their own validation errors internal ones; trying again would not mend them.
    // A model that did not keep to the form this once: no reason to ask for less for ever.
    if (words.includes('json_validate_failed'))
      return new FrontierFailure('FRONTIER_FAILED', `${where} could not keep to the form`, { mayBeBilled: true });
    const isRefusal = [400, 413, 422].includes(status) || (status >= 500 && /response_format|json_schema/.test(words));
    if (isRefusal) return new RequestRefused(`${where} refuses the request (${status})`, words);
    if (status === 429 || status >= 500 || status === 408)
      return new FrontierFailure('FRONTIER_FAILED', `${where} answered ${status}`, {
        retryAfterMs,
        isRateLimit: status === 429,
        // A gateway may give up on a model that goes on.
        mayBeBilled: ![408, 429, 503].includes(status),
      });
    const remedy =
      status === 401 || status === 403
        ? 'check FRONTIER_TOKEN: the endpoint does not accept it'
        : status === 404
          ? 'check FRONTIER_URL (the base of an OpenAI-compatible API, up to /v1) and FRONTIER_MODEL'
          : status < 400
            ? 'set FRONTIER_URL to where it has moved to: tickets do not follow it by themselves'
            : 'check FRONTIER_URL, FRONTIER_MODEL and the account';
    return new FrontierFailure('FRONTIER_MISCONFIGURED', `${where} answered ${status}`, { mayBeBilled: false, remedy });
  }
  const name = error instanceof Error ? error.name : 'Error';
  if (name === 'TimeoutError' || name === 'AbortError')
    return new FrontierFailure('FRONTIER_DEADLINE', `${where} did not answer in time`, { mayBeBilled: true });
  if (name === 'TypeError')
    return new FrontierFailure('FRONTIER_FAILED', `${where} cannot be reached, or broke the connection off`, {
      mayBeBilled: !wasNeverConnected(error),
      remedy: 'check FRONTIER_PROVIDER or FRONTIER_URL, and that this machine (a proxy, a firewall) may reach it',
    });
  const hubStatus = (error as { httpResponse?: { status?: number } }).httpResponse?.status ?? 0;
  if (name === 'HubApiError' && (hubStatus === 429 || hubStatus >= 500))
    return new FrontierFailure('FRONTIER_FAILED', `the hub answered ${hubStatus}`, {
      retryAfterMs,
      mayBeBilled: false,
    });
  if (name === 'HubApiError' || name === 'RoutingError' || name === 'InputError')
    return new FrontierFailure(
      'FRONTIER_MISCONFIGURED',
      `${where} is not a model of that provider, or not for this token`,
      {
        mayBeBilled: false,
        remedy: 'check FRONTIER_PROVIDER, FRONTIER_MODEL and FRONTIER_TOKEN',
      },
    );
  return new FrontierFailure('FRONTIER_FAILED', `${where} gave an answer that is no chat completion (${name})`, {
    mayBeBilled: true,
  });
}

const beforeConnection = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  'UND_ERR_CONNECT_TIMEOUT',
]);

function wasNeverConnected(error: unknown): boolean {
  const { code, errors = [] } = (error as { cause?: { code?: string; errors?: { code?: string }[] } }).cause ?? {};
  return [code, ...errors.map((one) => one.code)].some((one) => one !== undefined && beforeConnection.has(one));
}

/** Not AbortSignal.any: on Node 20 a signal that lives as long as the process would remember every call. */
async function withDeadline<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (until: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const until = new AbortController();
  const stop = () => until.abort(signal?.reason);
  const timer = setTimeout(
    () => until.abort(new DOMException('the deadline has passed', 'TimeoutError')),
    milliseconds,
  );
  signal?.addEventListener('abort', stop);
  try {
    return await work(until.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
