import { setTimeout as wait } from 'node:timers/promises';
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel';
import type { EscalatedTicket } from '../contracts/escalated-ticket.ts';
import type { FrontierPolicy } from '../contracts/policy.ts';
import type { NeedsReviewEvent, ReviewReason } from '../contracts/routing-event.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { createMask } from '../privacy/mask-personal-data.ts';
import { maskTicket } from '../privacy/mask-ticket.ts';
import { buildPrompt, type Prompt, type PromptTemplate } from './build-prompt.ts';
import type { ChatAnswer, ChatClient, ChatMessage } from './chat-client.ts';
import { FrontierFailure } from './frontier-failure.ts';
import { type FrontierAnswer, parseAnswer } from './parse-answer.ts';
import { usdOf, worstCaseUsd } from './price-call.ts';
import type { SimilarTicket } from './similar-tickets.ts';
import type { Budget } from './spend-ledger.ts';
import { givesOrdersToModel } from './spot-instructions.ts';
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
  circuit(isOpen: boolean, cause: string): void;
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
/** The longest that an endpoint may silence this process for: one call finds out whether it still means it. */
const mostSilenceMs = 10 * 60_000;

/** Asks a prompted model about single tickets, within deadlines, a budget and a circuit breaker. It never throws what the endpoint did. */
export function createFrontier(parts: FrontierParts): Frontier {
  const { client, model, taxonomy, template, findSimilar, rules, observer, firstRetryMs = 500 } = parts;
  const { calls } = rules;
  const price = rules.prices[model] ?? free;
  const answerBounds = { maxTokens: calls.answerTokens, codes: taxonomy.codes };
  const leastCallMs = (Math.min(calls.callSeconds, calls.ticketSeconds) * 1000) / 20;
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof FrontierFailure && error.isOutage),
    { halfOpenAfter: rules.breaker.openSeconds * 1000, breaker: new ConsecutiveBreaker(rules.breaker.failures) },
  );
  let openUntilMs = 0;
  // What one ticket is told by a rate limit holds for all of them.
  let notBeforeMs = 0;
  breaker.onBreak((reason) => {
    openUntilMs = performance.now() + rules.breaker.openSeconds * 1000;
    observer?.circuit(true, 'error' in reason ? reason.error.message : 'held open');
  });
  breaker.onReset(() => observer?.circuit(false, ''));

  function promptFor(ticket: EscalatedTicket): Prompt {
    const mask = createMask();
    const asked = maskTicket(mask, ticket);
    // Theirs are masked by the same hand: who writes in both gets one placeholder.
    const similar = findSimilar(ticket, calls.similarTickets).map((labelled) => maskTicket(mask, labelled));
    return buildPrompt(asked, taxonomy, template, { tokenBudget: calls.promptTokens, similar });
  }

  /** One ticket's questions: they share a deadline, a purse and the text that is sent. */
  class Interview {
    readonly #deadlineMs = performance.now() + calls.ticketSeconds * 1000;
    readonly #ticket: EscalatedTicket;
    readonly #budget: Budget;
    readonly #signal: AbortSignal | undefined;
    usd = 0;
    #reservedUsd = 0;

    constructor(ticket: EscalatedTicket, budget: Budget, signal: AbortSignal | undefined) {
      this.#ticket = ticket;
      this.#budget = budget;
      this.#signal = signal;
    }

    async hold(): Promise<FrontierVerdict> {
      if (givesOrdersToModel(this.#ticket)) return this.#nothing('suspected_injection');
      // Nothing is prepared for an endpoint that is known to be away.
      if (performance.now() < openUntilMs) return this.#nothing('frontier_unavailable');
      const { system, user } = promptFor(this.#ticket);
      const messages: ChatMessage[] = [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ];
      const samples: Sample[] = [];
      let failure: Failed = 'frontier_unusable';
      for (let sample = 0; sample < calls.votes; sample++) {
        const said = await this.#question(messages, sample);
        if (typeof said === 'string') failure = said;
        else samples.push(said);
        if (typeof said === 'string' && said !== 'frontier_unusable') break;
        if (majorityOf(samples, calls.votes)) break; // what is left to ask cannot change it
      }
      const winner = majorityOf(samples, samples.length);
      if (!winner) return this.#nothing(samples.length > 0 ? 'frontier_unusable' : failure);
      const { answer, tokenProbability } = winner;
      return {
        kind: 'opinion',
        usd: this.usd,
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

    #nothing(reason: Extract<FrontierVerdict, { kind: 'none' }>['reason']): FrontierVerdict {
      return { kind: 'none', reason, usd: this.usd };
    }

    /** An answer that can be used, with one turn to repair it. */
    async #question(messages: ChatMessage[], sample: number): Promise<Sample | Failed> {
      const first = await this.#exchange(messages, sample);
      if (typeof first === 'string') return first;
      const parsed = parseAnswer(first.text, taxonomy);
      if (parsed.ok) return sampleOf(parsed.answer, first);
      const mask = createMask();
      const repaired = await this.#exchange(
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
      return again.ok ? sampleOf(again.answer, repaired) : 'frontier_unusable';
    }

    /** One answer, with retries where trying again can help and somebody pays for it. */
    async #exchange(messages: ChatMessage[], sample: number): Promise<ChatAnswer | Failed> {
      for (let attempt = 1, pauseMs = firstRetryMs; ; attempt++, pauseMs *= 2) {
        while (performance.now() < notBeforeMs) {
          if (notBeforeMs >= this.#deadlineMs) return 'frontier_unavailable';
          await this.#pause(notBeforeMs - performance.now());
        }
        const outcome = await this.#hedged(messages, sample);
        if (!(outcome instanceof FrontierFailure)) return outcome;
        if (outcome.code === 'FRONTIER_UNUSABLE') return 'frontier_unusable';
        if (outcome.isRateLimit)
          notBeforeMs = Math.max(
            notBeforeMs,
            performance.now() + Math.min(outcome.retryAfterMs ?? pauseMs, mostSilenceMs),
          );
        const pause = outcome.retryAfterMs ?? pauseMs * (0.5 + Math.random() / 2);
        const isHopeless = !outcome.retryable || attempt >= calls.attempts || performance.now() < openUntilMs;
        if (isHopeless || performance.now() + pause >= this.#deadlineMs) return 'frontier_unavailable';
        await this.#pause(pause);
      }
    }

    async #pause(milliseconds: number): Promise<void> {
      await wait(milliseconds, undefined, this.#signal ? { signal: this.#signal } : {});
    }

    /** The first of two calls to answer, where the policy has a second one sent; otherwise the one. */
    async #hedged(messages: ChatMessage[], sample: number): Promise<ChatAnswer | Failed | FrontierFailure> {
      const { hedgeAfterSeconds } = calls;
      if (hedgeAfterSeconds === undefined) return this.#call(messages, sample, this.#signal);
      const lost = new AbortController();
      const stop = () => lost.abort(this.#signal?.reason);
      this.#signal?.addEventListener('abort', stop);
      const sent: Promise<ChatAnswer | Failed | FrontierFailure>[] = [];
      const isAnswer = (outcome: ChatAnswer | Failed | FrontierFailure): outcome is ChatAnswer =>
        typeof outcome === 'object' && !(outcome instanceof FrontierFailure);
      try {
        const first = this.#call(messages, sample, lost.signal);
        sent.push(first);
        const early = await Promise.race([first, wait(hedgeAfterSeconds * 1000, undefined, { signal: lost.signal })]);
        if (early !== undefined) return early;
        const second = this.#call(messages, sample, lost.signal);
        sent.push(second);
        const winner = await Promise.race([first, second]);
        if (isAnswer(winner)) return winner;
        const both = await Promise.all([first, second]);
        return both.find(isAnswer) ?? (both[0] as FrontierFailure);
      } finally {
        this.#signal?.removeEventListener('abort', stop);
        lost.abort(new HedgeLost());
        await Promise.allSettled(sent); // what the loser cost belongs to this ticket
      }
    }

    /** One call: paid for before it is made, settled after it. */
    async #call(
      messages: ChatMessage[],
      sample: number,
      signal: AbortSignal | undefined,
    ): Promise<ChatAnswer | Failed | FrontierFailure> {
      const worst = worstCaseUsd(messages, answerBounds, price);
      if (this.usd + this.#reservedUsd + worst > (rules.perTicketUsd ?? Number.POSITIVE_INFINITY))
        return 'budget_exhausted';
      this.#reservedUsd += worst;
      const reservation = await this.#budget.reserve(worst, { signal, untilMs: this.#deadlineMs }).catch((error) => {
        if (error instanceof HedgeLost) return null;
        this.#reservedUsd -= worst;
        throw error;
      });
      let cost = 0;
      const startedAt = performance.now();
      try {
        if (!reservation) return performance.now() < this.#deadlineMs ? 'budget_exhausted' : 'frontier_unavailable';
        const timeoutMs = Math.min(calls.callSeconds * 1000, this.#deadlineMs - startedAt);
        // A call that cannot be answered in time would be paid for and blamed on the endpoint. While one call probes, others do not
        // wait for it: it may take longer than they have.
        if (timeoutMs < leastCallMs || breaker.state === CircuitState.HalfOpen) return 'frontier_unavailable';
        const answer = await breaker.execute(() => {
          cost = worst; // until the endpoint says otherwise
          return client.chat(
            {
              messages,
              maxTokens: calls.answerTokens,
              temperature: calls.votes > 1 ? 0.7 : 0,
              sample,
              logProbabilities: calls.logProbabilities,
              timeoutMs,
            },
            signal,
          );
        });
        if (answer.usage) cost = usdOf(answer.usage, price);
        observer?.called('answered', (performance.now() - startedAt) / 1000);
        return answer;
      } catch (error) {
        if (isBrokenCircuitError(error)) return 'frontier_unavailable'; // it was not made
        if (error instanceof HedgeLost)
          return new FrontierFailure('FRONTIER_DEADLINE', 'the other call was faster', { mayBeBilled: true });
        if (!(error instanceof FrontierFailure)) throw error; // the service is stopping
        if (!error.mayBeBilled) cost = 0;
        observer?.called(resultOf(error), (performance.now() - startedAt) / 1000, error);
        return error;
      } finally {
        this.#reservedUsd -= worst;
        this.usd += cost;
        reservation?.settle(cost);
        if (cost > 0) observer?.spent(cost);
      }
    }
  }

  return {
    model,
    promptVersion: template.version,
    promptFor,
    ask: (ticket, budget, signal) => new Interview(ticket, budget, signal).hold(),
  };
}

type Failed = 'frontier_unavailable' | 'frontier_unusable' | 'budget_exhausted';

interface Sample {
  answer: FrontierAnswer;
  tokenProbability: number | null;
}

class HedgeLost extends Error {}

const sampleOf = (answer: FrontierAnswer, { text, tokens }: ChatAnswer): Sample => ({
  answer,
  tokenProbability: categoryProbability(text, tokens, answer.category),
});

/** The first sample of a category that more than half of `of` samples name. */
function majorityOf(samples: readonly Sample[], of: number): Sample | undefined {
  return samples.find(
    ({ answer }) => samples.filter((other) => other.answer.category === answer.category).length > of / 2,
  );
}

function resultOf({ code }: FrontierFailure) {
  switch (code) {
    case 'FRONTIER_DEADLINE':
      return 'deadline';
    case 'FRONTIER_REFUSED':
      return 'refused';
    case 'FRONTIER_MISCONFIGURED':
      return 'misconfigured';
    case 'FRONTIER_UNUSABLE':
      return 'unusable';
    default:
      return 'failed';
  }
}
