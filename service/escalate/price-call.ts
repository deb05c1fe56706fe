import type { Price } from '../contracts/policy.ts';
import { responseFormatOf } from './answer-format.ts';
import type { ChatAnswer, ChatMessage } from './chat-client.ts';

/** Roles and separators that a chat template puts around a message, generously. */
const tokensAroundMessage = 20;

/**
 * The most that a call can cost, US dollars. No vocabulary has a token shorter than a byte, so bytes bound tokens for every
 * model; the price is that far more is set aside than is spent, and given back with the answer.
 * @param answer.codes in the form of the answer, which many providers write into the prompt
 */
export function worstCaseUsd(
  messages: readonly ChatMessage[],
  { maxTokens, codes }: { maxTokens: number; codes: readonly string[] },
  price: Price,
): number {
  const inputTokens = messages.reduce(
    (sum, { content }) => sum + Buffer.byteLength(content) + tokensAroundMessage,
    tokensAroundMessage + Buffer.byteLength(JSON.stringify(responseFormatOf('json_schema', codes))),
  );
  return usdOf({ inputTokens, outputTokens: maxTokens }, price);
}

export function usdOf({ inputTokens, outputTokens }: NonNullable<ChatAnswer['usage']>, price: Price): number {
  return (inputTokens * price.inputPerMillion + outputTokens * price.outputPerMillion) / 1e6;
}
