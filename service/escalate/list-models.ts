import { z } from 'zod';
import { readBounded } from '../read-bounded.ts';
import { jsonOf } from './bounded-fetch.ts';
import { FrontierFailure } from './frontier-failure.ts';

const modelListSchema = z.object({ data: z.array(z.object({ id: z.string() })) });
const mostShown = 5;
/** Those who serve hundreds of models describe each at length. */
const mostListBytes = 16 * 1024 * 1024;

/**
 * Looks for a model in the list of an OpenAI-compatible endpoint, which costs nothing.
 * @param base address up to `/v1`
 * @returns whether it is there; null when the endpoint has no such list, or none that can be read
 * @throws FrontierFailure when it cannot be reached, or does not take the token; the signal's reason when that is aborted
 */
export async function listsModel(
  { base, model, token }: { base: string; model: string; token: string | undefined },
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<{ isListed: boolean; others: string[] } | null> {
  const failure = (code: 'FRONTIER_FAILED' | 'FRONTIER_MISCONFIGURED', message: string, remedy: string) =>
    new FrontierFailure(code, `${new URL(base).origin} ${message}`, { mayBeBilled: false, remedy });
  const deadline = AbortSignal.timeout(timeoutMs);
  const response = await fetch(`${base.replace(/\/+$/, '')}/models`, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
    redirect: 'manual', // as tickets are sent
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
  }).catch(() => {
    signal?.throwIfAborted();
    throw failure('FRONTIER_FAILED', 'cannot be reached', 'check FRONTIER_URL and the network');
  });
  if (response.status === 401 || response.status === 403)
    throw failure('FRONTIER_MISCONFIGURED', `answered ${response.status}`, 'check FRONTIER_TOKEN: it is not accepted');
  if (response.status >= 300 && response.status < 400)
    throw failure('FRONTIER_MISCONFIGURED', `answered ${response.status}`, 'set FRONTIER_URL to where it has moved to');
  if (response.status >= 500 || response.status === 429)
    throw failure('FRONTIER_FAILED', `answered ${response.status}`, 'look at the endpoint, or wait');
  const tooLong = () => failure('FRONTIER_FAILED', 'lists too much', 'look at the endpoint');
  const text = response.ok
    ? await readBounded(response, mostListBytes, tooLong).catch(() => {
        signal?.throwIfAborted();
        return '';
      })
    : '';
  const list = modelListSchema.safeParse(jsonOf(text));
  if (!list.success) return null;
  const ids = list.data.data.map(({ id }) => id);
  return { isListed: ids.includes(model), others: ids.slice(0, mostShown) };
}
