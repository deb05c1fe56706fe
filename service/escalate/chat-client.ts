import { InferenceClient } from '@huggingface/inference';
import { z } from 'zod';
import type { FrontierSettings } from '../config.ts';
import type { AnswerFormat } from './answer-format.ts';
import { boundedFetch, type Exchange } from './bounded-fetch.ts';
import { type Dialect, humbler, parametersOf } from './dialect.ts';
import { failureOf, neverTaken, noCompletion, RequestRefused } from './endpoint-failure.ts';

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
 * out by asking: where it refuses a form of answer or a parameter, the next is tried, and what it names as refused is left out from then on.
 */
export function createChatClient({ endpoint, model, token, codes }: ChatClientOptions): ChatClient {
  const client = new InferenceClient(token);
  const where = endpoint.kind === 'url' ? withoutCredentials(endpoint.url) : `${endpoint.provider} (${model})`;
  let known: Dialect = { format: 'json_schema', omitted: new Set(), tokensName: 'max_tokens' };
  let format: AnswerFormat | null = null;
  let isProven = false;
  /** Requests that were taken in a humbler form, without a word on why, while nothing else was. */
  let unexplained = 0;

  /** One request may be refused for its length, say: what it had to do without is kept for others unless it was named as refused. */
  function remember(dialect: Dialect, { was, isNamed }: { was: Dialect; isNamed: boolean }): void {
    if (dialect !== was && !isNamed && (isProven || ++unexplained < 2)) {
      format ??= dialect.format;
      return;
    }
    if (dialect !== was) known = dialect;
    isProven = true;
    format = known.format;
  }

  /** However many forms are tried, they share the deadline. */
  function chat(request: ChatRequest, signal?: AbortSignal): Promise<ChatAnswer> {
    return withDeadline(request.timeoutMs, signal, async (until) => {
      const was = known;
      let dialect = was;
      let isNamed = true;
      for (;;) {
        try {
          const answer = await call(request, dialect, until);
          remember(dialect, { was, isNamed });
          return answer;
        } catch (error) {
          signal?.throwIfAborted();
          const next = error instanceof RequestRefused ? humbler(dialect, error.words) : null;
          if (!next) throw error instanceof RequestRefused && format === null ? neverTaken(where) : error;
          dialect = next.dialect;
          isNamed &&= next.isNamed;
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
