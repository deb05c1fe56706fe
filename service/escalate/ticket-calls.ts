import { setTimeout as wait } from 'node:timers/promises';
import { isBrokenCircuitError } from 'cockatiel';
import type { FrontierPolicy, Price } from '../contracts/policy.ts';
import type { FrontierObserver } from './ask-frontier.ts';
import type { ChatAnswer, ChatClient, ChatMessage } from './chat-client.ts';
import type { EndpointState } from './endpoint-state.ts';
import { FrontierFailure } from './frontier-failure.ts';
import { usdOf, worstCaseUsd } from './price-call.ts';
import type { Budget, Reservation } from './spend-ledger.ts';

/** What the calls about all tickets have in common. */
export interface CallParts {
  client: ChatClient;
  endpoint: EndpointState;
  rules: Pick<FrontierPolicy, 'calls' | 'perTicketUsd'>;
  price: Price;
  /** Category codes, in the form of the answer. */
  codes: readonly string[];
  observer: FrontierObserver | undefined;
  /** Before the second attempt, milliseconds; doubled for each further one. */
  firstRetryMs: number;
}

/** Why there is no answer. */
export type Failed = 'frontier_unavailable' | 'frontier_unusable' | 'budget_exhausted';

type Outcome = ChatAnswer | Failed | FrontierFailure;

/** What is asked, in one attempt. */
interface Question {
  messages: ChatMessage[];
  sample: number;
  /** How long an endpoint that wants to be asked less often is left alone when it does not say. */
  pauseMs: number;
}

interface Paid {
  /** Set aside for it. */
  worstUsd: number;
  reservation: Reservation;
}

class HedgeLost extends Error {}

/** The calls about one ticket: they share a deadline and a purse. */
export class TicketCalls {
  readonly #parts: CallParts;
  readonly #budget: Budget;
  readonly #signal: AbortSignal | undefined;
  readonly #deadlineMs: number;
  #usd = 0;
  #reservedUsd = 0;

  constructor(parts: CallParts, budget: Budget, signal: AbortSignal | undefined) {
    this.#parts = parts;
    this.#budget = budget;
    this.#signal = signal;
    this.#deadlineMs = performance.now() + parts.rules.calls.ticketSeconds * 1000;
  }

  /** What they are taken to have cost. */
  get usd(): number {
    return this.#usd;
  }

