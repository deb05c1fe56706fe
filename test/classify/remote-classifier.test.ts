import { describe, expect, test } from 'vitest';
import { createRemoteClassifier, type RemoteOptions } from '../../service/classify/remote-classifier.ts';
import { taxonomy } from '../support/fixtures.ts';
import { until } from '../support/until.ts';
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

/** An endpoint with one place that answers at once and remembers the order; everything stands in line before the first answer. */
async function orderOf(tickets: string[][], readers: string[]) {
  const order: string[] = [];
  let answerFirst: () => void = () => undefined;
  let arrived: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (arrived = resolve));
  const { url } = await startEndpoint(({ inputs }, response, number) => {
    if (isCheck(number)) return json(response, scores);
    order.push(inputs);
    if (order.length > 1) return json(response, scores);
    answerFirst = () => json(response, scores);
    arrived();
  });
  const classifier = await createRemoteClassifier(taxonomy, { ...quick, url, concurrency: 1 });
  const whole: string[] = [];
  const ask = (from: Pick<typeof classifier, 'classify'>, name: string, bodies: string[]) =>
    from.classify(bodies.map((body) => ({ subject: '', body }))).then(() => whole.push(name));
  const asked = tickets.map((bodies, i) => ask(classifier, `partition ${i}`, bodies));
  await first;
  if (readers.length > 0) asked.push(ask(classifier.readers, 'readers', readers));
  answerFirst();
  await Promise.all(asked);
  return { order, whole };
}
const many = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name} ${i}`);

describe('readers of the API wait in a line of their own', () => {
  test('when hundreds of tickets are in line, then somebody who asks about one text is answered next', async () => {
    const partitions = [many('a', 60), many('b', 60), many('c', 60)];
    const { order, whole } = await orderOf(partitions, ['mine']);
    expect(order).toHaveLength(181);
    expect(order.indexOf('mine')).toBe(2); // behind the one that is being asked about, and the next ticket
    expect(whole).toEqual(['readers', 'partition 0', 'partition 1', 'partition 2']);
  });

  test('when readers have as many texts, then the two take turns, and partitions are done in the order in which they came', async () => {
    const { order, whole } = await orderOf([many('a', 10), many('b', 10)], many('mine', 30));
    const tickets = [...many('a', 10), ...many('b', 10)];
    const turns = tickets.slice(1).flatMap((ticket, i) => [ticket, `mine ${i}`]);
    expect(order).toEqual([tickets[0], ...turns, ...many('mine', 30).slice(19)]);
    expect(whole).toEqual(['partition 0', 'partition 1', 'readers']);
  });

  test('when nobody reads, then tickets have all places, and the other way round', async () => {
    expect((await orderOf([many('a', 5)], [])).order).toEqual(many('a', 5));
    const { url, requests } = await startEndpoint((_request, response) => json(response, scores));
    const { readers } = await createRemoteClassifier(taxonomy, { ...quick, url, concurrency: 1 });
    await readers.classify(many('mine', 5).map((body) => ({ subject: '', body })));
    expect(requests.slice(1).map(({ inputs }) => inputs)).toEqual(many('mine', 5));
  });

  test('when a reader gives up, then it holds up nobody, and the tickets go on', async () => {
    let answerFirst: () => void = () => undefined;
    const order: string[] = [];
    const { url } = await startEndpoint(({ inputs }, response, number) => {
      if (isCheck(number)) return json(response, scores);
      order.push(inputs);
      if (order.length > 1) return json(response, scores);
      answerFirst = () => json(response, scores);
    });
    const classifier = await createRemoteClassifier(taxonomy, { ...quick, url, concurrency: 1 });
    const tickets = classifier.classify(many('a', 3).map((body) => ({ subject: '', body })));
    const leaving = new AbortController();
    const given = classifier.readers.classify([{ subject: '', body: 'mine' }], leaving.signal);
    leaving.abort(new Error('has left'));
    await expect(given).rejects.toThrow('has left'); // while the first ticket is being asked about
    await until('it is asked', () => order.length > 0);
    answerFirst();
    expect(await tickets).toHaveLength(3);
    expect(order).toEqual(many('a', 3));
  });

  test("when readers' texts are slow, then they hold half of the places, and tickets go on in the others", async () => {
    const held: (() => void)[] = [];
    let isHolding = true;
    const { url } = await startEndpoint(({ inputs }, response) => {
      const reply = () => json(response, scores);
      if (isHolding && inputs.startsWith('mine')) held.push(reply);
      else reply();
    });
    const classifier = await createRemoteClassifier(taxonomy, { ...quick, url, concurrency: 5 });
    const slow = classifier.readers.classify(many('mine', 20).map((body) => ({ subject: '', body })));
    await until('readers have their places', () => held.length >= 2);
    const tickets = await classifier.classify(many('a', 60).map((body) => ({ subject: '', body })));
    expect(tickets).toHaveLength(60);
    expect(held).toHaveLength(2);
    isHolding = false;
    for (const reply of held) reply();
    expect(await slow).toHaveLength(20);
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
