import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { generatedFolder, generateSchemas } from '../../service/commands/schemas.ts';
import type { Taxonomy } from '../../service/contracts/taxonomy.ts';
import { loadTaxonomy } from '../../service/load-taxonomy.ts';
import { projectRoot } from '../../service/project-root.ts';
import * as fixtures from '../support/fixtures.ts';

const { routedEvent, frontierEvent, reviewEvent, calibration } = fixtures;
const at = '2025-03-04T05:06:07.089Z';

let committed: Record<string, string>;
let released: Taxonomy;
beforeAll(async () => {
  const names = await readdir(generatedFolder);
  const texts = names.map(async (name) => [name, await readFile(join(generatedFolder, name), 'utf8')] as const);
  committed = Object.fromEntries(await Promise.all(texts));
  released = await loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml'));
});

test('when the taxonomy or a contract has changed, then the committed files have been generated anew', () => {
  expect(committed).toEqual(generateSchemas(released));
});

test('the AsyncAPI document is valid by the specification, and every file that it refers to is there', () => {
  const specification = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json');
  const validate = formats(new Ajv({ strict: false, allErrors: true })).compile(specification);
  const text = committed['asyncapi.yaml'] ?? '';
  expect([validate(parse(text)), validate.errors]).toEqual([true, null]);
  const references = [...text.matchAll(/\$ref: \.\/(\S+)/g)].map(([, name]) => name);
  expect(references).toHaveLength(5);
  expect(Object.keys(committed)).toEqual(expect.arrayContaining(references));
});

/** Compiles a schema of the fixture taxonomy as a consumer would. */
function consumer(name: string): ValidateFunction {
  const schema = generateSchemas(fixtures.taxonomy)[`${name}.schema.json`];
  return formats(new Ajv2020({ strict: true, allowUnionTypes: true })).compile(JSON.parse(schema ?? ''));
}

// The types of ajv-formats name the function as a namespace.
const formats = <A extends Ajv | Ajv2020>(ajv: A): A => (addFormats as unknown as (to: A) => A)(ajv);

const escalated = {
  specVersion: 1,
  ticketId: 'T-1',
  revision: 1,
  channel: 'chat',
  subject: '',
  body: 'It does not work.',
  language: null,
  source: routedEvent.source,
  candidates: reviewEvent.candidates,
  threshold: null,
  taxonomyVersion: '2.1.0',
  modelVersion: '0.3.0',
  timings: routedEvent.timings,
};
const headers = {
  'signalbox-reason': 'invalid_json',
  'signalbox-detail': 'The value is not valid JSON.',
  'signalbox-origin-topic': 'tickets.inbound',
  'signalbox-origin-partition': '0',
  'signalbox-origin-offset': '12',
  'signalbox-origin-timestamp': '-1',
};
const correction = { ticketId: 'T-1', category: 'PAY', correctedBy: 'ana', correctedAt: at };
const manifest = {
  schemaVersion: 1,
  name: 'tiny',
  version: '0.3.0',
  labels: ['PAY', 'ACCESS'],
  maxTokens: 256,
  taxonomy: { version: '2.1.0', sha256: 'ab' },
  files: { 'model.onnx': 'ab' },
};

describe.each<[string, { accepts: object[]; refuses: object[] }]>([
  [
    'routing-event',
    {
      accepts: [routedEvent, frontierEvent, reviewEvent],
      refuses: [
        { ...routedEvent, category: 'REFUND' },
        { ...routedEvent, reason: 'no_text' },
        { ...routedEvent, decidedBy: { ...frontierEvent.decidedBy, confidence: 0.9 } },
        { ...reviewEvent, text: 'my card' },
        { ...reviewEvent, source: { topic: 'x', partition: 0 } },
        { ...reviewEvent, decidedAt: 'yesterday' },
      ],
    },
  ],
  [
    'escalated-ticket',
    {
      accepts: [escalated, { ...escalated, embedding: 'fwCB' }],
      refuses: [
        { ...escalated, threshold: 2 },
        { ...escalated, email: 'x' },
      ],
    },
  ],
  [
    'rejection-headers',
    { accepts: [headers], refuses: [{ ...headers, 'signalbox-reason': 'ugly' }, { 'signalbox-reason': 'too_deep' }] },
  ],
  [
    'correction',
    {
      accepts: [correction, { ...correction, category: null, revision: 2, note: 'see T-2' }],
      refuses: [{ ...correction, category: 'REFUND' }, { ...correction, correctedAt: '4 March' }, { ticketId: 'T-1' }],
    },
  ],
  [
    'taxonomy',
    {
      accepts: [{ categories: [{ code: 'A', name: 'a' }] }],
      refuses: [
        {},
        { categories: [] },
        { categories: [{ code: 'A' }] },
        { categories: [{ code: 'A', name: 'a', q: 1 }] },
      ],
    },
  ],
  [
    'policy',
    {
      accepts: [{}, { thresholds: { default: 0.9, categories: { PAY: 'never' } } }],
      refuses: [
        { thresholds: { default: 1.1 } },
        { thresholds: { categories: { PAY: 'always' } } },
        { language: 'en' },
      ],
    },
  ],
  [
    'model-manifest',
    {
      accepts: [manifest],
      refuses: [
        { ...manifest, labels: ['PAY'] },
        { ...manifest, files: [] },
      ],
    },
  ],
  ['calibration', { accepts: [calibration], refuses: [{ ...calibration, temperature: 0 }, { schemaVersion: 1 }] }],
])('a consumer that validates by %s.schema.json', (name, { accepts, refuses }) => {
  test('accepts what is right and refuses what is wrong', () => {
    const validate = consumer(name);
    for (const example of accepts) expect([validate(example), validate.errors]).toEqual([true, null]);
    for (const example of refuses) expect(validate(example), JSON.stringify(example)).toBe(false);
  });
});
