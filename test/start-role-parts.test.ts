import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Role, readConfig } from '../service/config.ts';
import type { EscalatedTicket } from '../service/contracts/escalated-ticket.ts';
import { settleEscalated } from '../service/escalate/settle-escalated.ts';
import { loadTaxonomy } from '../service/load-taxonomy.ts';
import { projectRoot } from '../service/project-root.ts';
import { startFrontier } from '../service/start-frontier.ts';
import { startRoleParts } from '../service/start-role-parts.ts';
import { createLog } from '../service/telemetry/log.ts';
import { json, listed, startEndpoint } from './classify/stand-in-endpoint.ts';

const nowhere = { SIGNALBOX_MODEL: '/nowhere/model' };
/** A port that nobody listens on. */
const away = { CLASSIFIER: 'remote', CLASSIFIER_URL: 'http://127.0.0.1:1/predict' };
const connected = { FRONTIER_URL: 'http://127.0.0.1:1/v1', FRONTIER_MODEL: 'large-1' };
const meridian = await loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml'));

let folder: string;
/** The released folder with manifest and labelled tickets alone; its manifest says more. */
let described: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-roles-'));
  described = join(folder, 'described');
  for (const name of ['manifest.json', 'similar-tickets.jsonl', 'similar-tickets.i8'])
    await cp(join(projectRoot, 'model', name), join(described, name));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const start = (roles: Role[], environment: Record<string, string>) => startRoleParts(readConfig(environment), roles);
/** What an escalator asks by, down to the labelled tickets. */
async function ask(environment: Record<string, string>) {
  const config = readConfig({ ...connected, ...environment });
  const { asking, ...parts } = await startRoleParts(config, ['escalator']);
  if (!asking || !config.frontier) throw new Error('nobody is asked');
  return { ...parts, asking, ...(await startFrontier(config.frontier, asking, createLog('silent'))) };
}

const opinion = { model: 'large-1', promptVersion: '4', votes: { for: 1, of: 1 }, rationale: 'r' };
const ticketOf = (more: Partial<EscalatedTicket>): EscalatedTicket => ({
  specVersion: 1,
  ticketId: 'T-1',
  revision: 1,
  channel: 'email',
  subject: 'Help',
  body: 'It does not open.',
  language: 'en',
  source: { topic: 'tickets.inbound', partition: 0, offset: 7 },
  candidates: [{ category: meridian.codes[0], probability: 0.5 }],
  threshold: 0.9,
  embedding: null,
  taxonomyVersion: meridian.version,
  modelVersion: '1.0.0',
  timings: { queuedMs: 1, classifyMs: 1 },
  ...more,
});
/** A released labelled ticket: a ticket with its embedding has none that is nearer. */
async function labelled() {
  const row = 1;
  const [lines, rows, manifest] = await Promise.all(
    ['similar-tickets.jsonl', 'similar-tickets.i8', 'manifest.json'].map((name) => readFile(join(described, name))),
  );
  const { dimension } = JSON.parse(String(manifest)).similarTickets;
  const { body } = JSON.parse(String(lines).split('\n')[row] ?? '');
  const embedding = rows?.subarray(row * dimension, (row + 1) * dimension).toString('base64') ?? null;
  return { embedding, text: JSON.stringify(body.slice(0, 40)).slice(1, -1) };
}

describe('a reviewer needs the taxonomy alone', () => {
  test('when model, endpoint and policy are not there, then it starts all the same', async () => {
    const parts = await start(['reviewer'], { ...nowhere, ...away, ...connected, SIGNALBOX_POLICY: '/nowhere.yaml' });
    expect(parts).toEqual({ taxonomy: meridian, specialist: null, fallback: null, asking: null });
  });

  test('when the taxonomy is not there, then it says which', async () => {
    await expect(start(['reviewer'], { SIGNALBOX_TAXONOMY: '/nowhere.yaml' })).rejects.toMatchObject({
      code: 'TAXONOMY_INVALID',
      message: expect.stringContaining('/nowhere.yaml'),
    });
  });
});