  /** One answer, with retries where trying again can help and somebody pays for it. */
  async answer(messages: ChatMessage[], sample: number): Promise<ChatAnswer | Failed> {
    const { endpoint, rules, firstRetryMs } = this.#parts;
    for (let attempt = 1, pauseMs = firstRetryMs; ; attempt++, pauseMs *= 2) {
      this.#signal?.throwIfAborted();
      while (performance.now() < endpoint.quietUntilMs) {
        if (endpoint.quietUntilMs >= this.#deadlineMs) return 'frontier_unavailable';
        await pause(endpoint.quietUntilMs - performance.now(), this.#signal);
      }
      const outcome = await this.#hedged({ messages, sample, pauseMs });
      if (!(outcome instanceof FrontierFailure)) return outcome;
      if (outcome.code === 'FRONTIER_UNUSABLE') return 'frontier_unusable';
      const beforeNextMs = outcome.retryAfterMs ?? pauseMs * (0.5 + Math.random() / 2);
      const isHopeless = !outcome.retryable || attempt >= rules.calls.attempts || endpoint.isAway();
      if (isHopeless || performance.now() + beforeNextMs >= this.#deadlineMs) return 'frontier_unavailable';
      await pause(beforeNextMs, this.#signal);
    }
  }

  /** The first of two calls to answer, where the policy has a second one sent; otherwise the one. */
  async #hedged(question: Question): Promise<Outcome> {
    const { endpoint, rules } = this.#parts;
    const { hedgeAfterSeconds, callSeconds } = rules.calls;
    // After as much time as a call has, there is none left to be faster than.
    if (hedgeAfterSeconds === undefined || hedgeAfterSeconds >= callSeconds) return this.#call(question, this.#signal);
    const lost = new AbortController();
    const stop = () => lost.abort(this.#signal?.reason);
    this.#signal?.addEventListener('abort', stop);
    const sent: Promise<Outcome>[] = [];
    try {
      // Not yet counted as slow: a call that waits for its money says nothing of the endpoint.
      const paid = await this.#setAside(question, this.#signal);
      if (typeof paid === 'string') return paid;
      const first = this.#send(paid, question, lost.signal);
      sent.push(first);
      const early = await Promise.race([first, pause(hedgeAfterSeconds * 1000, lost.signal)]);
      if (early !== undefined) return early;
      if (performance.now() < endpoint.quietUntilMs) return await first;
      const second = this.#call(question, lost.signal);
      sent.push(second);
      const winner = await Promise.race([first, second]);
      if (isAnswer(winner)) return winner;
      const both = await Promise.all([first, second]);
      return both.find(isAnswer) ?? both[0];
    } finally {
      this.#signal?.removeEventListener('abort', stop);
      lost.abort(new HedgeLost());
      await Promise.allSettled(sent); // what the loser cost belongs to this ticket
    }
  }

  async #call(question: Question, signal: AbortSignal | undefined): Promise<Outcome> {
    const paid = await this.#setAside(question, signal);
    return typeof paid === 'string' ? paid : this.#send(paid, question, signal);
  }

  /** A call is paid for before it is made. */
  async #setAside({ messages }: Question, signal: AbortSignal | undefined): Promise<Paid | Failed> {
    const { rules, price, codes } = this.#parts;
    const worstUsd = worstCaseUsd(messages, { maxTokens: rules.calls.answerTokens, codes }, price);
    if (this.#usd + this.#reservedUsd + worstUsd > (rules.perTicketUsd ?? Number.POSITIVE_INFINITY))
      return 'budget_exhausted';
    this.#reservedUsd += worstUsd;
    let reservation: Reservation | null = null;
    try {
      reservation = await this.#budget.reserve(worstUsd, { signal, untilMs: this.#deadlineMs });
    } finally {
      if (!reservation) this.#reservedUsd -= worstUsd;
    }
    if (reservation) return { worstUsd, reservation };
    return performance.now() < this.#deadlineMs ? 'budget_exhausted' : 'frontier_unavailable';
  }

  /** And settled after it. */
  async #send(
    { worstUsd, reservation }: Paid,
    { messages, sample, pauseMs }: Question,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    const { client, endpoint, rules, price, observer } = this.#parts;
    const { answerTokens, votes, logProbabilities, callSeconds, ticketSeconds } = rules.calls;
    let cost = 0;
    const startedAt = performance.now();
    try {
      const timeoutMs = Math.min(callSeconds * 1000, this.#deadlineMs - startedAt);
      const leastMs = (Math.min(callSeconds, ticketSeconds) * 1000) / 20;
      // A call that cannot be answered in time would be paid for and blamed on the endpoint.
      if (timeoutMs < leastMs) return 'frontier_unavailable';
      signal?.throwIfAborted(); // while its money was waited for
      const answer = await endpoint.call(() => {
        cost = worstUsd; // until the endpoint says otherwise
        const temperature = votes > 1 ? 0.7 : 0;
        return client.chat(
          { messages, maxTokens: answerTokens, temperature, sample, logProbabilities, timeoutMs },
          signal,
        );
      });
      if (answer.usage) cost = usdOf(answer.usage, price);
      observer?.called('answered', (performance.now() - startedAt) / 1000);
      return answer;
    } catch (error) {
      if (isBrokenCircuitError(error)) return 'frontier_unavailable'; // it was not made
      if (!(error instanceof FrontierFailure)) throw error; // the service is stopping, or the other call was faster
      if (!error.mayBeBilled) cost = 0;
      // Here, where it is told: of two calls only one is heard of further on.
      if (error.isRateLimit) endpoint.beQuiet(error.retryAfterMs ?? pauseMs);
      observer?.called(resultOf(error), (performance.now() - startedAt) / 1000, error);
      return error;
    } finally {
      this.#reservedUsd -= worstUsd;
      this.#usd += cost;
      reservation.settle(cost);
      if (cost > 0) observer?.spent(cost);
    }
  }
}

const isAnswer = (outcome: Outcome): outcome is ChatAnswer =>
  typeof outcome === 'object' && !(outcome instanceof FrontierFailure);

/** An abort ends it with the signal's own reason. */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
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
