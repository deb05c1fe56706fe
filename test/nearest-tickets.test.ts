import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { describeModel } from '../service/classify/load-model.ts';
import { nearestTicketsOf } from '../service/nearest-tickets.ts';
import { projectRoot } from '../service/project-root.ts';
import { createLog } from '../service/telemetry/log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-nearest-'));
  for (const name of ['manifest.json', 'similar-tickets.jsonl', 'similar-tickets.i8'])
    await cp(join(projectRoot, 'model', name), join(folder, name));
  onTestFinished(() => rm(folder, { recursive: true }));
});

async function nearest() {
  const released = await describeModel(folder);
  const log = createLog('silent');
  const warn = vi.spyOn(log, 'warn');
  const { dimension = 0 } = released.manifest.similarTickets ?? {};
  const embedding = new Int8Array(dimension).fill(1);
  const find = nearestTicketsOf(released, log);
  return { find: (exclude: string) => find(embedding, 3, exclude), warn };
}

test('as many as asked for come, without the one that is named', async () => {
  const { find, warn } = await nearest();
  const [first, ...others] = await find('none of them');
  expect(others).toHaveLength(2);
  const without = await find(first?.id ?? '');
  expect(without.map(({ id }) => id)).toEqual([
    ...others.map(({ id }) => id),
    expect.not.stringContaining(first?.id ?? ''),
  ]);
  expect(warn).not.toHaveBeenCalled();
});

test('when the folder was exchanged meanwhile, then there are none, and it is told once with what to do', async () => {
  const { find, warn } = await nearest();
  await writeFile(join(folder, 'similar-tickets.i8'), 'of another model');
  expect([await find(''), await find('')]).toEqual([[], []]);
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    { err: expect.objectContaining({ code: 'MODEL_INVALID' }), remedy: expect.stringContaining('anew') },
    expect.any(String),
  );
});