describe('an escalator classifies nothing', () => {
  test('when nobody is to be asked, then it needs taxonomy and policy, and no model', async () => {
    const policy = await written('never.yaml', 'frontier: { perTicketUsd: 0.25 }');
    const parts = await start(['escalator', 'reviewer'], { ...nowhere, ...away, SIGNALBOX_POLICY: policy });
    expect(parts).toMatchObject({ specialist: null, asking: null, taxonomy: { codes: meridian.codes } });
    expect(parts.fallback?.policy.frontier).toMatchObject({ perTicketUsd: 0.25, record: null });
  });

  test.each([
    ['its policy is wrong', 'frontier: { votes: 3 }', 'frontier'],
    ['its policy is about a category that there is not', 'thresholds: { categories: { GONE: 0.9 } }', 'GONE'],
  ])('when %s, then it says where', async (_what, text, word) => {
    const SIGNALBOX_POLICY = await written('wrong.yaml', text);
    const failed = expect(start(['escalator'], { SIGNALBOX_POLICY })).rejects;
    await failed.toMatchObject({ code: 'POLICY_INVALID', message: expect.stringContaining(word) });
    await failed.toMatchObject({ message: expect.stringContaining(SIGNALBOX_POLICY) });
  });

  test('when a frontier model is connected, then manifest and labelled tickets will do', async () => {
    const { asking, specialist, frontier } = await ask({ SIGNALBOX_MODEL: described });
    expect(specialist).toBeNull();
    expect(asking.model).toEqual({ name: 'meridian', version: asking.released?.manifest.version });
    expect(frontier.model).toBe('large-1');
  });

  test('when its labelled tickets are not the released ones, then it says which file', async () => {
    const damaged = join(folder, 'damaged');
    await cp(described, damaged, { recursive: true });
    await writeFile(join(damaged, 'similar-tickets.i8'), 'no embeddings');
    await expect(ask({ SIGNALBOX_MODEL: damaged })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(/damaged.*similar-tickets\.i8/),
      remedy: expect.stringContaining('restore the folder'),
    });
    const without = await written('none-shown.yaml', 'frontier: { calls: { similarTickets: 0 } }');
    const shown = await ask({ SIGNALBOX_MODEL: damaged, SIGNALBOX_POLICY: without });
    expect(shown.frontier.model).toBe('large-1');
  });

  describe('when its taxonomy is another than that of the model', () => {
    const ofPears = () => written('other.yaml', 'categories: [{ code: PEARS, name: Pears }]');
    const mismatch = { code: 'MODEL_LABELS_MISMATCH', message: expect.stringMatching(/has not learnt PEARS/) };

    test('then it names the differences, whether or not labelled tickets are shown', async () => {
      const SIGNALBOX_TAXONOMY = await ofPears();
      await expect(ask({ SIGNALBOX_MODEL: described, SIGNALBOX_TAXONOMY })).rejects.toMatchObject(mismatch);
      const SIGNALBOX_POLICY = await written('none.yaml', 'frontier: { calls: { similarTickets: 0 } }');
      const unshown = { SIGNALBOX_MODEL: described, SIGNALBOX_TAXONOMY, SIGNALBOX_POLICY };
      await expect(ask(unshown)).rejects.toMatchObject(mismatch);
    });

    test('then it does so when the model folder has no labelled tickets', async () => {
      const { similarTickets, ...manifest } = JSON.parse(await readFile(join(described, 'manifest.json'), 'utf8'));
      expect(similarTickets).toBeDefined();
      const bare = join(folder, 'bare');
      await mkdir(bare);
      await writeFile(join(bare, 'manifest.json'), JSON.stringify(manifest));
      expect((await ask({ SIGNALBOX_MODEL: bare })).frontier.model).toBe('large-1');
      await expect(ask({ SIGNALBOX_MODEL: bare, SIGNALBOX_TAXONOMY: await ofPears() })).rejects.toMatchObject(mismatch);
    });

    test('and an endpoint classifies, whose labels it does not look at, then no ticket is routed on its word', async () => {
      const { asking, rules } = await ask({ ...nowhere, ...away, SIGNALBOX_TAXONOMY: await ofPears() });
      const event = settleEscalated(
        ticketOf({ modelVersion: asking.model.version }),
        { kind: 'opinion', opinion: { ...opinion, category: 'PEARS' }, doubt: 'low', usd: 0 },
        { taxonomy: asking.taxonomy, rules },
        new Date(),
      );
      expect(event).toMatchObject({ decision: 'needs_review', reason: 'models_disagree', candidates: [] });
    });
  });

  test('a ticket of its own model version is asked about with the labelled tickets that resemble it, another is not', async () => {
    const { asking, frontier } = await ask({ SIGNALBOX_MODEL: described });
    const { embedding, text } = await labelled();
    const promptFor = (modelVersion: string) => frontier.promptFor(ticketOf({ modelVersion, embedding })).user;
    expect(promptFor(asking.model.version)).toContain(text);
    expect(promptFor('0.0.1')).not.toContain(text);
  });

  test('when a frontier model is connected and there is no model folder, then it says so', async () => {
    await expect(ask(nowhere)).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: expect.stringContaining('/nowhere/model/manifest.json'),
      remedy: expect.stringContaining('SIGNALBOX_MODEL'),
    });
  });

  test('when an endpoint classifies, then it is known by name, and neither it nor a model folder is looked at', async () => {
    const { url, requests } = await startEndpoint((_request, response) => json(response, []));
    const { asking } = await ask({ ...nowhere, CLASSIFIER: 'remote', CLASSIFIER_URL: url });
    expect(asking).toMatchObject({ model: { version: `remote:${new URL(url).host}` }, released: null });
    expect(requests).toEqual([]);
  });
});

