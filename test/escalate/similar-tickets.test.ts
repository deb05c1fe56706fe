import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Classifier, Scores } from '../../service/classify/classifier.ts';
import { type DescribedModel, loadModel } from '../../service/classify/load-model.ts';
import { createOnnxClassifier } from '../../service/classify/onnx-classifier.ts';
import { escalatedTicketSchema } from '../../service/contracts/escalated-ticket.ts';
import { loadSimilarTickets, type SimilarTickets } from '../../service/escalate/similar-tickets.ts';
import { cleanTicket } from '../../service/intake/clean-ticket.ts';
import { decodeTicket } from '../../service/intake/decode-ticket.ts';
import { loadTaxonomy } from '../../service/load-taxonomy.ts';
import { projectRoot } from '../../service/project-root.ts';
import { routeTickets } from '../../service/route-tickets.ts';
import { fakeClassifier, inbound, routerParts, scoresOf } from '../support/fixtures.ts';

const tickets: [id: string, label: string | null, embedding: number[]][] = [
  ['north', 'PAY', [127, 0]],
  ['north-too', 'PAY', [63, 0]],
  ['north-east', 'PAY', [90, 90]],
  ['east', 'ACCESS', [0, 127]],
  ['east-2', 'ACCESS', [0, 127]],
  ['east-1', 'ACCESS', [0, 127]],
  ['south', null, [-127, 0]],
  ['nowhere', null, [0, 0]],
];
const north = Int8Array.of(127, 0);
const east = Int8Array.of(0, 127);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-similar-'));
  const lines = tickets.map(([id, label]) => `${JSON.stringify({ id, label, subject: `${id}?`, body: '' })}\n`);
  await writeFile(join(folder, 'similar-tickets.jsonl'), lines.join(''));
  await writeFile(join(folder, 'similar-tickets.i8'), Int8Array.from(tickets.flatMap(([, , embedding]) => embedding)));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const load = (similarTickets: object | undefined = { count: tickets.length, dimension: 2 }) =>
  loadSimilarTickets(described({ similarTickets }));
const described = (manifest: object) => ({ folder, manifest: { files: {}, ...manifest } }) as unknown as DescribedModel;
async function loaded(): Promise<SimilarTickets> {
  const similar = await load();
  if (!similar) throw new Error('there are none');
  return similar;
}

describe('the nearest labelled tickets', () => {
  test('come best first, with what was stored of them and their cosine', async () => {
    const found = (await loaded()).nearest(north, { k: 8 });
    expect(found.map(({ id }) => id)).toEqual([
      'north',
      'north-too',
      'north-east',
      'east',
      'east-1',
      'east-2',
      'nowhere',
      'south',
    ]);
    expect(found[0]).toEqual({ id: 'north', label: 'PAY', subject: 'north?', body: '', similarity: 1 });
    expect(found[2]?.similarity).toBeCloseTo(Math.SQRT1_2, 6);
    expect(found.at(-1)).toMatchObject({ label: null, similarity: -1 });
  });

  test('when tickets are equally near, then ids decide, also about who is left out', async () => {
    const found = (await loaded()).nearest(east, { k: 2, mostPerCategory: 2 });
    expect(found.map(({ id }) => id)).toEqual(['east', 'east-1']);
  });

  test('when one label is near everywhere, then it gives as many as it may and others follow', async () => {
    const found = (await loaded()).nearest(north, { k: 4, mostPerCategory: 1 });
    expect(found.map(({ id }) => id)).toEqual(['north', 'east', 'nowhere']);
  });

  test('when a ticket is excluded, then the next one comes instead', async () => {
    const found = (await loaded()).nearest(north, { k: 1, exclude: new Set(['north']) });
    expect(found.map(({ id }) => id)).toEqual(['north-too']);
  });

  test('when none is asked for, then none comes', async () => {
    expect((await loaded()).nearest(north, { k: 0 })).toEqual([]);
  });

  test('when the text itself has no direction, then nothing is nearer than anything else', async () => {
    const found = (await loaded()).nearest(new Int8Array(2), { k: 8 });
    expect(new Set(found.map(({ similarity }) => similarity))).toEqual(new Set([0]));
  });

  test('when the embedding is of another length, then it is refused', async () => {
    const similar = await loaded();
    expect(() => similar.nearest(new Int8Array(3), { k: 1 })).toThrow(RangeError);
  });
});

