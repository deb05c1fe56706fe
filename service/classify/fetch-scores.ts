import { SignalboxError } from '../errors.ts';
import { readBounded } from '../read-bounded.ts';

/** Far beyond the scores of any taxonomy. */
const mostAnswerBytes = 1024 * 1024;

/**
 * TEI answers one input with a flat list of labels, Inference Endpoints with a nested one, and the client accepts only the latter.
 * A text goes to the address of the settings and no other, so redirects come back as answers; of these, and of errors, nothing but
 * the status is read.
 * @throws SignalboxError CLASSIFIER_FAILED when there is no end to the answer
 */
export async function fetchScores(...[address, init]: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(address, { ...init, redirect: 'manual' });
  if (!response.ok) {
    await response.body?.cancel();
    return new Response(null, { status: response.status });
  }
  const text = await readBounded(response, mostAnswerBytes, tooLong);
  const type = response.headers.get('content-type') ?? '';
  if (!type.startsWith('application/json')) return new Response(text, { headers: { 'content-type': type } });
  const body: unknown = JSON.parse(text);
  const isFlat = Array.isArray(body) && body.length > 0 && !Array.isArray(body[0]);
  return Response.json(isFlat ? [body] : body);
}

const tooLong = () =>
  new SignalboxError('CLASSIFIER_FAILED', `the endpoint's answer is larger than ${mostAnswerBytes} bytes`, {
    remedy: 'check CLASSIFIER_URL: it must be a text-classification endpoint',
  });
