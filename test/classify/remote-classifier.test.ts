import { describe, expect, test } from 'vitest';
import { createRemoteClassifier, type RemoteOptions } from '../../service/classify/remote-classifier.ts';
import { taxonomy } from '../support/fixtures.ts';
import { type Answer, json, listed, scores, startEndpoint } from './stand-in-endpoint.ts';

const quick = { temperature: 1, attempts: 3, firstRetryMs: 1, timeoutMs: 300_000 };

async function connect(answer: Answer, options: Partial<RemoteOptions> = {}) {
  const endpoint = await startEndpoint(answer);
  const classifier = await createRemoteClassifier(taxonomy, { ...quick, url: endpoint.url, ...options });
  const checked = endpoint.requests.length;
  return {
    classify: (bodies: string[], signal?: AbortSignal) =>
      classifier.classify(
        bodies.map((body) => ({ subject: '', body })),
        signal,
      ),
    /** After the start-up check. */
    requests: () => endpoint.requests.slice(checked),
  };
}
const isCheck = (number: number) => number === 1;
const probabilitiesOf = (list: readonly { probabilities: Float32Array }[]) => list.map((s) => [...s.probabilities]);

describe('an answer becomes probabilities in the order of the taxonomy', () => {
  test.each([
    ['nested, as Inference Endpoints give it', [scores]],
    ['flat, as TEI gives it', scores],
    ['in the order of the labels', [...scores].sort((a, b) => a.label.localeCompare(b.label))],
  ])('%s', async (_what, body) => {
    const { classify } = await connect((_request, response) => json(response, body));
    const [found] = await classify(['help']);
    expect([...(found?.probabilities ?? [])]).toEqual([0.25, 0.125, 0.625]);
    expect(found).toMatchObject({ outOfTaxonomy: null, classifyMs: expect.any(Number) });
  });

  test('flatter by the released temperature, and summing to 1', async () => {
    const answer = listed({ PAY: 0.64, ACCESS: 0.32, TERMINAL: 0.04 });
    const { classify } = await connect((_request, response) => json(response, [answer]), { temperature: 2 });
    const [found] = probabilitiesOf(await classify(['help']));
    const roots = [0.8, Math.sqrt(0.32), 0.2];
    const sum = roots.reduce((a, b) => a + b, 0);
    for (const [i, root] of roots.entries()) expect(found?.[i]).toBeCloseTo(root / sum, 6);
  });

  test('each text has its own, in order, however the answers overtake each other', async () => {
    const bodies = Array.from({ length: 20 }, (_, i) => `text ${i}`);
    const held: (() => void)[] = [];
    const { classify, requests } = await connect(
      ({ inputs }, response, number) => {
        const share = Number(/\d+/.exec(inputs)?.[0] ?? 0) / 20;
        const reply = () => json(response, [listed({ PAY: share, ACCESS: 1 - share, TERMINAL: 0 })]);
        if (isCheck(number)) return reply();
        held.push(reply);
        // The last of a handful is answered first.
        if (held.length === 4 || number > 16) for (const release of held.splice(0).reverse()) release();
      },
      { concurrency: 4 },
    );
    const found = probabilitiesOf(await classify(bodies));
    for (const [i, row] of found.entries()) expect(row[0]).toBeCloseTo(i / 20, 6);
    expect(
      requests()
        .map(({ inputs }) => inputs)
        .sort(),
    ).toEqual([...bodies].sort());
  });

  test('several chunks at once share the endpoint, and the first is whole first', async () => {
    let inFlight = 0;
    let most = 0;
    const { classify } = await connect(
      (_request, response, number) => {
        if (isCheck(number)) return json(response, scores);
        most = Math.max(most, ++inFlight);
        setImmediate(() => {
          inFlight--;
          json(response, scores);
        });
      },
      { concurrency: 2 },
    );
    const done: string[] = [];
    const chunk = (name: string) => classify(Array(20).fill(name)).then(() => done.push(name));
    await Promise.all([chunk('first'), chunk('second'), chunk('third')]);
    expect(done).toEqual(['first', 'second', 'third']);
    expect(most).toBeLessThanOrEqual(2);
  });

  test('no text, no request', async () => {
    const { classify, requests } = await connect((_request, response) => json(response, scores));
    expect(await classify([])).toEqual([]);
    expect(requests()).toEqual([]);
  });
});

