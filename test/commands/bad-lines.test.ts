import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { clean } from '../../service/commands/clean.ts';
import { readLabelledTickets } from '../../service/commands/labelled-tickets.ts';
import { projectRoot } from '../../service/project-root.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-lines-'));
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => rm(folder, { recursive: true }));

const good = { id: 'A-1', subject: 'Payout', body: 'Our payout is late.', label: null };

async function fileOf(...lines: unknown[]): Promise<string> {
  const path = join(folder, 'tickets.jsonl');
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  await writeFile(path, texts.join('\n'));
  return path;
}

test.each<[string, unknown, string]>([
  ['broken JSON', '{"id": "A-2", "body', ':2: not a JSON object'],
  ['no id', { subject: 'Payout' }, ':2: has no "id"'],
])('when a line to clean is wrong, then its number and its mistake are named: %s', async (_what, line, words) => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await expect(clean(await fileOf(good, line))).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining(words),
    remedy: expect.stringContaining('"id"'),
  });
});

test('when a labelled line is wrong, then the remedy says where its fields are explained', async () => {
  await expect(readLabelledTickets(await fileOf(good, '{"id"'), [])).rejects.toMatchObject({
    message: expect.stringContaining(':2: not a JSON object'),
    remedy: expect.stringContaining('training-data/README.md'),
  });
});

test('when a line to classify is no ticket, then the others are classified and it is named by its number', async () => {
  const command = [join(projectRoot, 'dist/cli.js'), 'classify', await fileOf(good, '', '{"ticketId"')];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  const [first, second] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(first).toMatchObject({ ticketId: 'A-1' });
  expect(second).toMatchObject({ decision: 'rejected', line: 3, reason: 'invalid_json' });
});
