import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { SignalboxError } from '../service/errors.ts';
import { loadTaxonomy, parseTaxonomy } from '../service/load-taxonomy.ts';
import { projectRoot } from '../service/project-root.ts';

const two = [
  { code: 'PAY', name: 'Payments' },
  { code: 'ACCESS', name: 'Sign-in' },
];
const parse = (content: unknown) =>
  parseTaxonomy(typeof content === 'string' ? content : stringify(content), 'my-taxonomy.yaml');

function refusalOf(content: unknown): SignalboxError {
  try {
    parse(content);
  } catch (error) {
    if (error instanceof SignalboxError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('when the taxonomy is a plain list of codes and names', () => {
  test('then each category has a queue of its own and an ordinary target', () => {
    const taxonomy = parse({ categories: two });
    expect(taxonomy).toMatchObject({ version: '1.0.0', codes: ['PAY', 'ACCESS'], precedence: [], houseRules: [] });
    expect(taxonomy.categories.map(({ route }) => route)).toEqual(
      ['pay', 'access'].map((queue) => ({
        queue,
        priority: 'P3',
        firstResponseMinutes: 480,
        team: 'support',
        skills: [],
      })),
    );
  });

  test('then codes of former versions may be named, and are no categories', () => {
    expect(parse({ categories: two, retired: ['CHEQUE'] })).toMatchObject({
      codes: ['PAY', 'ACCESS'],
      retired: ['CHEQUE'],
    });
    expect(refusalOf({ categories: two, retired: ['PAY'] }).message).toContain('retired: PAY is a category');
  });

  test('then what an owner says of a route counts, and only the rest is filled in', () => {
    const [pay] = parse({ categories: [{ ...two[0], route: { priority: 'P1', team: 'Money' } }] }).categories;
    expect(pay?.route).toEqual({
      queue: 'pay',
      priority: 'P1',
      firstResponseMinutes: 480,
      team: 'Money',
      skills: [],
    });
  });

  test.each([1, 500])('then %i categories are fine and keep their order', (count) => {
    const codes = Array.from({ length: count }, (_, i) => `C-${i}`);
    expect(parse({ categories: codes.map((code) => ({ code, name: code })) }).codes).toEqual(codes);
  });
});

test('a version may be written as a number, and the same bytes have the same fingerprint', () => {
  const text = stringify({ version: 3, categories: two });
  expect(parse(text).version).toBe('3');
  expect(parse(text).sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(parse(text).sha256).toBe(parse(text).sha256);
  expect(parse(`${text}# a note\n`).sha256).not.toBe(parse(text).sha256);
});

describe('when the taxonomy is wrong, then the message names the place', () => {
  const [pay, access] = two;
  test.each<[string, unknown, string[]]>([
    ['a code is used twice', { categories: [pay, pay] }, ['PAY', 'twice']],
    [
      'an exclusion points nowhere',
      { categories: [{ ...pay, excludes: [{ when: 'x', goesTo: 'GONE' }] }] },
      ['PAY.excludes[0].goesTo', 'no category GONE'],
    ],
    [
      'an exclusion points at its own category',
      { categories: [{ ...pay, excludes: [{ when: 'x', goesTo: 'PAY' }] }] },
      ['PAY.excludes[0].goesTo', 'its own category'],
    ],
    ['precedence has an unknown code', { categories: two, precedence: ['PAY', 'GONE'] }, ['precedence', 'GONE']],
    [
      'a house rule has an unknown code',
      { categories: two, houseRules: [{ id: 'H1', when: 'x', goesTo: 'GONE' }] },
      ['houseRules H1.goesTo', 'GONE'],
    ],
    ['the file is empty', '', ['empty', 'categories']],
    ['the file has only comments', '# later\n', ['empty', 'categories']],
    ['there is no category', { categories: [] }, ['categories', 'no category']],
    ['there is no list of categories', { version: '1' }, ['categories']],
    ['the file is a list', two, ['the file']],
    ['it is not YAML', 'categories: [', ['YAML']],
    ['a field is unknown', { categories: [pay, { ...access, colour: 'red' }] }, ['categories[1] (ACCESS)', 'colour']],
    [
      'a field of a route is unknown',
      { categories: [{ ...pay, route: { que: 'x' } }] },
      ['categories[0] (PAY).route', 'que'],
    ],
    [
      'a priority is unknown',
      { categories: [{ ...pay, route: { priority: 'P9' } }] },
      ['categories[0] (PAY).route.priority', 'P1'],
    ],
    ['a name is missing', { categories: [{ code: 'PAY' }] }, ['categories[0] (PAY).name: is missing']],
    [
      'the field of the name is misspelt',
      { categories: [{ code: 'PAY', nme: 'Payments' }] },
      ['categories[0] (PAY).name: is missing', 'categories[0] (PAY): there is no field nme (did you mean name?)'],
    ],
    [
      'a field of an exclusion is misspelt',
      { categories: [{ ...pay, excludes: [{ when: 'x', goseTo: 'PAY' }] }] },
      ['excludes.0: there is no field goseTo (did you mean goesTo?)'],
    ],
    ['a field of the file is misspelt', { categories: two, precedance: [] }, ['precedance (did you mean precedence?)']],
    ['a code is missing', { categories: [pay, { name: 'x' }] }, ['categories[1].code']],
    ['a code is a number', { categories: [{ code: 7, name: 'x' }] }, ['categories[0].code']],
    ['a code ends in white space', { categories: [{ code: 'PAY ', name: 'x' }] }, ['code', 'white space']],
    ['a category is empty', 'categories:\n  - code: PAY\n    name: x\n  -\n', ['categories[1]']],
  ])('%s', (_what, content, words) => {
    const error = refusalOf(content);
    expect(error.code).toBe('TAXONOMY_INVALID');
    expect(error.remedy).toContain('taxonomy/README.md');
    for (const word of ['my-taxonomy.yaml', ...words]) expect(error.message).toContain(word);
  });

  test('references are named beside what is wrong with the form', () => {
    const { message } = refusalOf({
      categories: [{ ...pay, nmae: 'x', excludes: [{ when: 'x', goesTo: 'GONE' }] }, { code: 'ACCESS' }],
      precedence: ['AWAY'],
    });
    for (const words of ['nmae', 'categories[1] (ACCESS).name: is missing', 'no category GONE', 'no category AWAY'])
      expect(message).toContain(words);
  });

  test('and where a category has no code, no reference is called wrong that may mean it', () => {
    const { message } = refusalOf({ categories: [{ cdoe: 'PAY', name: 'x' }, access], precedence: ['PAY'] });
    expect(message).toContain('cdoe (did you mean code?)');
    expect(message).not.toContain('precedence');
  });

  test('every mistake is named at once', () => {
    const { message } = refusalOf({ categories: [two[0], two[0]], precedence: ['GONE', 'AWAY'] });
    for (const word of ['twice', 'GONE', 'AWAY']) expect(message).toContain(word);
  });

  test('the file cannot be read', async () => {
    await expect(loadTaxonomy('/nowhere/taxonomy.yaml')).rejects.toMatchObject({
      code: 'TAXONOMY_INVALID',
      message: expect.stringContaining('/nowhere/taxonomy.yaml'),
      remedy: expect.stringContaining('SIGNALBOX_TAXONOMY'),
    });
  });
});

test('the taxonomy of this repository loads, and each of its 20 categories has a definition, examples and a route', async () => {
  const { categories, codes } = await loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml'));
  expect(new Set(codes).size).toBe(20);
  for (const { code, definition, examples, route } of categories) {
    expect(definition, code).not.toBe('');
    expect(examples.length, code).toBeGreaterThan(0);
    expect(route.queue, code).not.toBe(code.toLowerCase());
  }
});