describe('a model folder', () => {
  test('when the model was released without labelled tickets, then there are none to search', async () => {
    expect(await loadSimilarTickets(described({}))).toBeNull();
  });

  test.each<[string, () => Promise<unknown>]>([
    ['another number of tickets', () => load({ count: 7, dimension: 2 })],
    ['another dimension', () => load({ count: 8, dimension: 3 })],
    [
      'a line that is no ticket',
      () => writeFile(join(folder, 'similar-tickets.jsonl'), '{"id":1}\n').then(() => load()),
    ],
    [
      'other bytes than the manifest says',
      () =>
        loadSimilarTickets(
          described({
            similarTickets: { count: tickets.length, dimension: 2 },
            files: { 'similar-tickets.i8': createHash('sha256').update('others').digest('hex') },
          }),
        ),
    ],
    ['a file that is not there', () => rm(join(folder, 'similar-tickets.i8')).then(() => load())],
  ])('when its files do not fit (%s), then the error says how to make them anew', async (_what, attempt) => {
    await expect(attempt()).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining(folder),
      remedy: expect.stringContaining('npm run train -- index'),
    });
  });
});

describe('a ticket that the router hands over', () => {
  const handOver = async (embedding: Int8Array | null) => {
    const unsure = fakeClassifier(() => ({ ...scoresOf([0.25, 0.5, 0.25]), embedding }));
    const [outcome] = await routeTickets([inbound({ ticketId: 'T-9', body: 'hm, well' })], routerParts(unsure));
    if (outcome?.kind !== 'escalated') throw new Error(`was ${outcome?.kind}`);
    return outcome.ticket;
  };

  test('has its embedding, negative numbers and all', async () => {
    // A view into a larger array, as the workers hand it over.
    const ticket = await handOver(Int8Array.of(1, 2, -127, 90, 5).subarray(2, 4));
    const embedding = new Int8Array(Buffer.from(ticket.embedding ?? '', 'base64'));
    expect([...embedding]).toEqual([-127, 90]);
  });

  test('when the engine gives no embedding, or the message is from before there was one, then it is null', async () => {
    const { embedding, ...older } = await handOver(null);
    expect(embedding).toBeNull();
    expect(escalatedTicketSchema.parse(older).embedding).toBeNull();
  });
});

describe('the released model', () => {
  const everyNth = 80;
  let similar: SimilarTickets;
  let classifier: Classifier;
  let released: { id: string; row: number }[];
  let scores: Scores[];

  beforeAll(async () => {
    const [model, taxonomy, file] = await Promise.all([
      loadModel(join(projectRoot, 'model')),
      loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml')),
      readFile(join(projectRoot, 'training-data/tickets/train.jsonl'), 'utf8'),
    ]);
    similar = (await loadSimilarTickets(model)) as SimilarTickets;
    const workerUrl = pathToFileURL(join(projectRoot, 'dist/classify/onnx-worker.js'));
    classifier = await createOnnxClassifier(model, taxonomy, { workerUrl });
    const lines = file.split('\n').flatMap((line, row) => (line !== '' && row % everyNth === 0 ? [{ line, row }] : []));
    const texts = lines.map(({ line }) => {
      const ticket = JSON.parse(line);
      const decoded = decodeTicket(Buffer.from(JSON.stringify({ ...ticket, ticketId: ticket.id })), null);
      if (!decoded.ok) throw new Error(decoded.detail);
      return cleanTicket(decoded.ticket);
    });
    released = lines.map(({ line, row }) => ({ id: JSON.parse(line).id, row }));
    scores = await classifier.classify(texts);
  });
  afterAll(() => classifier?.close());

  test('gives a training ticket the embedding that the training pipeline gave it', async () => {
    const bytes = new Int8Array(await readFile(join(projectRoot, 'model/similar-tickets.i8')));
    expect(released.length).toBeGreaterThan(40);
    for (const [i, { id, row }] of released.entries()) {
      const expected = bytes.subarray(row * similar.dimension, (row + 1) * similar.dimension);
      const found = scores[i]?.embedding as Int8Array;
      const differences = found.map((value, j) => Math.abs(value - (expected[j] as number)));
      expect(Math.max(...differences), id).toBeLessThanOrEqual(1);
    }
  });

  test('finds a training ticket first when asked for what is near it, and another one when it is excluded', () => {
    for (const [i, { id }] of released.entries()) {
      const embedding = scores[i]?.embedding as Int8Array;
      const [first] = similar.nearest(embedding, { k: 1 });
      expect(first, id).toMatchObject({ id });
      expect(first?.similarity).toBeGreaterThan(0.99);
      expect(similar.nearest(embedding, { k: 1, exclude: new Set([id]) })[0]?.id).not.toBe(id);
    }
  });

  test('gives no more of one label than asked for', () => {
    const found = similar.nearest(scores[0]?.embedding as Int8Array, { k: 12, mostPerCategory: 3 });
    expect(found).toHaveLength(12);
    for (const { label } of found) {
      expect(found.filter((other) => other.label === label).length, `${label}`).toBeLessThanOrEqual(3);
    }
  });
});
