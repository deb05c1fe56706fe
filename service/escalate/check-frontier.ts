import type { Taxonomy } from '../contracts/taxonomy.ts';
import type { AnswerFormat } from './answer-format.ts';
import type { ChatClient } from './chat-client.ts';
import { parseAnswer } from './parse-answer.ts';

export interface FrontierCheck {
  format: AnswerFormat | null;
  /** Whether the answer was one that can be used. */
  isUnderstood: boolean;
  /** Whether it was the JSON object alone, as an endpoint that keeps to `format` must answer. */
  isExact: boolean;
}

/** One small exchange with no ticket in it, to see what an endpoint is worth. @throws FrontierFailure */
export async function checkFrontier(
  client: ChatClient,
  taxonomy: Taxonomy,
  { maxTokens, timeoutMs }: { maxTokens: number; timeoutMs: number },
  signal?: AbortSignal,
): Promise<FrontierCheck> {
  const { text } = await client.chat(
    {
      messages: [
        { role: 'system', content: 'Answer with one JSON object and nothing else.' },
        {
          role: 'user',
          content: `Write this object: ${JSON.stringify({ rationale: 'a check', category: taxonomy.codes[0], outOfTaxonomy: false, doubt: 'low' })}`,
        },
      ],
      maxTokens,
      temperature: 0,
      sample: 0,
      logProbabilities: false,
      timeoutMs,
    },
    signal,
  );
  return { format: client.format, isUnderstood: parseAnswer(text, taxonomy).ok, isExact: isObject(text) };
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
