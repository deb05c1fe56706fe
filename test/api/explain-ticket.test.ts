import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createExplainer } from '../../service/api/explain-ticket.ts';
import { SignalboxError } from '../../service/errors.ts';
import { routerParts } from '../support/fixtures.ts';

const text = { eventId: 'e-1', ticketId: 'T-1', subject: 'Card', body: 'My card was charged twice.' };

/** A model that does not answer until it is called off, and then throws this. */
function neverAnswering(thrown: (reason: unknown) => unknown) {
  const classify = (_texts: unknown, signal?: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(thrown(signal.reason)));
    });
  const router = routerParts({ classify, close: async () => undefined });
  return createExplainer({ router, maxTokens: 256, nearestTickets: async () => [] });
}

describe('when the model does not answer before the deadline of an explanation', () => {
  beforeEach(() => {
    const startTimeout = AbortSignal.timeout.bind(AbortSignal);
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => startTimeout(1));
  });
  afterEach(() => vi.restoreAllMocks());

  test.each<[string, (reason: unknown) => unknown]>([
    ['the reason of the signal, as engines do', (reason) => reason],
    [
      'an AbortError, as a pause between two attempts does',
      (cause) => new DOMException('called off', { name: 'AbortError', cause }),
    ],
  ])('and throws %s, then the error carries the decision and a remedy', async (_, thrown) => {
    await expect(neverAnswering(thrown)(text, undefined)).rejects.toMatchObject({
      code: 'CLASSIFIER_DEADLINE',
      remedy: expect.stringMatching(/\S{3}/),
      cause: { name: expect.stringMatching(/^(Timeout|Abort)Error$/) },
    });
  });

  test('and says why by itself, then that is kept', async () => {
    const own = new SignalboxError('CLASSIFIER_FAILED', 'a worker is gone');
    await expect(neverAnswering(() => own)(text, undefined)).rejects.toBe(own);
  });

  test('then it is asked anew the next time', async () => {
    const reasons: unknown[] = [];
    const explain = neverAnswering((reason) => reasons[reasons.push(reason) - 1]);
    for (const _ of [1, 2]) await expect(explain(text, undefined)).rejects.toThrow();
    expect(reasons).toHaveLength(2);
  });
});

test('when the model fails before the deadline, then the error is its own', async () => {
  const broken = new TypeError('no such column');
  const router = routerParts({ classify: () => Promise.reject(broken), close: async () => undefined });
  const explain = createExplainer({ router, maxTokens: 256, nearestTickets: async () => [] });
  await expect(explain(text, undefined)).rejects.toBe(broken);
});
