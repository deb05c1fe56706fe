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
  const { method = 'GET', as, query = {}, body, signal } = options;
  let response: Response;
  try {
    response = await fetch(`${path}${queryString(query)}`, {
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
      remedy: 'Check the network and that the service is running; this page tries again by itself.',
    });
  }
  const text = await response.text();
  const answer = parseJson(text);
  if (!response.ok) throw problemOf(response.status, answer);
  return answer as Answer;
}

function parseJson(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
