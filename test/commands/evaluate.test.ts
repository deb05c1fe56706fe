import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../service/project-root.ts';

let folder: string;
let tickets: string;

// Five that the released model learnt, and five that it did not.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluate-'));
  tickets = join(folder, 'tickets.jsonl');
  const lines = await Promise.all(
    ['train', 'test'].map(async (split) => {
      const content = await readFile(join(projectRoot, `training-data/tickets/${split}.jsonl`), 'utf8');
      return content.split('\n').slice(0, 5);
    }),
  );
  await writeFile(tickets, lines.flat().join('\n'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const evaluate = (...options: string[]) =>
  promisify(execFile)('node', [join(projectRoot, 'dist/cli.js'), 'evaluate', '--tickets', tickets, ...options], {
    cwd: projectRoot,
  });

test('it says how many tickets the model was trained on', async () => {
  const json = join(folder, 'metrics.json');
  const { stdout } = await evaluate('--json', json);
  expect(stdout).toContain('5 of them were trained on');
  expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({ trainedOn: 5 });
});

test('it writes a page for people, which says the same and what made it', async () => {
  const [html, json] = [join(folder, 'page.html'), join(folder, 'page.json')];
  await evaluate('--html', html, '--json', json);
  const page = await readFile(html, 'utf8');
  const { accuracy, model } = JSON.parse(await readFile(json, 'utf8'));
  expect(page).toContain(`<dd class="value">${(accuracy * 100).toFixed(1)}\u00a0%</dd>`);
  expect(page).toContain(`model ${model}`);
  expect(page).toContain('5 of these 10 tickets were trained on.');
  expect(page).toContain('<code>npx signalbox evaluate --tickets ');
});

test('a record for the policy is refused on tickets that the model was trained on', async () => {
  const answers = ['--frontier', '--answers', 'answers.jsonl', '--answers-model', 'large-1'];
  await expect(evaluate(...answers, '--record', join(folder, 'record.json'))).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('5 of 10 tickets were trained on'),
  });
});
