import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { clean } from '../../service/commands/clean.ts';
import { readAnswers } from '../../service/commands/evaluate-frontier.ts';
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

describe('an id that is a whole number', () => {
  const body = 'Our payout is late.';

  test('names a labelled ticket by its digits, as it does where tickets are trained on', async () => {
    const far = '{"id": 90071992547409931234, "body": "Our payout is late.", "label": null}';
    const tickets = await readLabelledTickets(await fileOf({ ...good, id: 4711 }, far), []);
    expect(tickets.map(({ id }) => id)).toEqual(['4711', '90071992547409931234']);
    expect(tickets.map(({ value }) => JSON.parse(value.toString()).ticketId)).toEqual(['4711', '90071992547409931234']);
  });

  test('is the same as its digits as text', async () => {
    const file = await fileOf({ ...good, id: 4711 }, { ...good, id: '4711' });
    await expect(readLabelledTickets(file, [])).rejects.toMatchObject({
      message: expect.stringContaining(':2: id 4711 stands already in line 1'),
    });
  });

  test.each(['1.5', '1e3', 'true', '""', 'null', '{"id": 3}'])('is what a person can read: not %s', async (id) => {
    await expect(readLabelledTickets(await fileOf(`{"id": ${id}, "label": null}`), [])).rejects.toMatchObject({
      message: expect.stringContaining(':1: has no "id" (text or a whole number)'),
    });
  });

  test('names the ticket of an answer from elsewhere', async () => {
    const answers = await readAnswers(await fileOf({ id: 4711, answer: 'PAY' }), [{ id: '4711' }]);
    expect([...answers]).toEqual([['4711', 'PAY']]);
  });

  test('is kept by clean', async () => {
    const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await clean(await fileOf({ id: 4711, body }));
    expect(JSON.parse(String(said.mock.calls[0]?.[0]))).toMatchObject({ id: 4711, body });
  });

  test('stands in for a missing ticketId of a line to classify', async () => {
    const command = [join(projectRoot, 'dist/cli.js'), 'classify', await fileOf({ id: 4711, body })];
    const { stdout } = await promisify(execFile)(process.execPath, command);
    expect(JSON.parse(stdout)).toMatchObject({ ticketId: '4711' });
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
