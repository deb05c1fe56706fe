import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calibratedProbabilities, outOfTaxonomyScore } from '../../service/classify/calibrate-scores.ts';
import { createTextEncoder, type EncodeText } from '../../service/classify/encode-text.ts';
import type { Calibration } from '../../service/contracts/model-manifest.ts';
import { decide } from '../../service/decide/decide.ts';
import { projectRoot } from '../../service/project-root.ts';
import { policy } from '../support/fixtures.ts';

// Python writes these files: training-data/fine-tuning/tests/shared_cases.py.
const linesOf = (name: string) =>
  readFileSync(join(projectRoot, 'test/classify', name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('a text', () => {
  /** Pieces, and how often each stands there. */
  type Text = [piece: string, times: number][];
  const [{ files, maxTokens }, ...cases] = linesOf('shared-texts.jsonl') as [
    { files: Record<string, unknown>; maxTokens: number },
    ...{ subject: Text; body: Text; ids: number[] }[],
  ];
  const spelt = (text: Text) => text.map(([piece, times]) => piece.repeat(times)).join('');

  let folder: string;
  let encode: EncodeText;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signalbox-shared-'));
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), JSON.stringify(content));
    encode = createTextEncoder(folder, maxTokens);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test(`has the token ids that it had in training: ${cases.length} of many scripts, some far too long`, () => {
    const different = cases.filter(({ subject, body, ids }) => {
      const found = encode({ subject: spelt(subject), body: spelt(body) });
      return found.join() !== ids.join();
    });
    expect(different).toEqual([]);
    expect(cases.length).toBeGreaterThan(200);
  });
});

describe.each(
  linesOf('shared-scores.jsonl') as {
    codes: string[];
    calibration: Pick<Calibration, 'temperature' | 'outOfTaxonomy' | 'thresholds'>;
    tickets: {
      logits: number[];
      distance: number;
      probabilities: number[];
      outOfTaxonomy: number;
      isAccepted: boolean;
    }[];
  }[],
)('at temperature $calibration.temperature', ({ codes, calibration, tickets }) => {
  const { temperature, outOfTaxonomy: fitted, thresholds } = calibration;
  const inOrder = codes.map((_, i) => i);
  const scored = tickets.map(({ logits, distance }) => {
    const row = Float32Array.from(logits);
    return {
      probabilities: calibratedProbabilities(row, inOrder, temperature),
      // Sent in an array of such, as the model's worker does.
      outOfTaxonomy: Math.fround(outOfTaxonomyScore(row, Math.fround(distance), fitted)),
    };
  });

  test('a score is the one that thresholds were chosen by, to the last bit', () => {
    expect(scored).toEqual(
      tickets.map(({ probabilities, outOfTaxonomy }) => ({
        probabilities: Float32Array.from(probabilities),
        outOfTaxonomy: Math.fround(outOfTaxonomy),
      })),
    );
  });

  test('the tickets that are accepted are those that were counted when the bound was shown', () => {
    const rules = {
      ...policy,
      thresholds: codes.map(() => thresholds.global.threshold as number),
      outOfTaxonomyThreshold: fitted.threshold,
    };
    const accepted = scored.map((scores) => decide({ language: 'en' }, scores, codes, rules).kind === 'accept');
    expect(accepted).toEqual(tickets.map(({ isAccepted }) => isAccepted));
    expect(new Set(accepted)).toEqual(new Set([true, false]));
  });
});
