import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SharedClassifier } from '../../service/classify/classifier.ts';
import { type DataCheckOptions, dataCheck } from '../../service/commands/data-check.ts';
import { readConfig } from '../../service/config.ts';
import { SignalboxError } from '../../service/errors.ts';
import type { Specialist } from '../../service/start-specialist.ts';
import { calibration, fakeClassifier, model, policy, scoresOf, taxonomy } from '../support/fixtures.ts';

const { codes } = taxonomy;
let folder: string;
let written: string[];
let told: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-data-check-'));
  const categories = codes.map((code) => `  - { code: ${code}, name: ${code} }`).join('\n');
  await writeFile(join(folder, 'taxonomy.yaml'), `version: 2.1.0\ncategories:\n${categories}\n`);
});
beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  told = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told.push(String(text));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => rm(folder, { recursive: true }));

interface Line {
  id: string;
  label: string | null;
  body: string;
  [more: string]: unknown;
}

let made = 0;
const line = (given: Partial<Line> = {}): Line => {
  made += 1;
  return { id: `T-${made}`, label: 'PAY', body: `Payout ${made} is late since week ${made}.`, ...given };
};

async function fileOf(name: string, lines: readonly (Line | string | Buffer)[]): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  const rows = lines.map((one) =>
    Buffer.isBuffer(one) ? one : Buffer.from(typeof one === 'string' ? one : JSON.stringify(one)),
  );
  await writeFile(path, Buffer.concat(rows.flatMap((row) => [row, Buffer.from('\n')])));
  return path;
}

/** A released model as far as its folder tells of it. */
async function modelOf(name: string, labels: readonly string[], learnt: readonly Line[]): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  const manifest = {
    schemaVersion: 1,
    ...model,
    labels,
    maxTokens: 16,
    taxonomy: { version: '1', sha256: '' },
    files: {},
  };
  await writeFile(join(path, 'manifest.json'), JSON.stringify(manifest));
  const hashes = learnt.map(({ body }) => createHash('sha256').update(`\n${body}`).digest().subarray(0, 8));
  await writeFile(join(path, 'trained-on.u64'), Buffer.concat(hashes));
  return path;
}

const check = (options: DataCheckOptions, modelPath = join(folder, 'none'), start?: () => Promise<Specialist>) =>
  dataCheck(
    readConfig({ SIGNALBOX_TAXONOMY: join(folder, 'taxonomy.yaml'), SIGNALBOX_MODEL: modelPath }),
    options,
    start,
  );

async function jsonOf(...tickets: string[]) {
  await check({ tickets, json: '-' });
  expect(written).toHaveLength(1);
  return JSON.parse(written[0] ?? '');
}

const refusal = async (...tickets: string[]): Promise<SignalboxError> => {
  const error = await check({ tickets }).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof SignalboxError)) throw new Error('it was not refused', { cause: error });
  expect(error.code).toBe('INPUT_INVALID');
  return error;
};

