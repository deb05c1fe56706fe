import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface ChatCall {
  path: string;
  headers: IncomingHttpHeaders;
  /** As it came, byte for byte. */
  raw: string;
  body: {
    model: string;
    messages: { role: string; content: string }[];
    response_format?: { type: string; json_schema?: unknown; schema?: unknown };
    max_tokens?: number;
    max_completion_tokens?: number;
    temperature?: number;
    seed?: number;
    logprobs?: boolean;
  };
}
export type Reply = (call: ChatCall, response: ServerResponse, number: number) => unknown;

export interface FrontierServer {
  /** The base of an OpenAI-compatible API. */
  url: string;
  /** Completions that it was asked for: what a provider would charge for. */
  calls: ChatCall[];
}

/** An OpenAI-compatible server on a free port that answers, or fails, as the test says. Calls are numbered from 1. */
export async function startFrontierServer(reply: Reply): Promise<FrontierServer> {
  const calls: ChatCall[] = [];
  const server = createServer(async (incoming: IncomingMessage, response) => {
    const raw = await readText(incoming).catch(() => '');
    const isCompletion = incoming.method === 'POST';
    if (raw === '' && isCompletion) return response.destroy();
    const call = { path: incoming.url ?? '', headers: incoming.headers, raw, body: JSON.parse(raw || '{}') };
    if (isCompletion) calls.push(call);
    reply(call, response, calls.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
  };
}

export const json = (
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

/** A chat completion with this text. */
export const completion = (text: string, more: { usage?: object | null; logprobs?: object } = {}) => ({
  id: 'c-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'large-1',
  choices: [
    {
      index: 0,
      finish_reason: 'stop',
      message: { role: 'assistant', content: text },
      ...(more.logprobs ? { logprobs: more.logprobs } : {}),
    },
  ],
  usage: more.usage === undefined ? { prompt_tokens: 1000, completion_tokens: 50, total_tokens: 1050 } : more.usage,
});

export const answerOf = (category: string | null, more: object = {}): string =>
  JSON.stringify({ rationale: 'It asks for this.', category, outOfTaxonomy: category === null, doubt: 'low', ...more });

/** Answers every call with this category. */
export const answering =
  (category: string | null): Reply =>
  (_call, response) =>
    json(response, completion(answerOf(category)));
