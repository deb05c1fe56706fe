import { type AnswerFormat, answerFormats, responseFormatOf } from './answer-format.ts';
import type { ChatRequest } from './chat-client.ts';

/** What an endpoint is asked in. */
export interface Dialect {
  format: AnswerFormat;
  /** Parameters that it does not take. */
  omitted: ReadonlySet<'temperature' | 'logprobs' | 'seed'>;
  tokensName: 'max_tokens' | 'max_completion_tokens';
}

export function parametersOf(
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
export function humbler(dialect: Dialect, words: string): Dialect | null {
  if (/max_completion_tokens/i.test(words) && dialect.tokensName === 'max_tokens')
    return { ...dialect, tokensName: 'max_completion_tokens' };
  for (const name of ['temperature', 'logprobs', 'seed'] as const) {
    if (new RegExp(`\\b${name}\\b`, 'i').test(words) && !dialect.omitted.has(name))
      return { ...dialect, omitted: new Set([...dialect.omitted, name]) };
  }
  const next = answerFormats[answerFormats.indexOf(dialect.format) + 1];
  return next ? { ...dialect, format: next } : null;
}
