import type { Price } from '../contracts/policy.ts';
import type { ChatAnswer, ChatMessage } from './chat-client.ts';

/** Roles and separators that a chat template puts around a message, generously. */
const tokensAroundMessage = 20;

/**
 * The most that a call can cost, US dollars. No vocabulary has a token shorter than a byte, so bytes bound tokens for every
 * model; the price is that far more is set aside than is spent, and given back with the answer.
 * @param form of the answer as it is asked for: many providers write it into the prompt
 */
export function worstCaseUsd(
  messages: readonly ChatMessage[],
  { maxTokens, form = '' }: { maxTokens: number; form?: string },
  price: Price,
): number {
  const inputTokens = messages.reduce(
    (sum, { content }) => sum + Buffer.byteLength(content) + tokensAroundMessage,
    tokensAroundMessage + Buffer.byteLength(form),
  );
  return usdOf({ inputTokens, outputTokens: maxTokens }, price);
}

export function usdOf({ inputTokens, outputTokens }: NonNullable<ChatAnswer['usage']>, price: Price): number {
  return (inputTokens * price.inputPerMillion + outputTokens * price.outputPerMillion) / 1e6;
}
