import type { EscalatedTicket } from '../contracts/escalated-ticket.ts';
import type { FrontierPolicy } from '../contracts/policy.ts';
import type { NeedsReviewEvent, ReviewReason } from '../contracts/routing-event.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { createMask } from '../privacy/mask-personal-data.ts';
import { maskTicket } from '../privacy/mask-ticket.ts';
import { buildPrompt, type Prompt, type PromptTemplate } from './build-prompt.ts';
import type { ChatAnswer, ChatClient, ChatMessage } from './chat-client.ts';
import { createEndpointState } from './endpoint-state.ts';
import type { FrontierFailure } from './frontier-failure.ts';
import { type FrontierAnswer, parseAnswer } from './parse-answer.ts';
import type { SimilarTicket } from './similar-tickets.ts';
import type { Budget } from './spend-ledger.ts';
import { givesOrdersToModel } from './spot-instructions.ts';
import { type CallParts, type Failed, TicketCalls } from './ticket-calls.ts';
import { categoryProbability } from './token-probability.ts';

export type Opinion = NonNullable<NeedsReviewEvent['opinion']>;

/** What came of asking. `usd` is what it is taken to have cost. */
export type FrontierVerdict =
  | { kind: 'opinion'; opinion: Opinion; doubt: FrontierAnswer['doubt']; usd: number }
  | {
      kind: 'none';
      reason: Extract<
        ReviewReason,
        'frontier_unavailable' | 'frontier_unusable' | 'budget_exhausted' | 'suspected_injection'
      >;
      usd: number;
    };

/** What metrics are told. */
export interface FrontierObserver {
  called(
    result: 'answered' | 'unusable' | 'failed' | 'refused' | 'deadline' | 'misconfigured',
    seconds: number,
    failure?: FrontierFailure,
  ): void;
  spent(usd: number): void;
  /** @param untilMs when the next call finds out whether the endpoint is back, on the clock of `performance.now()` */
  circuit(isOpen: boolean, cause: string, untilMs: number): void;
}

export interface Frontier {
  ask(ticket: EscalatedTicket, budget: Budget, signal?: AbortSignal): Promise<FrontierVerdict>;
  /** What is sent about a ticket, masked. */
  promptFor(ticket: EscalatedTicket): Prompt;
  readonly model: string;
  readonly promptVersion: string;
}

export interface FrontierParts {
  client: ChatClient;
  model: string;
  taxonomy: Taxonomy;
  template: PromptTemplate;
  /** Labelled tickets that resemble this one, best first; empty: none are known. */
  findSimilar: (ticket: EscalatedTicket, most: number) => SimilarTicket[];
  rules: Pick<FrontierPolicy, 'calls' | 'breaker' | 'perTicketUsd' | 'prices'>;
  observer?: FrontierObserver;
  /** Before the second attempt, milliseconds; doubled for each further one. */
  firstRetryMs?: number;
}

const free = { inputPerMillion: 0, outputPerMillion: 0 };
const mostQuotedCharacters = 2_000;

/** Asks a prompted model about single tickets, within deadlines, a budget and a circuit breaker. It never throws what the endpoint did. */
export function createFrontier(parts: FrontierParts): Frontier {
  const { client, model, taxonomy, template, findSimilar, rules, observer, firstRetryMs = 500 } = parts;
  const { calls } = rules;
  const endpoint = createEndpointState(rules.breaker, observer);
  const price = rules.prices[model] ?? free;
  const callParts: CallParts = { client, endpoint, rules, price, codes: taxonomy.codes, observer, firstRetryMs };

  function promptFor(ticket: EscalatedTicket): Prompt {
    const found = findSimilar(ticket, calls.similarTickets);
    const mask = createMask([ticket, ...found].flatMap((text) => text.givenAway ?? []));
    const asked = maskTicket(mask, ticket);
    // Theirs are masked by the same hand: who writes in both gets one placeholder.
    const similar = found.map((labelled) => maskTicket(mask, labelled));
    return buildPrompt(asked, taxonomy, template, { tokenBudget: calls.promptTokens, similar });
  }

  async function ask(ticket: EscalatedTicket, budget: Budget, signal?: AbortSignal): Promise<FrontierVerdict> {
    const ofTicket = new TicketCalls(callParts, budget, signal);
    const nothing = (reason: Extract<FrontierVerdict, { kind: 'none' }>['reason']): FrontierVerdict => {
      return { kind: 'none', reason, usd: ofTicket.usd };
    };
    if (givesOrdersToModel(ticket, taxonomy.categories)) return nothing('suspected_injection');
    // Nothing is prepared for an endpoint that is known to be away.
    if (endpoint.isAway()) return nothing('frontier_unavailable');
    const { system, user } = promptFor(ticket);
    const messages: ChatMessage[] = [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ];
    const samples: Sample[] = [];
    let failure: Failed = 'frontier_unusable';
    for (let sample = 0; sample < calls.votes; sample++) {
      const said = await sampleOf(ofTicket, messages, sample);
      if (typeof said === 'string') failure = said;
      else samples.push(said);
      if (typeof said === 'string' && said !== 'frontier_unusable') break;
      if (majorityOf(samples, calls.votes)) break; // what is left to ask cannot change it
    }
    const winner = majorityOf(samples, samples.length);
    if (!winner) return nothing(samples.length > 0 ? 'frontier_unusable' : failure);
    const { answer, tokenProbability } = winner;
    return {
      kind: 'opinion',
      usd: ofTicket.usd,
      doubt: answer.doubt,
      opinion: {
        category: answer.category,
        model,
        promptVersion: template.version,
        votes: { for: samples.filter((s) => s.answer.category === answer.category).length, of: samples.length },
        // It has seen placeholders only; what it invents is masked all the same.
        rationale: createMask()(answer.rationale).slice(0, 1000).toWellFormed(),
        ...(tokenProbability === null ? {} : { tokenProbability }),
      },
    };
  }

  /** An answer that can be used, with one turn to repair it. */
  async function sampleOf(ofTicket: TicketCalls, messages: ChatMessage[], sample: number): Promise<Sample | Failed> {
    const first = await ofTicket.answer(messages, sample);
    if (typeof first === 'string') return first;
    const parsed = parseAnswer(first.text, taxonomy);
    if (parsed.ok) return understood(parsed.answer, first);
    const mask = createMask();
    const repaired = await ofTicket.answer(
      [
        ...messages,
        // Masked, also where the problem quotes it: a recording of this turn, and its playback, hold the same text.
        { role: 'assistant', content: mask(first.text).slice(-mostQuotedCharacters).toWellFormed() || '(nothing)' },
        { role: 'user', content: mask(parsed.problem) },
      ],
      sample,
    );
    // The endpoint did answer; that it is away now is the next ticket's concern.
    if (typeof repaired === 'string') return repaired === 'budget_exhausted' ? repaired : 'frontier_unusable';
    const again = parseAnswer(repaired.text, taxonomy);
    return again.ok ? understood(again.answer, repaired) : 'frontier_unusable';
  }

  return {
    model,
    promptVersion: template.version,
    promptFor,
    ask,
  };
}

interface Sample {
  answer: FrontierAnswer;
  tokenProbability: number | null;
}

const understood = (answer: FrontierAnswer, { text, tokens }: ChatAnswer): Sample => ({
  answer,
  tokenProbability: categoryProbability(text, tokens, answer.category),
});

/** The first sample of a category that more than half of `of` samples name. */
function majorityOf(samples: readonly Sample[], of: number): Sample | undefined {
  return samples.find(
    ({ answer }) => samples.filter((other) => other.answer.category === answer.category).length > of / 2,
  );
}
