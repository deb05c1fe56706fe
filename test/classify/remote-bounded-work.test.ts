import { beforeEach, expect, test, vi } from 'vitest';
import { createRemoteClassifier } from '../../service/classify/remote-classifier.ts';
import { taxonomy } from '../support/fixtures.ts';
import { json, scores, startEndpoint } from './stand-in-endpoint.ts';

/** Characters that masks were given to read. */
const work = vi.hoisted(() => ({ masked: 0 }));

vi.mock('../../service/privacy/mask-personal-data.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../service/privacy/mask-personal-data.ts')>();
  const createMask: typeof original.createMask = (known) => {
    const mask = original.createMask(known);
    const counted = (text: string) => {
      work.masked += text.length;
      return mask(text);
    };
    return Object.assign(counted, { known: mask.known });
  };
  return { ...original, createMask };
});
beforeEach(() => {
  work.masked = 0;
});

test.each([
  ['of a long text', { subject: '', body: 'word '.repeat(26_000) }],
  ['of one endless word', { subject: '', body: 'x'.repeat(130_000) }],
  ['of what was set aside', { subject: '', body: 'help', aside: Array(10_000).fill('> quoted text') }],
])('masking holds the process up for no more than a part %s', async (_what, text) => {
  const { url } = await startEndpoint((_request, response) => json(response, [scores]));
  const classifier = await createRemoteClassifier(taxonomy, { url, temperature: 1 });
  expect(await classifier.classify([text])).toHaveLength(1);
  expect(work.masked).toBeGreaterThan(0);
  expect(work.masked).toBeLessThan(64_000);
});
