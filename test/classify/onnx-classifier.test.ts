import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Classifier } from '../../service/classify/classifier.ts';
import type { ReleasedModel } from '../../service/classify/load-model.ts';
import { createOnnxClassifier } from '../../service/classify/onnx-classifier.ts';
import type { Taxonomy } from '../../service/contracts/taxonomy.ts';

// The pool of workers, with workers that do not compute; what the model says is the matter of released-model.test.ts.
const taxonomy = { codes: ['A', 'B'] } as unknown as Taxonomy;
const model = { folder: 'model', manifest: { labels: ['A', 'B'] }, calibration: {} } as unknown as ReleasedModel;
const numbers = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ subject: '', body: String(from + i) }));
const firstOf = (scores: Awaited<ReturnType<Classifier['classify']>>) =>
  scores.map(({ probabilities }) => Math.round((probabilities[0] as number) * 100));

describe.each([1, 3])('the classifier with %i workers', (workers) => {
  let classifier: Classifier;
  afterEach(() => classifier.close());
  const create = async () => {
    const workerUrl = new URL('./stand-in-worker.mjs', import.meta.url);
    classifier = await createOnnxClassifier(model, taxonomy, { workers, workerUrl });
  };

  test('answers each call with its own texts, in order, however the workers share them', async () => {
    await create();
    const calls = [1, 7, 100, 130, 2].map((count, i) => ({ from: i * 200, count }));

    const answers = await Promise.all(calls.map(({ from, count }) => classifier.classify(numbers(from, count))));

    for (const [i, { from, count }] of calls.entries()) {
      expect(firstOf(answers[i] as (typeof answers)[number])).toEqual(numbers(from, count).map((t) => Number(t.body)));
    }
    expect(answers[0]?.[0]?.embedding).toEqual(Int8Array.of(0, 0));
    expect(answers[1]?.[6]?.embedding).toEqual(Int8Array.of(206, -206));
  });

  test('when a worker dies, then the call fails so that it is tried again, and a new worker takes its place', async () => {
    await create();

    await expect(classifier.classify([{ subject: '', body: 'die' }])).rejects.toMatchObject({
      code: 'CLASSIFIER_FAILED',
      retryable: true,
    });

    for (let i = 0; i < 4; i++) expect(firstOf(await classifier.classify(numbers(i, 70)))).toHaveLength(70);
  });

  test('when one text cannot be scored, then its call fails and those that share its round do not', async () => {
    await create();
    // Enough calls that the last two have to wait and are sent together.
    const busy = Array.from({ length: 2 * workers }, (_, i) => classifier.classify(numbers(i, 1)));
    const bad = classifier.classify([{ subject: '', body: 'fail' }]);
    const good = classifier.classify(numbers(7, 30));

    await expect(bad).rejects.toMatchObject({ code: 'CLASSIFIER_FAILED' });
    expect(firstOf(await good)).toEqual(numbers(7, 30).map(({ body }) => Number(body)));
    await Promise.all(busy);
  });

  test('when all workers die while texts wait, then new workers take those texts', async () => {
    await create();
    const dying = Array.from({ length: 2 * workers }, () => classifier.classify([{ subject: '', body: 'die' }]));
    const waits = classifier.classify(numbers(3, 90));

    for (const { status } of await Promise.allSettled(dying)) expect(status).toBe('rejected');
    expect(firstOf(await waits)).toHaveLength(90);
  });

  test('when it is closed, then what waits is refused', async () => {
    await create();
    const calls = Array.from({ length: 40 }, () => classifier.classify(numbers(0, 64)));
    const closing = classifier.close();
    const settled = await Promise.allSettled(calls);
    await closing;
    const refused = settled.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const one of refused) expect(one).toMatchObject({ reason: { code: 'CLASSIFIER_REFUSED' } });
  });
});

