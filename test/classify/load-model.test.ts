import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assertLabelsMatch, loadModel } from '../../service/classify/load-model.ts';
import { parseTaxonomy } from '../../service/load-taxonomy.ts';
import { calibration, taxonomy } from '../support/fixtures.ts';

const graph = 'not really a graph';
const manifest = {
  schemaVersion: 1,
  name: 'tiny',
  version: '0.3.0',
  labels: ['TERMINAL', 'PAY', 'ACCESS'],
  maxTokens: 64,
  taxonomy: { version: '2.1.0', sha256: taxonomy.sha256 },
  files: Object.fromEntries(
    Object.entries({
      'model.onnx': graph,
      'calibration.json': JSON.stringify(calibration),
      'tokenizer.json': '{}',
      'tokenizer_config.json': '{}',
    }).map(([name, content]) => [name, createHash('sha256').update(content).digest('hex')]),
  ),
  trainedOn: '2025-01-01',
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-model-'));
  await write({
    ...{ 'manifest.json': manifest, 'calibration.json': calibration, 'model.onnx': graph },
    ...{ 'tokenizer.json': '{}', 'tokenizer_config.json': '{}' },
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(files: Record<string, object | string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

test('when the folder is as released, then it loads, with what the manifest leaves out filled in', async () => {
  const loaded = await loadModel(folder);
  expect(loaded).toEqual({ folder, manifest: { ...manifest, padToMultipleOf: 8 }, calibration });
});

describe('when the folder is not as released, then the error names the file and what to do', () => {
  test('there is no folder', async () => {
    await rm(folder, { recursive: true });
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: expect.stringContaining(join(folder, 'manifest.json')),
      remedy: expect.stringMatching(/SIGNALBOX_MODEL.*npm run train/),
    });
  });

  test('the manifest does not vouch for all that the model answers by', async () => {
    await write({ 'manifest.json': { ...manifest, files: {} } });
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining('model.onnx, calibration.json, tokenizer.json, tokenizer_config.json'),
      remedy: expect.stringMatching(/restore/),
    });
    const { 'tokenizer.json': _, ...files } = manifest.files;
    await write({ 'manifest.json': { ...manifest, files }, 'tokenizer.json': '{"another": true}' });
    await expect(loadModel(folder)).rejects.toThrow(/manifest\.json lists no SHA-256 of tokenizer\.json /);
  });

  test.each(['manifest.json', 'calibration.json', 'model.onnx'])('%s is missing', async (name) => {
    await rm(join(folder, name));
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: expect.stringContaining(name),
    });
  });

  test.each<[string, string, object | string, string]>([
    ['corrupt JSON', 'manifest.json', '{"schemaVersion":', 'JSON'],
    ['an empty file', 'calibration.json', '', 'JSON'],
    ['a schema of the future', 'manifest.json', { ...manifest, schemaVersion: 2 }, 'schemaVersion'],
    ['a missing field', 'manifest.json', { ...manifest, labels: undefined }, 'labels'],
    ['a temperature of 0', 'calibration.json', { ...calibration, temperature: 0 }, 'temperature'],
    ['a threshold above 1', 'calibration.json', withGlobalThreshold(1.5), 'threshold'],
    ['other bytes than the manifest says', 'model.onnx', 'another graph', 'manifest.json'],
  ])('%s', async (_what, name, content, word) => {
    await write({ [name]: content });
    const error = await loadModel(folder).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'MODEL_INVALID', retryable: false, remedy: expect.stringMatching(/restore/) });
    for (const expected of [join(folder, name), word]) expect((error as Error).message).toContain(expected);
  });
});

function withGlobalThreshold(threshold: number) {
  const { thresholds } = calibration;
  return { ...calibration, thresholds: { ...thresholds, global: { ...thresholds.global, threshold } } };
}

describe('a model may only serve the taxonomy that it has learnt', () => {
  test('when the labels are the categories, in whatever order, then it may', () => {
    expect(() => assertLabelsMatch(['TERMINAL', 'PAY', 'ACCESS'], taxonomy, 'the model')).not.toThrow();
  });

  test.each([
    ['lacks one', ['PAY', 'ACCESS'], 'the model does not fit taxonomy 2.1.0: it has not learnt TERMINAL'],
    [
      'has one more',
      ['PAY', 'ACCESS', 'TERMINAL', 'REFUND'],
      'the model does not fit taxonomy 2.1.0: the taxonomy does not have its REFUND',
    ],
    [
      'has others',
      ['PAY', 'ACCESS', 'LABEL_2'],
      'the model does not fit taxonomy 2.1.0: it has not learnt TERMINAL; the taxonomy does not have its LABEL_2',
    ],
    ['repeats one', ['PAY', 'ACCESS', 'TERMINAL', 'PAY'], 'the model does not fit taxonomy 2.1.0: it repeats a label'],
  ])('when it %s, then the message names the differences', (_what, labels, message) => {
    expect(() => assertLabelsMatch(labels, taxonomy, 'the model')).toThrow(
      expect.objectContaining({
        code: 'MODEL_LABELS_MISMATCH',
        message,
        remedy: expect.stringContaining('npm run train'),
      }),
    );
  });

  test('when many are missing, then the first five are named and the others counted', () => {
    const codes = Array.from({ length: 20 }, (_, i) => `C-${i}`);
    const large = parseTaxonomy(
      JSON.stringify({ categories: codes.map((code) => ({ code, name: code })) }),
      'large.yaml',
    );
    expect(() => assertLabelsMatch(codes.slice(0, 12), large, 'it')).toThrow('C-12, C-13, C-14, C-15, C-16 and 3 more');
  });
});