test('every label is asked for, with the token, subject before body', async () => {
  const { url, requests } = await startEndpoint((_request, response) => json(response, scores));
  const classifier = await createRemoteClassifier(taxonomy, { ...quick, url, token: 'hf_hush' });
  await classifier.classify([{ subject: 'Login', body: 'cannot get in' }]);
  expect(requests[1]).toEqual({ inputs: 'Login\ncannot get in', topK: 3, authorization: 'Bearer hf_hush' });
});

describe('when the labels are not the categories, then the service does not start', () => {
  test.each([
    ['a missing one', { PAY: 0.5, ACCESS: 0.5 }, 'it has not learnt TERMINAL'],
    ['others', { LABEL_0: 0.5, PAY: 0.3, ACCESS: 0.1, TERMINAL: 0.1 }, 'the taxonomy does not have its LABEL_0'],
  ])('%s', async (_what, answer, difference) => {
    const { url } = await startEndpoint((_request, response) => json(response, [listed(answer)]));
    await expect(createRemoteClassifier(taxonomy, { ...quick, url })).rejects.toMatchObject({
      code: 'MODEL_LABELS_MISMATCH',
      message: expect.stringMatching(new RegExp(`${url}.*${difference}`)),
    });
  });
});

describe('when a later answer does not fit, then it is not taken for scores', () => {
  test.each([
    ['a label of no category', listed({ PAY: 0.5, REFUND: 0.5 }), 'MODEL_LABELS_MISMATCH'],
    ['no label at all', [], 'CLASSIFIER_FAILED'],
    ['only the best label, which would look like certainty', listed({ PAY: 0.4 }), expect.any(String)],
  ])('%s', async (_what, answer, code) => {
    const { classify } = await connect((_r, response, n) => json(response, isCheck(n) ? scores : [answer]));
    await expect(classify(['help'])).rejects.toMatchObject({ code });
  });
});

describe('a text that is too long', () => {
  test('when the endpoint refuses it, then its beginning decides', async () => {
    const { classify, requests } = await connect(({ inputs }, response) =>
      inputs.length > 1_500 ? json(response, { error: 'too long' }, 413) : json(response, [scores]),
    );
    const body = `My card was refused. ${'And so on. '.repeat(2_000)}`;
    expect(probabilitiesOf(await classify([body]))).toEqual([[0.25, 0.125, 0.625]]);
    expect(requests().length).toBeLessThan(10);
    for (const { inputs } of requests()) expect(body.startsWith(inputs)).toBe(true);
  });

  test('when the endpoint refuses even little of it, then nothing is known of it, after a bounded number of requests', async () => {
    const { classify, requests } = await connect((_request, response, number) =>
      isCheck(number) ? json(response, [scores]) : json(response, { error: 'no' }, 422),
    );
    const [answer] = await classify(['x'.repeat(100_000)]);
    expect(new Set(answer?.probabilities).size).toBe(1); // flat: never accepted, so a person or a second model looks at it
    expect(requests().length).toBeLessThan(10);
  });

  test.each(['', 'x'])('when it is cut, then it stays well-formed (%j)', async (shift) => {
    const { classify, requests } = await connect(({ inputs }, response) =>
      inputs.length > 1_500 ? json(response, { error: 'too long' }, 413) : json(response, [scores]),
    );
    await classify([`${shift}${'🙂'.repeat(10_000)}`]);
    for (const { inputs } of requests()) expect(inputs.isWellFormed()).toBe(true);
  });
});