describe('readers of the API wait in a line of their own', () => {
  let classifier: Awaited<ReturnType<typeof createOnnxClassifier>>;
  afterEach(() => classifier.close());
  /** In which order the calls were answered, by one worker that has two rounds of tickets in hand when the others come. */
  async function orderOf(calls: { from: 'tickets' | 'readers'; name: string; texts: number }[]): Promise<string[]> {
    const workerUrl = new URL('./stand-in-worker.mjs', import.meta.url);
    classifier = await createOnnxClassifier(model, taxonomy, { workers: 1, workerUrl });
    const answered: string[] = [];
    const inHand = [classifier.classify(numbers(0, 1)), classifier.classify(numbers(0, 1))];
    const asked = calls.map(({ from, name, texts }) =>
      (from === 'tickets' ? classifier : classifier.readers)
        .classify(numbers(0, texts))
        .then(() => answered.push(name)),
    );
    await Promise.all([...inHand, ...asked]);
    return answered;
  }

  test('when hundreds of tickets are in line, then somebody who asks about one text is answered next', async () => {
    const order = await orderOf([
      { from: 'tickets', name: 'next round', texts: 64 },
      { from: 'tickets', name: 'partition', texts: 640 },
      { from: 'readers', name: 'reader', texts: 1 },
    ]);
    expect(order).toEqual(['reader', 'next round', 'partition']);
  });

  test('when readers have as many texts, then the two take turns', async () => {
    const rounds = [1, 2, 3].flatMap((n) => [
      { from: 'readers' as const, name: `reader ${n}`, texts: 64 },
      { from: 'tickets' as const, name: `ticket ${n}`, texts: 64 },
    ]);
    const readersFirst = [...rounds].sort((a, b) => a.from.localeCompare(b.from));
    expect(await orderOf(readersFirst)).toEqual(rounds.map(({ name }) => name));
  });

  test('when readers give up, then their texts are called off and the tickets go on', async () => {
    const workerUrl = new URL('./stand-in-worker.mjs', import.meta.url);
    classifier = await createOnnxClassifier(model, taxonomy, { workers: 1, workerUrl });
    const leaving = new AbortController();
    const tickets = [1, 2, 3, 4].map((n) => classifier.classify(numbers(n, 64)));
    const given = classifier.readers.classify(numbers(0, 64), leaving.signal);
    leaving.abort(new Error('has left'));
    await expect(given).rejects.toThrow('has left');
    for (const [i, ticket] of tickets.entries()) expect(firstOf(await ticket)[0]).toBe(i + 1);
  });

  describe('when nobody but they wait', () => {
    /** One worker with two rounds in hand that it dies of, and a reader who waits. */
    async function dying(workerUrl: URL) {
      classifier = await createOnnxClassifier(model, taxonomy, { workers: 1, workerUrl });
      return async () => {
        const inHand = [1, 2].map(() => classifier.classify([{ subject: '', body: 'die' }]));
        const [waits] = await Promise.allSettled([classifier.readers.classify(numbers(3, 90)), ...inHand]);
        return waits;
      };
    }

    test('and the worker dies, then a new one takes their texts', async () => {
      const waits = await (await dying(new URL('./stand-in-worker.mjs', import.meta.url)))();
      expect(waits.status === 'fulfilled' && firstOf(waits.value)).toHaveLength(90);
    });

    test('and no new worker can start, then they are told', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'signalbox-worker-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      await cp(new URL('./stand-in-worker.mjs', import.meta.url), join(folder, 'worker.mjs'));
      const die = await dying(pathToFileURL(join(folder, 'worker.mjs')));
      await rm(folder, { recursive: true });
      expect(await die()).toMatchObject({ status: 'rejected', reason: { code: 'MODEL_INVALID' } });
    });

    test('and it is closed, then they are refused', async () => {
      const workerUrl = new URL('./stand-in-worker.mjs', import.meta.url);
      classifier = await createOnnxClassifier(model, taxonomy, { workers: 1, workerUrl });
      const inHand = [1, 2].map((n) => classifier.classify(numbers(n, 1)));
      const waits = expect(classifier.readers.classify(numbers(3, 90))).rejects;
      await Promise.all([classifier.close(), waits.toMatchObject({ code: 'CLASSIFIER_REFUSED' })]);
      expect((await Promise.all(inHand)).map(firstOf)).toEqual([[1], [2]]);
    });
  });
});

test('when the worker cannot start, then the error names the model folder', async () => {
  const workerUrl = new URL('./no-such-worker.mjs', import.meta.url);
  await expect(createOnnxClassifier(model, taxonomy, { workers: 2, workerUrl })).rejects.toMatchObject({
    code: 'MODEL_INVALID',
    message: expect.stringContaining('model'),
  });
});
