import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  describeExport,
  exportPrompts,
  opinionSource,
  readAnswers,
  scoreVerdicts,
  type UnsureTicket,
  verdictOf,
  writeRecord,
} from '../../service/commands/evaluate-frontier.ts';
import { policyFileSchema } from '../../service/contracts/policy.ts';
import { createFrontier } from '../../service/escalate/ask-frontier.ts';
import { parseTemplate } from '../../service/escalate/build-prompt.ts';
import { replayExchanges } from '../../service/escalate/exchange-files.ts';
import { loadTaxonomy } from '../../service/load-taxonomy.ts';
import { projectRoot } from '../../service/project-root.ts';

const taxonomy = await loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml'));
const rules = { ...policyFileSchema.parse({}).frontier, record: null };
const frontier = createFrontier({
  client: replayExchanges('nowhere'),
  model: 'large-1',
  taxonomy,
  template: parseTemplate(await readFile(join(projectRoot, 'service/escalate/prompt.md'), 'utf8')),
  findSimilar: () => [{ id: 's-1', label: 'STL-LATE', subject: '', body: 'Call +44 20 7946 0123.', similarity: 0.9 }],
  rules,
});
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
    embedding: null,
  },
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-frontier-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('evaluate --frontier', () => {
  it.each([
    [0, /^No prompt written to p\.jsonl/],
    [1, /^1 prompt written to p\.jsonl\. .*\{"id": "…", "answer": .*--answers FILE/],
    [90, /^90 prompts written to p\.jsonl\./],
  ])('says how many prompts it wrote, and what is done with them: %i', (count, words) => {
    expect(describeExport(count, 'p.jsonl')).toMatch(words);
  });

  it('writes the prompts of the service, with no personal data of the ticket or of those that resemble it', async () => {
    const path = join(folder, 'prompts.jsonl');
    const body = 'Payout to DE89370400440532013000 is late, write to lena@shop.example.\n\nRegards,\nLena Okafor';
    const ticket = unsure('t-1', 'STL-LATE', 'STL-RECO', body);
    await exportPrompts([ticket], frontier, path);

    const [line, ...more] = (await readFile(path, 'utf8')).trim().split('\n');
    const prompt = JSON.parse(line ?? '') as { id: string; promptVersion: string; system: string; user: string };
    expect(more).toEqual([]);
    expect(prompt).toEqual({ id: 't-1', promptVersion: frontier.promptVersion, ...frontier.promptFor(ticket.ticket) });
    expect(prompt.user).toContain('Payout to [IBAN-1] is late, write to [EMAIL-1].');
    expect(prompt.user).toContain('- STL-LATE: "Call [PHONE-1]."');
    for (const secret of ['DE89', 'lena@', 'Okafor', '7946']) expect(line).not.toContain(secret);
  });

  it('scores raw answers; what cannot be used and what was not asked for changes nothing', async () => {
    const tickets = [
      unsure('a', 'STL-LATE', 'STL-RECO'),
      unsure('b', 'STL-LATE', 'STL-LATE'),
      unsure('c', null, 'RFD-OPS'),
      unsure('d', 'STL-LATE', 'STL-LATE'),
    ];
    const answers = {
      a: '```json\n{"category": "stl-late"}\n```',
      b: 'STL-SOON',
      c: '{"category": null, "outOfTaxonomy": true}',
      sure: '{"category": "STL-LATE"}',
    };
    const verdicts = new Map(Object.entries(answers).map(([id, text]) => [id, verdictOf(text, taxonomy, frontier)]));
    const { lift, pairs } = scoreVerdicts(tickets, verdicts, rules);
    expect(lift).toMatchObject({ n: 4, answered: 3, unusable: 1, fixed: 2, broke: 0, unchanged: 2 });
    expect(lift.outcome).toEqual({ routed: 1, right: 1, reviewed: 3 });

    const path = join(folder, 'record.json');
    await writeRecord(pairs, { ...frontier, fineTunedVersion: '1.0.0' }, path);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      schemaVersion: 1,
      model: 'large-1',
      promptVersion: frontier.promptVersion,
      fineTunedVersion: '1.0.0',
      pairs: [{ fineTuned: 'STL-RECO', frontier: 'STL-LATE', n: 1, fineTunedRight: 0, frontierRight: 1 }],
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
    await expect(readAnswers(path, [{ id: 'a' }])).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining(words),
    });
  });

  it.each([
    [{ frontier: true }, 'no frontier model is connected'],
    [{ answers: 'x.jsonl' }, 'belong to --frontier'],
    [{ exportPrompts: 'x.jsonl' }, 'belong to --frontier'],
    [{ frontier: true, exportPrompts: 'x.jsonl', record: 'y.json' }, 'no frontier model is connected'],
    [{ frontier: true, answers: 'x.jsonl', record: 'y.json' }, 'nothing names it'],
    [{ frontier: true, answersModel: 'large-1' }, 'there are none'],
  ])('%j says what is missing', (options, words) => {
    expect(() => opinionSource(options, false)).toThrow(words);
  });

  it.each([
    [{}, false, 'none'],
    [{ frontier: true }, true, 'frontier'],
    [{ frontier: true, answers: 'x' }, true, 'answers'],
    [{ frontier: true, answers: 'x', answersModel: 'large-1', record: 'y' }, false, 'answers'],
    [{ frontier: true, exportPrompts: 'x' }, true, 'none'],
    [{ frontier: true, exportPrompts: 'x', answers: 'y' }, false, 'answers'],
  ])('%j takes opinions from where it should', (options, isConnected, source) => {
    expect(opinionSource(options, isConnected)).toBe(source);
  });
});
