import { type AnswerFormat, answerFormats, responseFormatOf } from './answer-format.ts';
import type { ChatRequest } from './chat-client.ts';
import { refusalIn } from './refused-parameters.ts';

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

export interface HumblerDialect {
  dialect: Dialect;
  /** Whether the endpoint named what it does not take: otherwise it may have refused the request for something else, its length, say. */
  isNamed: boolean;
}

const omittable = ['temperature', 'logprobs', 'seed'] as const;

/**
 * The next that an endpoint may take which refused this; null: it has nothing to do with how it is asked.
 * @param words the body of its error as JSON
 */
export function humbler(dialect: Dialect, words: string): HumblerDialect | null {
  const refusal = refusalIn(words);
  if (dialect.tokensName === 'max_tokens' && refusal.mentions('max_completion_tokens'))
    return { dialect: { ...dialect, tokensName: 'max_completion_tokens' }, isNamed: refusal.names('max_tokens') };
  const mentioned = omittable.filter((name) => !dialect.omitted.has(name) && refusal.mentions(name));
  const omit = mentioned.find((name) => refusal.names(name)) ?? mentioned[0];
  if (omit)
    return { dialect: { ...dialect, omitted: new Set([...dialect.omitted, omit]) }, isNamed: refusal.names(omit) };
  const format = answerFormats[answerFormats.indexOf(dialect.format) + 1];
  return format ? { dialect: { ...dialect, format }, isNamed: refusal.namesFormat } : null;
}
