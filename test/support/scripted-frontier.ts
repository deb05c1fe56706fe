import type { EscalatedTicket } from '../../service/contracts/escalated-ticket.ts';
import { policyFileSchema } from '../../service/contracts/policy.ts';
import { createFrontier, type FrontierParts } from '../../service/escalate/ask-frontier.ts';
import type { ChatAnswer, ChatClient, ChatRequest } from '../../service/escalate/chat-client.ts';
import { FrontierFailure } from '../../service/escalate/frontier-failure.ts';
import { type Budget, unlimitedBudget } from '../../service/escalate/spend-ledger.ts';
import { taxonomy } from './fixtures.ts';

export const ticket: EscalatedTicket = {
  specVersion: 1,
  ticketId: 'T-9',
  revision: 1,
  channel: 'email',
  subject: 'Card 4111 1111 1111 1111',
  body: 'It does not open.\n\nRegards,\nMona Adel',
  language: 'en',
  source: { topic: 'tickets.inbound', partition: 2, offset: 7 },
  candidates: [{ category: 'ACCESS', probability: 0.5 }],
  threshold: 0.75,
  embedding: null,
  taxonomyVersion: '2.1.0',
  modelVersion: '0.3.0',
  timings: { queuedMs: 1, classifyMs: 1 },
};
const template = {
  version: '4',
  system: 'Sort into:\n{{categories}}',
  user: '{{similar}}\n{{fence}}\n{{subject}}\n{{body}}',
};
const usage = { inputTokens: 1_000, outputTokens: 100 };
export const said = (text: string, more: Partial<ChatAnswer> = {}): ChatAnswer => ({
  text,
  usage,
  tokens: null,
  ...more,
});
export const failure = (
  code: 'FRONTIER_FAILED' | 'FRONTIER_DEADLINE' | 'FRONTIER_MISCONFIGURED' | 'FRONTIER_REFUSED' | 'FRONTIER_UNUSABLE',
  more: { retryAfterMs?: number; mayBeBilled?: boolean } = {},
) => new FrontierFailure(code, 'it went wrong', { mayBeBilled: false, ...more });

export type Step =
  | string
  | ChatAnswer
  | FrontierFailure
  | ((request: ChatRequest, signal?: AbortSignal) => Promise<ChatAnswer>);

/** A client that says one thing after the other, the last one for ever; and what it was asked. */
export function scripted(...steps: Step[]): ChatClient & { requests: ChatRequest[] } {
  const requests: ChatRequest[] = [];
  return {
    format: 'json_schema',
    requests,
    async chat(request, signal) {
      const step = steps[Math.min(requests.length, steps.length - 1)] as Step;
      requests.push(request);
      if (typeof step === 'function') return step(request, signal);
      if (step instanceof FrontierFailure) throw step;
      return typeof step === 'string' ? said(step) : step;
    },
  };
}

/** Prices make a call cost 0.001 + 0.0002. */
const prices = { 'large-1': { inputPerMillion: 1, outputPerMillion: 2 } };
export function frontierOf(client: ChatClient, policy: object = {}, more: Partial<FrontierParts> = {}) {
  const rules = policyFileSchema.parse({ frontier: { prices, ...policy } }).frontier;
  return createFrontier({
    client,
    model: 'large-1',
    taxonomy,
    template,
    findSimilar: () => [],
    rules,
    firstRetryMs: 1,
    ...more,
  });
}
export const ask = (client: ChatClient, policy: object = {}, budget: Budget = unlimitedBudget) =>
  frontierOf(client, policy).ask(ticket, budget);
export const nothing = (reason: string) => ({ kind: 'none', reason });
