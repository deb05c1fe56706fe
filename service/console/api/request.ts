import { ApiProblem, noAnswer, problemOf } from './problem.ts';
import { type Query, queryString } from './query-string.ts';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  /** In whose name: the server refuses what is said in the name of somebody else than who is signed in. */
  as: string | null;
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

/** @throws ApiProblem for every answer that is not 2xx, and when none came */
export async function request<Answer>(path: string, options: RequestOptions): Promise<Answer> {
  const { query = {}, ...how } = options;
  const response = await send(`${path}${queryString(query)}`, how);
  return parseJson(await response.text()) as Answer;
}

/** @throws ApiProblem as `request` does, before anything of an answer that is 2xx was read */
export async function send(address: string, options: Omit<RequestOptions, 'query'>): Promise<Response> {
  const { method = 'GET', as, body, signal } = options;
  let response: Response;
  try {
    response = await fetch(address, {
      method,
      credentials: 'same-origin',
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
  if (!response.ok) throw problemOf(response.status, parseJson(await response.text()));
  return response;
}

function parseJson(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