describe('errors', () => {
  test('of all files are listed together, by file and line, with what mends each kind', async () => {
    const first = await fileOf('a.jsonl', [line({ id: 'A-1' }), '{"id"', line({ label: 'PYA' })]);
    const latin1 = Buffer.from('{"id": "B-1", "label": "PAY", "body": "Caf\xe9"}', 'latin1');
    const second = await fileOf('b.jsonl', [line({ id: 'A-1' }), latin1]);
    const third = await fileOf('c.jsonl', []);
    const missing = join(folder, 'missing.jsonl');
    const { message, remedy } = await refusal(first, second, third, missing);
    expect(message.split('\n')).toEqual([
      '6 errors, beside 1 ticket that can be read',
      `  ${first}:2: not a JSON object`,
      `  ${first}:3: label "PYA" is not in the taxonomy; did you mean "PAY"?`,
      `  ${second}:1: id A-1 stands already at ${first}:1`,
      `  ${second}:2: is not UTF-8`,
      `  ${third} has no ticket`,
      `  cannot read ${missing}: it does not exist`,
    ]);
    expect(remedy).toContain('iconv -f WINDOWS-1252');
    expect(remedy).toContain('give each ticket an id of its own');
    expect(written).toEqual([]);
  });

  test('beyond twenty are counted', async () => {
    const lines = Array.from({ length: 23 }, () => '[]');
    const { message } = await refusal(await fileOf('many.jsonl', [...lines, line()]));
    expect(message).toMatch(/^23 errors, beside 1 ticket/);
    expect(message.split('\n')).toHaveLength(1 + 20 + 1);
    expect(message).toMatch(/\n {2}and 3 more$/);
  });

  test('may be more than a call takes arguments', async () => {
    const { message } = await refusal(await fileOf('wrong.jsonl', ['1\n'.repeat(200_000)]));
    expect(message).toMatch(/^200,000 errors, beside 0 tickets/);
  });

  test('stand in full in the JSON, beside the counts and nothing else', async () => {
    const path = await fileOf('json.jsonl', [line(), '[]']);
    await expect(check({ tickets: [path], json: '-' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const result = JSON.parse(written.join(''));
    expect(result).toMatchObject({
      counts: { tickets: 1 },
      errors: [{ file: path, line: 2, reason: 'not a JSON object' }],
    });
    expect(Object.keys(result)).toEqual(['taxonomy', 'files', 'counts', 'errors']);
  });

  test('a folder without train.jsonl is refused, as training refuses it', async () => {
    await fileOf('without/test.jsonl', [line()]);
    expect((await refusal(join(folder, 'without'))).message).toBe(`${join(folder, 'without')} has no train.jsonl`);
  });

  test('a report that cannot be written is known before anything is read', async () => {
    const tickets = ['/nowhere.jsonl'];
    await expect(check({ tickets, json: '/nowhere/x.json' })).rejects.toThrow('--json /nowhere/x.json');
    await expect(check({ tickets, suspects: '/nowhere/x' })).rejects.toThrow('--suspects /nowhere/x');
  });
});

describe('a folder', () => {
  test('has its splits by the names of its files, and augmented tickets join train', async () => {
    const body = 'The money of last week is not on our account.';
    for (const split of ['train', 'validation', 'calibration', 'test', 'augmented'])
      await fileOf(`whole/${split}.jsonl`, [line(split === 'augmented' || split === 'test' ? { body } : {})]);
    const result = await jsonOf(join(folder, 'whole'));
    expect(result.counts.bySplit).toEqual({ train: 1, augmented: 1, validation: 1, calibration: 1, test: 1 });
    const leak = result.warnings.find(({ kind }: { kind: string }) => kind === 'near_duplicates_across_splits');
    expect(leak).toMatchObject({
      count: 1,
      examples: [
        { tickets: [{ file: join(folder, 'whole/augmented.jsonl') }, { file: join(folder, 'whole/test.jsonl') }] },
      ],
    });
  });

  test('without some splits is told to be divided, and augmented tickets to be none of that', async () => {
    for (const split of ['train', 'test', 'augmented']) await fileOf(`partly/${split}.jsonl`, [line()]);
    await check({ tickets: [join(folder, 'partly')] });
    expect(written.join('')).toMatch(
      /There is no file for validation, calibration: .*\. The augmented ones are all learnt/,
    );
  });

  test('is told for people in one line a finding, with examples and what to do', async () => {
    await fileOf('told/train.jsonl', [line({ id: 'T-a', body: '' }), line({ id: 'T-b', label: 'ACCESS' })]);
    await check({ tickets: [join(folder, 'told')] });
    const text = written.join('');
    expect(text).toContain('2 tickets · taxonomy 2.1.0, 3 categories');
    expect(text).toMatch(/^label +tickets\nPAY +1\nACCESS +1\nTERMINAL +0\n\(out of taxonomy\) +0\ntotal +2$/m);
    expect(text).toContain('There is no file for validation, calibration, test: training divides the tickets itself');
    expect(text).toMatch(/^warning: 1 ticket says nothing: .*\n {2}\S+train\.jsonl:1 T-a\n {2}→ /m);
    expect(text).toContain('No model was asked which labels are in doubt: cannot read');
  });
});

describe('labels in doubt', () => {
  const learnt = [line({ id: 'L-1', body: 'learnt: access' })];
  const open = [
    line({ id: 'O-1', body: 'access' }),
    line({ id: 'O-2', body: 'pay' }),
    line({ id: 'O-3', body: 'access', label: null }),
  ];
  let asked: string[];
  const start = (path: string) => async (): Promise<Specialist> => {
    const classifier = fakeClassifier(({ body }) => {
      asked.push(body);
      return scoresOf(body.includes('access') ? [0.02, 0.97, 0.01] : [0.97, 0.02, 0.01]);
    });
    const shared: SharedClassifier = { ...classifier, readers: classifier };
    const released = { folder: path, calibration } as Specialist['released'];
    return { taxonomy, policy, calibration, model, released, caution: null, classifier: shared };
  };
  beforeEach(() => {
    asked = [];
  });

  test('are asked about of tickets that the model did not learn, and written the surest first', async () => {
    const path = await modelOf('fitting', codes, learnt);
    const tickets = await fileOf('doubt.jsonl', [...learnt, ...open]);
    const suspects = join(folder, 'suspects.jsonl');
    await check({ tickets: [tickets], suspects }, path, start(path));
    expect(asked).toEqual(['access', 'pay', 'access']);
    expect(written.join('')).toContain('asked about the labels of 3 tickets, not about 1 other that it learnt.');
    expect(written.join('')).toContain('warning: 2 labels are in doubt');
    const lines = (await readFile(suspects, 'utf8')).trim().split('\n');
    expect(lines.map((text) => JSON.parse(text))).toEqual([
      { file: tickets, line: 2, id: 'O-1', label: 'PAY', suggested: 'ACCESS', confidence: expect.closeTo(0.97) },
      { file: tickets, line: 4, id: 'O-3', label: null, suggested: 'ACCESS', confidence: expect.closeTo(0.97) },
    ]);
  });

  test.each([{ suspects: '-' }, { json: '-' }])(
    'of which no model was asked are told beside a taken standard output: %j',
    async (options) => {
      const path = await modelOf('other', ['PAY', 'ELSE'], []);
      await check({ tickets: [await fileOf('doubt.jsonl', open)], ...options }, path, start(path));
      expect(told.join('')).toBe(
        `No model was asked which labels are in doubt: the model in ${path} has other categories than the taxonomy.${'suspects' in options ? ' So there is nothing to write.' : ''}\n`,
      );
      expect(written).toHaveLength('json' in options ? 1 : 0);
    },
  );

  test('are left alone, and it is said why, when the model has other categories', async () => {
    const path = await modelOf('other', ['PAY', 'ELSE'], []);
    const suspects = join(folder, 'none.jsonl');
    await check({ tickets: [await fileOf('doubt.jsonl', open)], suspects }, path, start(path));
    expect(asked).toEqual([]);
    expect(written.join('')).toContain(
      `No model was asked which labels are in doubt: the model in ${path} has other categories than the taxonomy. ${suspects} was not written.`,
    );
  });
});
