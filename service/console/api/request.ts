import { ApiProblem, answeredBetween, isOfService, noAnswer, problemOf } from './problem.ts';
import { type Query, queryString } from './query-string.ts';
import { retryAfterMs } from './retry-after.ts';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  /** In whose name: the server refuses what is said in the name of somebody else than who is signed in. */
  as: string | null;
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

/** @throws ApiProblem for every answer that is not 2xx, when none came whole, and for one that is not the service's */
export async function request<Answer>(path: string, options: RequestOptions): Promise<Answer> {
  const { query = {}, ...how } = options;
  const response = await send(`${path}${queryString(query)}`, how);
  const text = await textOf(response, options.signal);
  if (response.status === 204) return null as Answer;
  const answer = parseJson(text);
  if (typeof answer !== 'object' || answer === null) throw answeredBetween();
  return answer as Answer;
}

/** @throws ApiProblem as `request` does, before anything of an answer that is 2xx was read */
export async function send(address: string, options: Omit<RequestOptions, 'query'>): Promise<Response> {
  const { method = 'GET', as, body, signal } = options;
  let response: Response;
  try {
    response = await fetch(address, {
      method,
      credentials: 'same-origin',
      // Followed to another origin, a sign-in say, it would fail as if nothing had answered.
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        // A header holds Latin-1 only; a name may be of any script.
        ...(as ? { 'x-signalbox-user': encodeURIComponent(as.toWellFormed()) } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem({
      title: 'Signalbox does not answer',
      status: noAnswer,
      detail: 'The request did not reach the service.',
      remedy: 'Check the network and that the service is running.',
    });
  }
  // The service sends nobody elsewhere; who is, is told no status.
  if (!response.ok && response.status < 400) throw answeredBetween();
  if (!response.ok) {
    const body = parseJson(await textOf(response, signal));
    if (!isOfService(response.status, body)) throw answeredBetween();
    throw problemOf(response.status, body, retryAfterMs(response.headers.get('retry-after'), Date.now()));
  }
  return response;
}

async function textOf(response: Response, signal: AbortSignal | undefined): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem({
      title: 'The answer of Signalbox has not come whole',
      status: noAnswer,
      detail: 'The connection to the service was lost on the way.',
      remedy: 'Check the network and that the service is running.',
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
