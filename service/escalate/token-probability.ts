import type { ChatAnswer } from './chat-client.ts';

/**
 * How likely the endpoint found the tokens that spell the category in its own answer: the product over the tokens that share a
 * character with the last mention of the code. Null when tokens were not given or do not spell the text.
 */
export function categoryProbability(
  text: string,
  tokens: ChatAnswer['tokens'],
  category: string | null,
): number | null {
  if (!tokens || category === null) return null;
  if (tokens.map(({ token }) => token).join('') !== text) return null;
  const start = text.toLowerCase().lastIndexOf(category.toLowerCase());
  if (start < 0) return null;
  const end = start + category.length;
  let at = 0;
  let logarithm = 0;
  for (const { token, logprob } of tokens) {
    if (at < end && at + token.length > start) logarithm += logprob;
    at += token.length;
  }
  return Math.min(1, Math.exp(logarithm));
}