describe('the roles that classify need all of it', () => {
  test.each<{ roles: Role[] }>([
    { roles: ['router'] },
    { roles: ['api'] },
    { roles: ['router', 'escalator', 'reviewer', 'api'] },
  ])('when there is no model, then a process with $roles does not start', async ({ roles }) => {
    await expect(start(roles, nowhere)).rejects.toMatchObject({ code: 'MODEL_MISSING' });
    await expect(start(roles, away)).rejects.toMatchObject({ code: 'CLASSIFIER_FAILED' });
  });

  const withEndpoint = async () => {
    const answer = listed(Object.fromEntries(meridian.codes.map((code) => [code, 1 / meridian.codes.length])));
    const { url } = await startEndpoint((_request, response) => json(response, [answer]));
    return { CLASSIFIER: 'remote', CLASSIFIER_URL: url };
  };

  test("when an endpoint classifies, then the released model's labelled tickets, which lie in another space, are not shown", async () => {
    const config = readConfig({ ...connected, ...(await withEndpoint()) });
    const { asking } = await startRoleParts(config, ['router', 'escalator']);
    if (!asking?.released || !config.frontier) throw new Error('nobody is asked, or nothing is loaded');
    const { frontier } = await startFrontier(config.frontier, asking, createLog('silent'));
    const { embedding, text } = await labelled();
    for (const modelVersion of [asking.model.version, asking.released.manifest.version])
      expect(frontier.promptFor(ticketOf({ modelVersion, embedding })).user).not.toContain(text);
  });

  test('when an escalator runs beside them, then it goes by what they have loaded', async () => {
    const environment = await withEndpoint();
    const alone = await start(['router', 'escalator'], environment);
    expect(alone.specialist).not.toBeNull();
    expect([alone.fallback, alone.asking]).toEqual([alone.specialist, null]);
    const both = await start(['router', 'escalator'], { ...environment, ...connected });
    expect([both.fallback, both.asking]).toEqual([both.specialist, both.specialist]);
    const router = await start(['router'], { ...environment, ...connected });
    expect([router.fallback, router.asking]).toEqual([null, null]);
  });
});
