import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createExplainer } from '../../service/api/explain-ticket.ts';
import { SignalboxError } from '../../service/errors.ts';
import { routerParts, scoresOf } from '../support/fixtures.ts';
import { until } from '../support/until.ts';

const here = { closed: false };
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
    await expect(neverAnswering(thrown)(text, undefined, here)).rejects.toMatchObject({
      code: 'CLASSIFIER_DEADLINE',
      remedy: expect.stringMatching(/\S{3}/),
      cause: { name: expect.stringMatching(/^(Timeout|Abort)Error$/) },
    });
  });

  test('and says why by itself, then that is kept', async () => {
    const own = new SignalboxError('CLASSIFIER_FAILED', 'a worker is gone');
    await expect(neverAnswering(() => own)(text, undefined, here)).rejects.toBe(own);
  });

  test('then it is asked anew the next time', async () => {
    const reasons: unknown[] = [];
    const explain = neverAnswering((reason) => reasons[reasons.push(reason) - 1]);
    for (const _ of [1, 2]) await expect(explain(text, undefined, here)).rejects.toThrow();
    expect(reasons).toHaveLength(2);
  });
});

test('when the model fails before the deadline, then the error is its own', async () => {
  const broken = new TypeError('no such column');
  const router = routerParts({ classify: () => Promise.reject(broken), close: async () => undefined });
  const explain = createExplainer({ router, maxTokens: 256, nearestTickets: async () => [] });
  await expect(explain(text, undefined, here)).rejects.toBe(broken);
});

/** A model that answers when it is told to, and what it has been asked. */
function held() {
  const asked: { body: string | undefined; signal: AbortSignal | undefined; answer: () => void }[] = [];
  const classify = (texts: readonly { body: string }[], signal?: AbortSignal) =>
    new Promise<ReturnType<typeof scoresOf>[]>((resolve) => {
      asked.push({ body: texts[0]?.body, signal, answer: () => resolve(texts.map(() => scoresOf([0.5, 0.25, 0.25]))) });
    });
  const router = routerParts({ classify, close: async () => undefined });
  const explain = createExplainer({ router, maxTokens: 256, nearestTickets: async () => [] });
  const ask = (n: number, asker = here) => explain({ ...text, eventId: `e-${n}`, body: `Text ${n}` }, undefined, asker);
  return { asked, ask };
}

test('when all who asked for an explanation left before its turn, then it is left out, and one that somebody waits for is made', async () => {
  const { asked, ask } = held();
  const leaver = { closed: false };
  const first = ask(1);
  const unwanted = ask(2, leaver).catch((error) => error);
  const wanted = [ask(3, leaver), ask(3)];
  leaver.closed = true;
  await until('the first is asked', () => asked.length > 0);
  asked[0]?.answer();
  await until('another is asked', () => asked.length > 1);
  asked[1]?.answer();
  await Promise.all([first, ...wanted]);
  expect(asked.map(({ body }) => body)).toEqual(['Text 1', 'Text 3']);
  expect(await unwanted).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('left') });

  const again = ask(2);
  await until('who comes back has it explained', () => asked.length > 2);
  asked[2]?.answer();
  await again;
});

test('when the time of who asked is over before its turn, then the model is not asked any more', async () => {
  const ends: (() => void)[] = [];
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    const timeout = new AbortController();
    ends.push(() => timeout.abort(new DOMException('too long', 'TimeoutError')));
    return timeout.signal;
  });
  onTestFinished(() => void vi.restoreAllMocks());
  const { asked, ask } = held();
  const first = ask(1);
  const late = ask(2).catch((error) => error);
  const shared = [ask(3), ask(3)];
  await until('the first is asked', () => asked.length > 0);
  for (const end of ends.slice(1, 3)) end(); // of the second, and of the first who asked for the third
  asked[0]?.answer();
  expect(await late).toMatchObject({ code: 'CLASSIFIER_DEADLINE' });
  await until('the third is asked', () => asked.length > 1);
  asked[1]?.answer();
  await Promise.all([first, ...shared]);
  expect(asked.map(({ body }) => body)).toEqual(['Text 1', 'Text 3']);
});
