import { readBounded } from '../read-bounded.ts';
import { noCompletion } from './endpoint-failure.ts';
import { FrontierFailure } from './frontier-failure.ts';

/** Far beyond any answer that is one. */
const mostAnswerBytes = 1024 * 1024;

/** What a call learns beside its answer. */
export interface Exchange {
  /** The endpoint's own word on when to come again; null: it said nothing. */
  retryAfterMs: number | null;
}

/** Reads the answer whole, but no more than is sensible, under the deadline of the call. */
export function boundedFetch(exchange: Exchange, where: string, until: AbortSignal): typeof fetch {
  return async (address, init) => {
    // A ticket goes to the address of the settings and no other; what the client looks up for itself may have moved.
    const redirect = init?.method === 'POST' ? 'manual' : 'follow';
    // The client sends its look-ups without a signal.
    const response = await fetch(address, { ...init, redirect, signal: until });
    exchange.retryAfterMs = retryAfter(response.headers);
    const body = await readBounded(response, mostAnswerBytes, tooLong);
    if (response.ok) {
      const value = jsonOf(body);
      if (value === undefined) throw noCompletion(where);
      return Response.json(value); // whatever it calls its type
    }
    const headers = { 'content-type': response.headers.get('content-type') ?? 'text/plain; charset=utf-8' };
    // The client trusts a JSON type: an error page that lies about it must not look like a broken answer of the model.
    if (headers['content-type'].includes('json') && jsonOf(body) === undefined) headers['content-type'] = 'text/plain;';
    return new Response(body, { status: response.status, headers });
  };
}

const tooLong = () =>
  new FrontierFailure('FRONTIER_UNUSABLE', `the answer is larger than ${mostAnswerBytes} bytes`, { mayBeBilled: true });

/** Undefined: it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds, or a date on the clock of whoever answers, which they tell as well. */
function retryAfter(headers: Headers): number | null {
  const header = headers.get('retry-after');
  if (header === null) return null;
  const toldAtMs = Date.parse(headers.get('date') ?? '') || Date.now();
  const isDate = /^\s*[a-z]{3,9},? .*\d{2}:\d{2}/i.test(header); // anything passes for a date otherwise, -5 too
  const milliseconds = isDate ? Date.parse(header) - toldAtMs : Number(header.trim() || Number.NaN) * 1000;
  if (milliseconds < 0 && !isDate) return null;
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : null;
}
