import { type ChatRequest, createChatClient } from '../../service/escalate/chat-client.ts';
import { type Reply, startFrontierServer } from './frontier-server.ts';

export const request: ChatRequest = {
  messages: [
    { role: 'system', content: 'Sort.' },
    { role: 'user', content: 'A very private ticket.' },
  ],
  maxTokens: 100,
  temperature: 0,
  sample: 0,
  logProbabilities: false,
  timeoutMs: 300_000,
};

export async function connected(reply: Reply, more: Partial<ChatRequest> = {}) {
  const server = await startFrontierServer(reply);
  const endpoint = { kind: 'url' as const, url: server.url };
  const client = createChatClient({ endpoint, model: 'large-1', token: 'secret-token', codes: ['PAY', 'ACCESS'] });
  return { server, client, ask: () => client.chat({ ...request, ...more }) };
}
export const refusal = (message: string) => ({ error: { message, type: 'invalid_request_error' } });
