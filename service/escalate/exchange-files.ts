import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createMask } from '../privacy/mask-personal-data.ts';
import type { ChatAnswer, ChatClient, ChatRequest } from './chat-client.ts';
import { FrontierFailure } from './frontier-failure.ts';

const exchangeSchema = z.object({
  model: z.string(),
  request: z.object({
    messages: z.array(z.object({ role: z.string(), content: z.string() })),
    sample: z.number(),
  }),
  answer: z.object({
    text: z.string(),
    usage: z.object({ inputTokens: z.number().nonnegative(), outputTokens: z.number().nonnegative() }).nullable(),
    tokens: z.array(z.object({ token: z.string(), logprob: z.number() })).nullable(),
  }),
});

/** The same question has the same name, whoever is asked; a repeat of it overwrites the answer before. */
function fileOf({ messages, sample }: Pick<ChatRequest, 'messages' | 'sample'>): string {
  return `${createHash('sha256').update(JSON.stringify({ messages, sample })).digest('hex').slice(0, 32)}.json`;
}

/**
 * Writes every answered exchange to a file of its own. Requests hold masked text already; answers are masked here.
 * @param onFailure told when a file cannot be written: an exchange that is not kept must not cost its ticket
 */
export function recordExchanges(
  client: ChatClient,
  { folder, model, onFailure }: { folder: string; model: string; onFailure: (error: unknown) => void },
): ChatClient {
  async function keep(request: ChatRequest, answer: ChatAnswer): Promise<void> {
    await mkdir(folder, { recursive: true });
    const text = createMask()(answer.text);
    const kept: z.infer<typeof exchangeSchema> = {
      model,
      request: { messages: request.messages.map((message) => ({ ...message })), sample: request.sample },
      // Probabilities belong to the very text that came; they spell out what masking took away.
      answer: { text, usage: answer.usage, tokens: text === answer.text ? (answer.tokens?.slice() ?? null) : null },
    };
    const path = join(folder, fileOf(request));
    const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
    try {
      await writeFile(temporary, `${JSON.stringify(kept, null, 1)}\n`);
      await rename(temporary, path); // whoever reads it sees all of it
    } catch (error) {
      await rm(temporary, { force: true }); // halves of files would fill a disk that is full
      throw error;
    }
  }

  return {
    async chat(request, signal) {
      const answer = await client.chat(request, signal);
      await keep(request, answer).catch(onFailure);
      return answer;
    },
    get format() {
      return client.format;
    },
  };
}

/**
 * Answers from files that `recordExchanges` wrote. A question that was never recorded is refused, not guessed.
 * @param model whose answers they have to be, since events name it; absent: anybody's
 */
export function replayExchanges(folder: string, model?: string): ChatClient {
  return {
    format: null,
    async chat(request, signal) {
      signal?.throwIfAborted();
      const path = join(folder, fileOf(request));
      const refused = (reason: string, remedy: string) =>
        new FrontierFailure('FRONTIER_REFUSED', reason, { mayBeBilled: false, remedy });
      const content = await readFile(path, 'utf8').catch(() => {
        throw refused(
          `there is no recorded exchange ${path}`,
          'record it: FRONTIER_RECORD_DIR with the same taxonomy, prompt, model and policy',
        );
      });
      const parsed = exchangeSchema.safeParse(jsonOf(content));
      if (!parsed.success) throw refused(`${path} is not a recorded exchange`, 'remove it, and record it anew');
      const { model: recorded, answer } = parsed.data;
      if (model !== undefined && recorded !== model)
        throw refused(`${path} is an answer of ${recorded}, not of ${model}`, `set FRONTIER_MODEL=${recorded}`);
      return answer;
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How many exchanges a folder holds. @throws what reading the folder throws */
export async function countExchanges(folder: string): Promise<number> {
  return (await readdir(folder)).filter((name) => name.endsWith('.json')).length;
}
