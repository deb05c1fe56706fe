import { InferenceClientProviderApiError } from '@huggingface/inference';
import type { Exchange } from './bounded-fetch.ts';
import { FrontierFailure } from './frontier-failure.ts';
import { refusalIn } from './refused-parameters.ts';

/** The endpoint read the request and will not have it so; `words` are its own, kept out of every message. */
export class RequestRefused extends FrontierFailure {
  // Endpoints quote what they were sent, and whoever logs an error writes out its fields.
  readonly #words: string;

  constructor(message: string, words: string) {
    super('FRONTIER_REFUSED', message, { mayBeBilled: false });
    this.#words = words;
  }

  get words(): string {
    return this.#words;
  }
}

/**
 * Codes of errors that one text or one answer brings about, whatever their status: no other form of the request would mend them, and
 * others are served as before. The model may have been at work, and filters are charged for by some.
 */
const saidOfOneTicket: readonly [RegExp, string][] = [
  [/\bjson_validate_failed\b/, 'could not bring the answer into the form'], // Groq
  // Azure and what passes it on; OpenAI; OpenRouter, as a 403
  [/\b(?:content_filter|ResponsibleAIPolicyViolation|content_policy_violation|flagged_input)\b/, 'filters the text'],
];

/** A server that is overloaded may speak of the form too, and is to be left alone. */
function isRefusalOfForm(status: number, words: string, retryAfterMs: number | null): boolean {
  if (status < 500) return false;
  const { namesFormat, mentionsFormat } = refusalIn(words);
  return namesFormat || (mentionsFormat && status <= 501 && retryAfterMs === null);
}

// The client's errors carry the request, and with it the ticket's text: nothing of them but status and kind goes on.
export function failureOf(error: unknown, where: string, { retryAfterMs }: Exchange): FrontierFailure {
  if (error instanceof FrontierFailure) return error;
  if (error instanceof InferenceClientProviderApiError) {
    const { status, body } = error.httpResponse;
    const words = JSON.stringify(body ?? '');
    const ofOneTicket = saidOfOneTicket.find(([code]) => code.test(words));
    if (ofOneTicket)
      return new FrontierFailure('FRONTIER_UNUSABLE', `${where} ${ofOneTicket[1]} (${status})`, { mayBeBilled: true });
    // Some servers call their own validation errors internal ones; trying again would not mend them.
    const isRefusal = [400, 413, 422].includes(status) || isRefusalOfForm(status, words, retryAfterMs);
    if (isRefusal) return new RequestRefused(`${where} refuses the request (${status})`, words);
    if (status === 429 || status >= 500 || status === 408)
      return new FrontierFailure('FRONTIER_FAILED', `${where} answered ${status}`, {
        retryAfterMs,
        isRateLimit: status === 429,
        // A gateway may give up on a model that goes on.
        mayBeBilled: ![408, 429, 503].includes(status),
      });
    const remedy =
      status === 401 || status === 403
        ? 'check FRONTIER_TOKEN: the endpoint does not accept it'
        : status === 404
          ? 'check FRONTIER_URL (the base of an OpenAI-compatible API, up to /v1) and FRONTIER_MODEL'
          : status < 400
            ? 'set FRONTIER_URL to where it has moved to: tickets do not follow it by themselves'
            : 'check FRONTIER_URL, FRONTIER_MODEL and the account';
    return new FrontierFailure('FRONTIER_MISCONFIGURED', `${where} answered ${status}`, { mayBeBilled: false, remedy });
  }
  const name = error instanceof Error ? error.name : 'Error';
  if (name === 'TimeoutError' || name === 'AbortError')
    return new FrontierFailure('FRONTIER_DEADLINE', `${where} did not answer in time`, { mayBeBilled: true });
  if (name === 'TypeError')
    return new FrontierFailure('FRONTIER_FAILED', `${where} cannot be reached, or broke the connection off`, {
      mayBeBilled: !wasNeverConnected(error),
      remedy: 'check FRONTIER_PROVIDER or FRONTIER_URL, and that this machine (a proxy, a firewall) may reach it',
    });
  const hubStatus = (error as { httpResponse?: { status?: number } }).httpResponse?.status ?? 0;
  if (name === 'HubApiError' && (hubStatus === 429 || hubStatus >= 500))
    return new FrontierFailure('FRONTIER_FAILED', `the hub answered ${hubStatus}`, {
      retryAfterMs,
      mayBeBilled: false,
    });
  if (name === 'HubApiError' || name === 'RoutingError' || name === 'InputError')
    return new FrontierFailure(
      'FRONTIER_MISCONFIGURED',
      `${where} is not a model of that provider, or not for this token`,
      {
        mayBeBilled: false,
        remedy: 'check FRONTIER_PROVIDER, FRONTIER_MODEL and FRONTIER_TOKEN',
      },
    );
  return new FrontierFailure('FRONTIER_FAILED', `${where} gave an answer that is no chat completion (${name})`, {
    mayBeBilled: true,
  });
}

const beforeConnection = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  'UND_ERR_CONNECT_TIMEOUT',
]);

function wasNeverConnected(error: unknown): boolean {
  const { code, errors = [] } = (error as { cause?: { code?: string; errors?: { code?: string }[] } }).cause ?? {};
  return [code, ...errors.map((one) => one.code)].some((one) => one !== undefined && beforeConnection.has(one));
}

export const noCompletion = (where: string) =>
  new FrontierFailure('FRONTIER_FAILED', `${where} gave an answer that is no chat completion`, {
    mayBeBilled: true,
    remedy: 'check FRONTIER_URL: it must be the base of an OpenAI-compatible API',
  });

/** Routers answer 400 to models that they do not know: an endpoint that has never taken anything is not the ticket's fault. */
export const neverTaken = (where: string) =>
  new FrontierFailure('FRONTIER_MISCONFIGURED', `${where} refuses every form of the request`, {
    mayBeBilled: false,
    remedy: 'check FRONTIER_MODEL, and whether FRONTIER_URL is a chat completion API',
  });
