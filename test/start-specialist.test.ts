import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadModel } from '../service/classify/load-model.ts';
import { doctor } from '../service/commands/doctor.ts';
import { readConfig } from '../service/config.ts';
import { loadRules } from '../service/load-rules.ts';
import { loadTaxonomy } from '../service/load-taxonomy.ts';
import { projectRoot } from '../service/project-root.ts';
import { routeTickets } from '../service/route-tickets.ts';
import { startSpecialist } from '../service/start-specialist.ts';
import { json, listed, startEndpoint } from './classify/stand-in-endpoint.ts';
import { inbound, now } from './support/fixtures.ts';

const meridian = await loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml'));
const released = await loadModel(join(projectRoot, 'model'));
const [sure = '', ...others] = meridian.codes;
const certain = listed({ ...Object.fromEntries(others.map((code) => [code, 0])), [sure]: 1 });
const never = Number.POSITIVE_INFINITY;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-specialist-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** With an endpoint that is as sure as can be, whatever it reads. */
async function configWith(policy: string) {
  const { url } = await startEndpoint((_request, response) => json(response, [certain]));
  const path = join(folder, 'policy.yaml');
  await writeFile(path, policy);
  const environment = {
    CLASSIFIER: 'remote',
    CLASSIFIER_URL: `${url}?key=hush`,
    SIGNALBOX_POLICY: path,
    KAFKA_BROKERS: '127.0.0.1:1',
    DATA_DIR: folder,
  };
  return { config: readConfig(environment), host: new URL(url).host };
}
const start = async (policy: string) => {
  const { config, host } = await configWith(policy);
  return { specialist: await startSpecialist(config), host };
};
const ticket = inbound({ ticketId: 'T-1', body: 'Our payout of Tuesday has not arrived, where is it please?' });

describe('with a model behind an endpoint, for which the released thresholds were never shown', () => {
  test.each([
    ['an empty policy', ''],
    ['one that is about other things', 'thresholds: { outOfTaxonomy: 0.5 }\nsupportedLanguages: [en]'],
  ])('nothing is routed on its word alone, however sure it is: %s', async (_what, policy) => {
    const { specialist } = await start(policy);
    expect(new Set(specialist.policy.thresholds)).toEqual(new Set([never]));
    const [outcome] = await routeTickets([ticket], { ...specialist, clock: () => now });
    expect(outcome).toMatchObject({
      kind: 'escalated',
      ticket: { candidates: [{ category: sure, probability: 1 }, {}, {}, {}, {}] },
    });
    expect(specialist.caution).toEqual({
      message: expect.stringMatching(
        /^nothing is routed on the endpoint's word alone.*how sure it is follows the temperature .* released model/,
      ),
      remedy: expect.stringMatching(/thresholds\.default.*CLASSIFIER=onnx/),
    });
  });

  test('what the policy names is routed, in its own name and not in that of the released model', async () => {
    const { specialist, host } = await start(`thresholds: { categories: { ${sure}: 0.9 } }`);
    expect(specialist.policy.thresholds).toEqual([0.9, ...others.map(() => never)]);
    const [outcome] = await routeTickets([ticket], { ...specialist, clock: () => now });
    expect(outcome).toMatchObject({
      event: {
        decision: 'routed',
        modelVersion: `remote:${host}`,
        decidedBy: { model: 'remote', version: `remote:${host}` },
      },
    });
    expect(JSON.stringify(outcome)).not.toMatch(new RegExp(`hush|${released.manifest.version}`));
    expect(specialist.caution?.message).toContain(`1 of ${meridian.codes.length} categories are routed`);
  });

  test('a default threshold of the policy holds for every category', async () => {
    const { specialist } = await start('thresholds: { default: 0.97 }');
    expect(new Set(specialist.policy.thresholds)).toEqual(new Set([0.97]));
  });

  test('doctor says so, with what to do about it', async () => {
    const { config, host } = await configWith('');
    const said: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    await doctor(config);
    vi.restoreAllMocks();
    const [line = '', remedy = ''] = (said.find((text) => text.includes('✓ model')) ?? '').split('\n');
    expect(line).toContain(`remote remote:${host} answers`);
    expect(line).toContain("but nothing is routed on the endpoint's word alone");
    expect(remedy).toMatch(/^ {2}→ name thresholds\.default/);
    expect(said.join('')).not.toContain('hush');
  });
});

test('with the released model in this process, its thresholds hold and there is nothing to warn of', async () => {
  const path = join(folder, 'empty.yaml');
  await writeFile(path, '');
  const rules = await loadRules(readConfig({ SIGNALBOX_POLICY: path }));
  expect(rules.policy.thresholds).toContain(released.calibration.thresholds.global.threshold);
  expect(rules.model.version).toBe(released.manifest.version);
  expect(rules.caution).toBeNull();
});

test('when the model was calibrated on texts as they came, then it is said, for the service cleans what it reads', async () => {
  const model = join(folder, 'uncleaned');
  await cp(join(projectRoot, 'model'), model, { recursive: true });
  const manifest = JSON.parse(await readFile(join(model, 'manifest.json'), 'utf8'));
  await writeFile(join(model, 'manifest.json'), JSON.stringify({ ...manifest, cleaned: false }));
  const { caution } = await loadRules(readConfig({ SIGNALBOX_MODEL: model }));
  expect(caution).toEqual({
    message: expect.stringContaining('texts as they came (--no-clean)'),
    remedy: expect.stringMatching(/train it without --no-clean/),
  });
});
