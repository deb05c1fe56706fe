import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Classifier } from '../../service/classify/classifier.ts';
import { loadModel, type ReleasedModel } from '../../service/classify/load-model.ts';
import { createOnnxClassifier } from '../../service/classify/onnx-classifier.ts';
import type { Taxonomy } from '../../service/contracts/taxonomy.ts';
import { cleanTicket } from '../../service/intake/clean-ticket.ts';
import { decodeTicket } from '../../service/intake/decode-ticket.ts';
import { loadTaxonomy } from '../../service/load-taxonomy.ts';
import { projectRoot } from '../../service/project-root.ts';

interface ParityTicket {
  id: string;
  channel?: string | null;
  subject: string | null;
  body: string;
  predicted: string;
  probability: number;
  outOfTaxonomy: number;
}

const folder = join(projectRoot, 'model');
const parity: ParityTicket[] = readFileSync(join(folder, 'parity.jsonl'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const texts = parity.map(({ id, channel, subject, body }) => {
  const decoded = decodeTicket(Buffer.from(JSON.stringify({ ticketId: id, channel, subject, body })), null);
  if (!decoded.ok) throw new Error(decoded.detail);
  return cleanTicket(decoded.ticket);
});

describe('the released model', () => {
  let model: ReleasedModel;
  let taxonomy: Taxonomy;
  let classifier: Classifier;

  beforeAll(async () => {
    [model, taxonomy] = await Promise.all([
      loadModel(folder),
      loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml')),
    ]);
    const workerUrl = pathToFileURL(join(projectRoot, 'dist/classify/onnx-worker.js'));
    classifier = await createOnnxClassifier(model, taxonomy, { workerUrl });
  });
  afterAll(() => classifier?.close());

  test('says of 200 tickets what the training pipeline said', async () => {
    expect(parity).toHaveLength(200);
    const scores = await classifier.classify(texts);
    for (const [i, expected] of parity.entries()) {
      const { probabilities, outOfTaxonomy } = scores[i] as (typeof scores)[number];
      const highest = Math.max(...probabilities);
      expect(taxonomy.codes[probabilities.indexOf(highest)], expected.id).toBe(expected.predicted);
      expect(Math.abs(highest - expected.probability), expected.id).toBeLessThanOrEqual(0.01);
      expect(Math.abs((outOfTaxonomy ?? Number.NaN) - expected.outOfTaxonomy), expected.id).toBeLessThanOrEqual(0.01);
    }
  });

  test('says the same of a text, to the last bit, whatever its batch mates are', async () => {
    const together = await classifier.classify(texts);
    const reversed = (await classifier.classify([...texts].reverse())).reverse();
    for (const i of [0, 17, 42, 99, 150, 199]) {
      const [alone] = await classifier.classify([texts[i] as (typeof texts)[number]]);
      expect(together[i]?.probabilities, parity[i]?.id).toEqual(alone?.probabilities);
      expect(reversed[i]?.probabilities, parity[i]?.id).toEqual(alone?.probabilities);
      expect(together[i]?.outOfTaxonomy).toBe(alone?.outOfTaxonomy);
    }
  });

  test('when the caller gives up while texts wait, then they are called off and the next call is answered', async () => {
    const giveUp = new AbortController();
    const calls = Array.from({ length: 6 }, () => classifier.classify(texts, giveUp.signal));
    giveUp.abort(new Error('enough'));
    const settled = await Promise.allSettled(calls);
    expect(settled.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    expect(await classifier.classify(texts.slice(0, 3))).toHaveLength(3);
  });

  test('when it is closed, then what waits is refused and the worker leaves by itself', async () => {
    const workerUrl = pathToFileURL(join(projectRoot, 'dist/classify/onnx-worker.js'));
    const other = await createOnnxClassifier(model, taxonomy, { workerUrl });
    const inHand = other.classify(texts.slice(0, 20));
    await other.close();
    expect(await inHand).toHaveLength(20);
    await expect(other.classify(texts.slice(0, 1))).rejects.toMatchObject({ code: 'CLASSIFIER_REFUSED' });
  });
});
