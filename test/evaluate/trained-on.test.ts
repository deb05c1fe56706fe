import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type GivenText, readTrainedOn, type TrainedOn } from '../../service/evaluate/trained-on.ts';

async function texts(split: string): Promise<GivenText[]> {
  const lines = await readFile(`training-data/tickets/${split}.jsonl`, 'utf8');
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

test('the released model knows the tickets that it was trained on, and none that measure it', async () => {
  const isTrainedOn = (await readTrainedOn('model')) as TrainedOn;
  const train = await texts('train');
  // All but the few that the training leaves out.
  expect(train.filter(isTrainedOn).length).toBeGreaterThan(0.99 * train.length);
  for (const split of ['validation', 'calibration', 'test'])
    expect((await texts(split)).filter(isTrainedOn)).toEqual([]);
});

test('a release without fingerprints tells nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trained-on-'));
  expect(await readTrainedOn(folder)).toBeNull();
  await rm(folder, { recursive: true });
});
