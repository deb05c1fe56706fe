import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  exportPrompts,
  readAnswers,
  scoreAnswers,
  type UnsureTicket,
} from '../../service/commands/evaluate-frontier.ts';
import { loadTaxonomy } from '../../service/load-taxonomy.ts';
import { projectRoot } from '../../service/project-root.ts';

const taxonomy = await loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml'));
const unsure = (id: string, label: string | null, before: string, body = 'where is it'): UnsureTicket => ({
  id,
  label,
  ticket: {
    specVersion: 1,
    ticketId: id,
    revision: 1,
    channel: 'email',
    subject: 'Payout',
    body,
    language: 'en',
    source: { topic: 'evaluate', partition: 0, offset: 0 },
    candidates: [{ category: before, probability: 0.5 }],
    threshold: 0.9,
    taxonomyVersion: taxonomy.version,
    modelVersion: '1.0.0',
    timings: { queuedMs: 0, classifyMs: 1 },
  },
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-frontier-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('evaluate --frontier', () => {
  it('writes prompts that hold the ticket, but none of its personal data', async () => {
    const path = join(folder, 'prompts.jsonl');
    const body = 'Payout to DE89370400440532013000 is late, write to lena@shop.example.\n\nRegards,\nLena Okafor';
    await exportPrompts([unsure('t-1', 'STL-LATE', 'STL-RECO', body)], taxonomy, path);

    const [line, ...more] = (await readFile(path, 'utf8')).trim().split('\n');
    const prompt = JSON.parse(line ?? '') as { id: string; promptVersion: string; system: string; user: string };
    expect(more).toEqual([]);
    expect(prompt).toMatchObject({ id: 't-1', promptVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(prompt.user).toContain('Payout to [IBAN-1] is late, write to [EMAIL-1].');
    for (const secret of ['DE89', 'lena@', 'Okafor']) expect(line).not.toContain(secret);
  });

  it('scores raw answers; what cannot be used and what was not asked for changes nothing', () => {
    const tickets = [
      unsure('a', 'STL-LATE', 'STL-RECO'),
      unsure('b', 'STL-LATE', 'STL-LATE'),
      unsure('c', null, 'RFD-OPS'),
    ];
    const answers = new Map([
      ['a', '```json\n{"category": "stl-late"}\n```'],
      ['b', 'STL-SOON'],
      ['c', '{"category": null, "outOfTaxonomy": true}'],
      ['sure', '{"category": "STL-LATE"}'],
    ]);
    expect(scoreAnswers(tickets, answers, taxonomy)).toMatchObject({
      n: 3,
      answered: 3,
      unusable: 1,
      fixed: 2,
      broke: 0,
      unchanged: 1,
    });
  });

  it.each([
    ['not JSON', 'hello', 'needs "id" and "answer"'],
    ['an answer that is no text', '{"id": "a", "answer": {"category": "STL-LATE"}}', 'needs "id" and "answer"'],
    ['a ticket that is not evaluated', '{"id": "z", "answer": "x"}', 'there is no ticket z'],
    ['a second answer', '{"id": "a", "answer": "x"}\n{"id": "a", "answer": "y"}', ':2: a second answer'],
  ])('refuses %s, with the line', async (_, content, words) => {
    const path = join(folder, 'answers.jsonl');
    await writeFile(path, content);
    const reading = readAnswers({ frontier: true, answers: path }, [{ id: 'a' }]);
    await expect(reading).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining(words) });
  });

  it.each([
    [{ frontier: true }, '--frontier needs answers'],
    [{ answers: 'x.jsonl' }, 'belong to --frontier'],
    [{ exportPrompts: 'x.jsonl' }, 'belong to --frontier'],
  ])('%j says what is missing', async (options, words) => {
    await expect(readAnswers(options, [])).rejects.toMatchObject({ message: expect.stringContaining(words) });
  });
});
