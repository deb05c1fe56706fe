import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Calibration } from '../../service/contracts/model-manifest.ts';
import { policyFileSchema } from '../../service/contracts/policy.ts';
import { loadPolicy, type Policy } from '../../service/decide/policy.ts';
import { loadTaxonomy } from '../../service/load-taxonomy.ts';
import { projectRoot } from '../../service/project-root.ts';
import { calibration, taxonomy } from '../support/fixtures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-policy-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function policyOf(yaml: string, of: Calibration | null = calibration): Promise<Policy> {
  const path = join(folder, 'policy.yaml');
  await writeFile(path, yaml);
  return loadPolicy({ path }, taxonomy, of);
}

const never = Number.POSITIVE_INFINITY;
const releasedPolicy: Policy = {
  supportedLanguages: new Set(['en']),
  // In the taxonomy's order: PAY takes the global threshold, ACCESS its own, and TERMINAL may never be accepted.
  thresholds: [0.8, 0.7, never],
  outOfTaxonomyThreshold: 0.6,
  frontier: { ...policyFileSchema.parse({}).frontier, record: null },
};

describe('when the policy overrides nothing, then the released values count', () => {
  test.each([
    ['an empty file', ''],
    ['only comments', '# later\n'],
    ['an empty object', '{}'],
    ['thresholds: {}', 'thresholds: {}'],
  ])('%s', async (_what, yaml) => {
    expect(await policyOf(yaml)).toEqual(releasedPolicy);
  });

  test('no file, where nobody named one', async () => {
    const file = { path: join(folder, 'none.yaml'), isOptional: true };
    expect(await loadPolicy(file, taxonomy, calibration)).toEqual(releasedPolicy);
  });
});

test('the policy of this repository fits its taxonomy', async () => {
  const meridian = await loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml'));
  const policy = await loadPolicy({ path: join(projectRoot, 'taxonomy/policy.yaml') }, meridian, calibration);
  expect(policy.supportedLanguages).toEqual(new Set(['en']));
  expect(policy.outOfTaxonomyThreshold).toBe(calibration.outOfTaxonomy.threshold);
  expect(Object.keys(policy.frontier.neverLower)).not.toEqual([]);
});

describe('what the owner says wins over what was released', () => {
  test.each<[string, string, Partial<Policy>]>([
    ['languages', 'supportedLanguages: [en, de]', { supportedLanguages: new Set(['en', 'de']) }],
    ['languages in capitals', 'supportedLanguages: [EN, No, de]', { supportedLanguages: new Set(['en', 'no', 'de']) }],
    ['a default for every category', 'thresholds: { default: 0.9 }', { thresholds: [0.9, 0.9, 0.9] }],
    ['one category', 'thresholds: { categories: { ACCESS: 0.5 } }', { thresholds: [0.8, 0.5, never] }],
    [
      'a category over the default',
      'thresholds: { default: 0.9, categories: { ACCESS: 0.5 } }',
      { thresholds: [0.9, 0.5, 0.9] },
    ],
    ['never', 'thresholds: { categories: { PAY: never } }', { thresholds: [never, 0.7, never] }],
    [
      'never over the default',
      'thresholds: { default: 0.9, categories: { PAY: never } }',
      { thresholds: [never, 0.9, 0.9] },
    ],
    ['a threshold of 0', 'thresholds: { categories: { TERMINAL: 0 } }', { thresholds: [0.8, 0.7, 0] }],
    ['the out-of-taxonomy threshold', 'thresholds: { outOfTaxonomy: 0 }', { outOfTaxonomyThreshold: 0 }],
  ])('%s', async (_what, yaml, overrides) => {
    expect(await policyOf(yaml)).toEqual({ ...releasedPolicy, ...overrides });
  });
});

describe('of a model that was never calibrated, only what the owner names is routed without asking', () => {
  test.each<[string, string, Partial<Policy>]>([
    ['nothing', '', { thresholds: [never, never, never], outOfTaxonomyThreshold: never }],
    ['one category', 'thresholds: { categories: { ACCESS: 0.5 } }', { thresholds: [never, 0.5, never] }],
    ['a default', 'thresholds: { default: 0.9, categories: { PAY: never } }', { thresholds: [never, 0.9, 0.9] }],
    ['a bound on its score', 'thresholds: { outOfTaxonomy: 0.4 }', { outOfTaxonomyThreshold: 0.4 }],
  ])('%s', async (_what, yaml, expected) => {
    expect(await policyOf(yaml, null)).toMatchObject(expected);
  });
});

test('the record of the frontier model is read from beside the policy', async () => {
  const pairs = [{ fineTuned: 'PAY', frontier: 'ACCESS', n: 12, fineTunedRight: 3, frontierRight: 8 }];
  const record = { schemaVersion: 1, model: 'large-1', promptVersion: '4', fineTunedVersion: '1.0.0', pairs };
  await writeFile(join(folder, 'record.json'), JSON.stringify(record));
  const { frontier } = await policyOf('frontier: { disagreement: { record: record.json, leastRecord: 5 } }');
  expect(frontier).toMatchObject({ record, disagreement: { leastRecord: 5, modelBound: 0.9 } });
});

describe('a policy that is wrong is refused, and the message names the place', () => {
  test.each([
    [
      'an unknown category',
      'thresholds: { categories: { PAY: 0.5, GONE: 0.5, AWAY: never } }',
      ['GONE, AWAY', '2.1.0'],
    ],
    ['an unknown category that is never asked about', 'frontier: { neverAsked: [GONE] }', ['neverAsked', 'GONE']],
    ['an unknown protected category', 'frontier: { neverLower: { GONE: 0.1 } }', ['neverLower', 'GONE']],
    ['no votes', 'frontier: { calls: { votes: 0 } }', ['frontier.calls.votes']],
    ['a record that is not there', 'frontier: { disagreement: { record: none.json } }', ['none.json']],
    ['a record that is none', 'frontier: { disagreement: { record: policy.yaml } }', ['disagreement.record']],
    ['a threshold above 1', 'thresholds: { categories: { PAY: 1.01 } }', ['PAY: must be from 0 to 1 (found 1.01)']],
    ['a default in per cent', 'thresholds: { default: 95 }', ['thresholds.default: must be from 0 to 1 (found 95)']],
    ['an empty section', 'thresholds:', ['thresholds: ', 'it is empty', 'take the line out']],
    ['a negative default', 'thresholds: { default: -0.1 }', ['thresholds.default']],
    [
      'a word as threshold',
      'thresholds: { categories: { PAY: always } }',
      ['PAY: must be a number from 0 to 1, or never'],
    ],
    ['an unknown field', 'languages: [en]', ['there is no field languages']],
    [
      'a misspelt field',
      'thresholds: { defualt: 0.9 }',
      ['thresholds: there is no field defualt (did you mean default?)'],
    ],
    [
      'a misspelt field of a section',
      'frontier: { calls: { hedgeAfterSecond: 3 } }',
      ['there is no field hedgeAfterSecond (did you mean hedgeAfterSeconds?)'],
    ],
    ['a second call after hours', 'frontier: { calls: { hedgeAfterSeconds: 1e7 } }', ['hedgeAfterSeconds', '300']],
    ['a circuit that stays open for days', 'frontier: { breaker: { openSeconds: 1e6 } }', ['openSeconds', '3600']],
    ['no language', 'supportedLanguages: []', ['supportedLanguages']],
    ['a language in words', 'supportedLanguages: [english]', ['supportedLanguages.0', 'did you mean en?']],
    ['a language of one country', 'supportedLanguages: [pt-BR]', ['supportedLanguages.0', 'did you mean pt?']],
    [
      'a country',
      'supportedLanguages: [en, cz]',
      ['supportedLanguages.1', 'cs sk', 'did you mean cs?', '(found "cz")'],
    ],
    ['a language that no ticket is found to be in', 'supportedLanguages: [eu]', ['supportedLanguages.0', 'ISO 639-1']],
    ['spaces for a language', 'supportedLanguages: ["  "]', ['supportedLanguages.0', 'ISO 639-1']],
    ['a number for a language', 'supportedLanguages: [49]', ['supportedLanguages.0', 'ISO 639-1']],
    ['broken YAML', 'thresholds: {', ['is not valid YAML']],
  ])('%s', async (_what, yaml, words) => {
    const error = await policyOf(yaml).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'POLICY_INVALID', remedy: expect.stringContaining('policy.yaml') });
    for (const word of ['policy.yaml', ...words]) expect((error as Error).message).toContain(word);
  });

  test('a file that is not there', async () => {
    const path = join(folder, 'none.yaml');
    await expect(loadPolicy({ path }, taxonomy, calibration)).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      message: `cannot read ${path}`,
      remedy: 'point SIGNALBOX_POLICY (or --policy) at a policy.yaml',
    });
  });
});
