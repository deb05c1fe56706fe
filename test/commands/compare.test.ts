import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CompareOptions, compare } from '../../service/commands/compare.ts';
import { type Config, readConfig } from '../../service/config.ts';
import { loadRules } from '../../service/load-rules.ts';
import { projectRoot } from '../../service/project-root.ts';
import { calibration, fakeClassifier, scoresOf } from '../support/fixtures.ts';

const codes = ['PAY', 'ACCESS', 'TERMINAL'];
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'signalbox-compare-'));
});
afterAll(() => rm(root, { recursive: true }));

let folder: string;
let stdout: string;
let stderr: string;
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'case-'));
  await writeFile(
    join(folder, 'taxonomy.yaml'),
    `version: 1.0.0\ncategories:\n${codes.map((c) => `  - { code: ${c}, name: ${c} }\n`).join('')}`,
  );
  [stdout, stderr] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

/** What a ticket is, and what the two models take it for. */
interface Case {
  label: string | null;
  current: string;
  candidate: string;
  /** Of each model; below 0.7 nothing is routed. */
  sure?: [current: number, candidate: number];
}

const subject = 'Our payout of Tuesday has not arrived, where is it please?';
const textOf = ({ current, candidate, sure = [0.9, 0.9] }: Case, i: number) =>
  `${JSON.stringify({ i, current, candidate, sure })} We would like to know what happened to it.`;

async function ticketsOf(cases: readonly Case[]): Promise<string> {
  const path = join(folder, 'tickets.jsonl');
  const lines = cases.map((one, i) =>
    JSON.stringify({ id: `T-${i}`, subject, body: textOf(one, i), label: one.label }),
  );
  await writeFile(path, lines.join('\n'));
  return path;
}

/** As releases lie in a folder, for all that is read of them before they are started. */
async function modelFolder(
  name: string,
  {
    labels = codes,
    learnt = [] as string[],
    calibrating = [] as string[],
    fingerprints = true,
    cleaned = true,
    version = name,
  } = {},
): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  const contents: Record<string, string> = {
    'model.onnx': `graph of ${name}`,
    'calibration.json': JSON.stringify(calibration),
    'tokenizer.json': '{}',
    'tokenizer_config.json': '{}',
  };
  const digest = (text: string) => createHash('sha256').update(text);
  const files = Object.fromEntries(Object.entries(contents).map(([file, text]) => [file, digest(text).digest('hex')]));
  const taxonomy = { version: '1.0.0', sha256: '' };
  contents['manifest.json'] = JSON.stringify({
    schemaVersion: 1,
    name: 'tiny',
    version,
    labels,
    maxTokens: 64,
    cleaned,
    taxonomy,
    files,
  });
  for (const [file, text] of Object.entries(contents)) await writeFile(join(path, file), text);
  const hashesOf = (bodies: readonly string[]) =>
    Buffer.concat(bodies.map((body) => digest(`${subject}\n${body}`).digest().subarray(0, 8)));
  if (fingerprints) await writeFile(join(path, 'trained-on.u64'), hashesOf(learnt));
  if (fingerprints) await writeFile(join(path, 'calibrated-on.u64'), hashesOf(calibrating));
  return path;
}

let running = 0;
let mostRunning = 0;
/** Both models read in the ticket what they take it for. */
async function start(config: Config) {
  const rules = await loadRules(config);
  const side = config.modelPath.endsWith('candidate') ? 'candidate' : 'current';
  running += 1;
  mostRunning = Math.max(mostRunning, running);
  const classifier = fakeClassifier(({ body }) => {
    const { sure, ...told } = JSON.parse(body.slice(0, body.indexOf('}') + 1)) as Required<Case>;
    const p = sure[side === 'current' ? 0 : 1];
    return scoresOf(codes.map((code) => (code === told[side] ? p : (1 - p) / 2)));
  });
  const close = async () => {
    running -= 1;
  };
  return { ...rules, classifier: { ...classifier, readers: classifier, close } };
}

const configWith = (model: string, more: NodeJS.ProcessEnv = {}) =>
  readConfig({ SIGNALBOX_TAXONOMY: join(folder, 'taxonomy.yaml'), SIGNALBOX_MODEL: model, ...more });

async function compareCases(
  cases: readonly Case[],
  more: Partial<CompareOptions> = {},
  environment = {},
): Promise<number> {
  const tickets = await ticketsOf(cases);
  const [current, candidate] = [await modelFolder('current'), await modelFolder('candidate')];
  return compare(configWith(current, environment), { tickets, candidate, ...more }, start);
}

const right: Case = { label: 'PAY', current: 'PAY', candidate: 'PAY' };
const broken: Case = { label: 'PAY', current: 'PAY', candidate: 'ACCESS' };
const outside: Case = { label: null, current: 'PAY', candidate: 'PAY', sure: [0.4, 0.4] };
const times = (n: number, one: Case): Case[] => Array.from({ length: n }, () => one);

describe('when what is given is wrong, then it is said which and how to mend it', () => {
  test('a candidate that is not there', async () => {
    const candidate = join(folder, 'nowhere');
    const config = configWith(await modelFolder('current'));
    await expect(compare(config, { tickets: await ticketsOf([right]), candidate }, start)).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: expect.stringMatching(/^the candidate cannot be compared: .*nowhere\/manifest\.json/),
      remedy: expect.stringContaining('--candidate'),
    });
  });

  test('a candidate whose files are not those of its manifest', async () => {
    const candidate = await modelFolder('candidate');
    await writeFile(join(candidate, 'model.onnx'), 'another');
    const config = configWith(await modelFolder('current'));
    await expect(compare(config, { tickets: await ticketsOf([right]), candidate }, start)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(/^the candidate .*candidate\/model\.onnx is not the file/),
    });
  });

  test.each([
    ['candidate', /^the candidate cannot be compared: the model in .*\/candidate does not fit .*not learnt TERMINAL/],
    ['current', /^the model in use, in .*\/current, does not fit taxonomy .*not learnt TERMINAL/],
  ])('codes of the taxonomy that the %s has not learnt', async (which, message) => {
    const labels = ['PAY', 'ACCESS'];
    const current = await modelFolder('current', which === 'current' ? { labels } : {});
    const candidate = await modelFolder('candidate', which === 'candidate' ? { labels } : {});
    const tickets = await ticketsOf([right]);
    await expect(compare(configWith(current), { tickets, candidate }, start)).rejects.toMatchObject({
      code: 'MODEL_LABELS_MISMATCH',
      message: expect.stringMatching(message),
    });
  });

  test('a place for the numbers that is none, before anything is read', async () => {
    const options = { tickets: '/nowhere.jsonl', candidate: '/nowhere', json: join(folder, 'none/out.json') };
    await expect(compare(configWith('/nowhere'), options, start)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('--json'),
    });
  });

  test('numbers and tickets to one standard output', async () => {
    const options = { tickets: '/nowhere.jsonl', candidate: '/nowhere', json: '-', moved: '-' };
    await expect(compare(configWith('/nowhere'), options, start)).rejects.toMatchObject({
      message: '--json and --moved cannot all go to standard output',
    });
  });
});

describe('tickets that a model was trained on', () => {
  const cases = [right, broken, right, outside];

  test('are left out for both, whichever it was, and counted', async () => {
    const tickets = await ticketsOf(cases);
    const current = await modelFolder('current', { learnt: [textOf(right, 0)] });
    const candidate = await modelFolder('candidate', { learnt: [textOf(right, 0), textOf(broken, 1)] });
    await compare(configWith(current), { tickets, candidate, json: '-' }, start);
    expect(JSON.parse(stdout)).toMatchObject({
      n: 1,
      outOfTaxonomy: 1,
      accuracy: { broke: 0 },
      leftOut: { current: 1, candidate: 2, total: 2 },
    });
    expect(stderr).toBe('');
  });

  test('may be all that have a category: then there is nothing to compare by', async () => {
    const tickets = await ticketsOf([right, outside]);
    const candidate = await modelFolder('candidate', { learnt: [textOf(right, 0)] });
    const run = compare(configWith(await modelFolder('current')), { tickets, candidate }, start);
    await expect(run).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('1 of 2 tickets were trained on, and no other has a category'),
      remedy: expect.stringContaining('test split'),
    });
  });

  test('cannot be told of a release without fingerprints, which is warned of', async () => {
    const tickets = await ticketsOf(cases);
    const candidate = await modelFolder('candidate', { fingerprints: false });
    await compare(configWith(await modelFolder('current')), { tickets, candidate, json: '-' }, start);
    expect(JSON.parse(stdout)).toMatchObject({ leftOut: { current: 0, candidate: null, total: 0 } });
    expect(stderr).toMatch(/^warning: which of the tickets the candidate \(candidate\) .* cannot be told/);
  });

  test('cannot be told of the candidate: then the gate is not passed', async () => {
    const tickets = await ticketsOf([...times(30, right), outside]);
    const candidate = await modelFolder('candidate', { fingerprints: false });
    const options = { tickets, candidate, gate: true, margin: 0.2 };
    expect(await compare(configWith(await modelFolder('current')), options, start)).toBe(1);
    expect(stdout).toMatch(
      /^gate: not passed\n {2}- Which of the tickets it was trained on cannot be told.*npm run train/m,
    );
  });

  test('cannot be told of the model in use, which only makes it harder to pass', async () => {
    const tickets = await ticketsOf([...times(30, right), outside]);
    const current = await modelFolder('current', { fingerprints: false });
    const options = { tickets, candidate: await modelFolder('candidate'), gate: true, margin: 0.2 };
    expect(await compare(configWith(current), options, start)).toBe(0);
  });
});

describe('the exit code', () => {
  const worse = [...times(20, right), ...times(12, broken), outside];

  test('of a candidate that is worse is 1 with --gate, and each reason is said', async () => {
    expect(await compareCases(worse, { gate: true })).toBe(1);
    expect(stdout).toMatch(/^worse: accuracy falls by 37\.5 points/m);
    expect(stdout).toMatch(/^gate: not passed$/m);
    expect(stdout).toMatch(/^ {2}- It is worse: accuracy falls by .* to .* points\.$/m);
    expect(stdout).toMatch(/^ {2}- It is worse in PAY, ACCESS\.$/m);
    expect(stdout).toMatch(/^ {2}- At least 2\d\.\d % of what it routes without asking is wrong .* 2\.0 % at most\.$/m);
  });

  test('is 0 without --gate', async () => {
    expect(await compareCases(worse)).toBe(0);
    expect(stdout).not.toContain('gate:');
    expect(stdout).toContain('It is worse in PAY, ACCESS.');
  });

  test('is 0 where the gate is passed', async () => {
    expect(await compareCases([...times(30, right), outside], { gate: true, margin: 0.2 })).toBe(0);
    expect(stdout).toMatch(/^no worse: a loss of more than 20\.0 points is ruled out/m);
    expect(stdout).toMatch(/^gate: passed$/m);
  });

  test('is 1 with too few tickets to tell, and it is said how many it takes', async () => {
    expect(await compareCases([...times(30, right), outside], { gate: true })).toBe(1);
    expect(stdout).toMatch(/^not shown: a loss of 11\.4 points is not ruled out, and 1\.0 may be lost/m);
    expect(stdout).toMatch(/^30 tickets are too few to tell: about 2,500 would show it/m);
  });

  test('is told before anything is written, since whoever reads may end the process', async () => {
    const tickets = await ticketsOf(worse);
    const [current, candidate] = [await modelFolder('current'), await modelFolder('candidate')];
    const told: [number, string][] = [];
    const onDecided = (exitCode: number) => told.push([exitCode, stdout]);
    await compare(configWith(current), { tickets, candidate, gate: true, moved: '-' }, start, onDecided);
    expect(told).toEqual([[1, '']]);
  });

  test('has its reasons on standard error where the tickets have standard output', async () => {
    expect(await compareCases(worse, { gate: true, moved: '-' })).toBe(1);
    expect(stdout.trimEnd().split('\n')).toHaveLength(12);
    expect(stderr).toMatch(
      /^gate: not passed\n {2}- It is worse: accuracy falls .*\n {2}- It is worse in PAY, ACCESS\.$/m,
    );
  });

  test('has its reasons in the numbers where those have standard output', async () => {
    expect(await compareCases(worse, { gate: true, json: '-' })).toBe(1);
    expect(JSON.parse(stdout).objections[0]).toMatch(/^It is worse: accuracy falls/);
  });
});

describe('the gate objects', () => {
  const unsure: Case = { label: 'PAY', current: 'ACCESS', candidate: 'ACCESS', sure: [0.4, 0.4] };
  const wrongNow: Case = { ...unsure, sure: [0.4, 0.9] };
  const gate = { gate: true, margin: 0.2 };

  test('to many more tickets that are routed wrongly, also where the policy lets more through', async () => {
    const policy = join(folder, 'policy.yaml');
    await writeFile(policy, 'thresholds: { categories: { TERMINAL: 0.5 } }');
    const cases = [...times(90, right), ...times(10, wrongNow), outside];
    expect(await compareCases(cases, gate, { SIGNALBOX_POLICY: policy })).toBe(1);
    expect(stdout).toMatch(
      /^ {2}- It routes more tickets wrongly without asking: 10 of 101, the model in use 0 \(95 %: \+\d\.\d to \+1\d\.\d points\); all that it routes without asking are 100, those of the model in use 90\.$/m,
    );
    expect(stdout).toMatch(/^routed wrongly, of all +0\.0 % +9\.9 % +\+9\.9 points/m);
    expect(stdout).toMatch(
      /^ {2}not tried: whether the error of what is routed without asking is what .* released for/m,
    );
  });

  test('to tickets out of taxonomy that are held no longer', async () => {
    const cases = [...times(60, right), ...times(40, { ...outside, sure: [0.4, 0.9] as [number, number] })];
    expect(await compareCases(cases, gate)).toBe(1);
    expect(stdout).toMatch(/^out of taxonomy held +40 of 40 +0 of 40 +-100\.0 points/m);
    expect(stdout).toMatch(/^ {2}- It holds back fewer of the 40 tickets out of taxonomy: 0, the model in use 40 /m);
  });

  test('to a category that loses half of what was right, though it may be chance', async () => {
    const cases: Case[] = [
      ...times(60, { label: 'ACCESS', current: 'ACCESS', candidate: 'ACCESS' }),
      ...times(5, right),
      ...times(5, { ...broken, sure: [0.4, 0.4] }),
      outside,
    ];
    expect(await compareCases(cases, gate)).toBe(1);
    expect(stdout).toMatch(
      /^gate: not passed\n {2}- At most half as many tickets are right as before, at least 5 fewer, in PAY \(recall 100\.0 % → 50\.0 %\); they are too few/m,
    );
  });
});

test('the gate tells of categories that are too small to be called worse, and of those too small for any objection', async () => {
  const cases: Case[] = [
    ...times(60, right),
    ...times(5, { label: 'ACCESS', current: 'ACCESS', candidate: 'ACCESS' }),
    { ...broken, sure: [0.4, 0.4] },
    outside,
  ];
  await compareCases(cases, { gate: true, margin: 0.2 });
  expect(stdout).toMatch(
    /^ {2}2 of 3 categories had too few .* fewer than 6 right; in 1 of them fewer than 5: a loss of all of those is no objection$/m,
  );
});

test('what the gate could not tell is said though it is passed', async () => {
  const cases: Case[] = [...times(60, right), { ...broken, sure: [0.4, 0.4] }, outside];
  expect(await compareCases(cases, { gate: true, margin: 0.2 })).toBe(0);
  const told = stdout.slice(stdout.indexOf('gate:')).trimEnd().split('\n');
  expect(told).toEqual([
    'gate: passed',
    '  lost more than they won, and their tickets are too few to tell: PAY (recall 100.0 % → 98.4 %), ACCESS (recall 0.0 % → 0.0 %, 1 more wrongly taken for it)',
    '  2 of 3 categories had too few tickets ever to be called worse: of their own the model in use gets fewer than 6 right; a loss of all of them is no objection',
  ]);
});

test('what changes of single tickets is written, one a line', async () => {
  const moved = join(folder, 'moved.jsonl');
  const cases: Case[] = [
    right,
    broken,
    { label: 'ACCESS', current: 'PAY', candidate: 'ACCESS', sure: [0.6, 0.75] },
    { label: 'ACCESS', current: 'PAY', candidate: 'TERMINAL' },
    { label: 'PAY', current: 'PAY', candidate: 'PAY', sure: [0.9, 0.5] },
    { label: null, current: 'PAY', candidate: 'ACCESS', sure: [0.9, 0.5] },
  ];
  await compareCases(cases, { moved });
  const lines = (await readFile(moved, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ id, kind }) => [id, kind])).toEqual([
    ['T-1', 'broke'],
    ['T-2', 'fixed'],
    ['T-3', 'changed'],
    ['T-4', 'routed→escalated'],
    ['T-5', 'routed→escalated'],
  ]);
  expect(lines[1]).toEqual({
    id: 'T-2',
    label: 'ACCESS',
    before: { predicted: 'PAY', confidence: expect.closeTo(0.6), outcome: 'escalated' },
    after: { predicted: 'ACCESS', confidence: expect.closeTo(0.75), outcome: 'routed' },
    kind: 'fixed',
  });
});

test('one model at a time is held in memory', async () => {
  [running, mostRunning] = [0, 0];
  await compareCases([right, outside]);
  expect([running, mostRunning]).toEqual([0, 1]);
});

test('what the policy sets holds for both, which is said; where it lets more through, the target is not tried', async () => {
  const policy = join(folder, 'policy.yaml');
  await writeFile(policy, 'thresholds: { categories: { ACCESS: never, TERMINAL: 0.5 } }');
  const json = join(folder, 'out.json');
  await compareCases([broken, outside], { json }, { SIGNALBOX_POLICY: policy });
  expect(stdout).toContain('the policy sets the threshold of 2 of 3 categories, for both models alike');
  expect(stdout).toContain('the bound on its error does not hold, and is not tried');
  expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({
    policy: { categories: ['ACCESS', 'TERMINAL'], outOfTaxonomy: false, loosensCandidate: true },
    auto: { target: null, contradictsTarget: false },
  });
});

test('a policy that only asks more often leaves the target as it is', async () => {
  const policy = join(folder, 'policy.yaml');
  await writeFile(policy, 'thresholds: { categories: { ACCESS: never } }');
  await compareCases([right, outside], { json: '-' }, { SIGNALBOX_POLICY: policy });
  expect(JSON.parse(stdout)).toMatchObject({ policy: { loosensCandidate: false }, auto: { target: 0.02 } });
});

test('the same release twice is warned of, and compared all the same', async () => {
  const model = await modelFolder('current');
  const tickets = await ticketsOf([right, outside]);
  expect(await compare(configWith(model), { tickets, candidate: model }, start)).toBe(0);
  expect(stderr).toMatch(/^warning: the candidate is the model in use \(current\)/);
  expect(stdout).toContain('0 tickets fixed, 0 broken (McNemar p 1.000); no category changes');
});

test('without a ticket out of taxonomy, that is said', async () => {
  await compareCases([right]);
  expect(stderr).toMatch(/^warning: no ticket is out of taxonomy/);
});

test('tickets that calibrated a model are compared by, and told of', async () => {
  const [current, candidate] = [
    await modelFolder('current'),
    await modelFolder('candidate', { calibrating: [textOf(right, 0)] }),
  ];
  const tickets = await ticketsOf([right, right, outside]);
  await compare(configWith(current), { tickets, candidate, json: '-' }, start);
  expect(JSON.parse(stdout)).toMatchObject({ n: 2, leftOut: { total: 0 } });
  expect(stderr).toContain('warning: 1 of 3 tickets calibrated the candidate (candidate): what it routes was chosen');
  expect(stderr).not.toContain('calibrated the model in use');
});

test('when the candidate was calibrated on other text than is served, then it is told', async () => {
  const [current, candidate] = [await modelFolder('current'), await modelFolder('candidate', { cleaned: false })];
  await compare(configWith(current), { tickets: await ticketsOf([right, outside]), candidate }, start);
  expect(stderr).toContain('warning: the candidate: the model was trained and calibrated on texts as they came');
});

test('a candidate that routes less without asking is told of, and passes all the same', async () => {
  const unsure: Case = { label: 'PAY', current: 'PAY', candidate: 'PAY', sure: [0.9, 0.5] };
  expect(await compareCases([...times(20, right), ...times(20, unsure), outside], { gate: true, margin: 0.2 })).toBe(0);
  expect(stdout).toMatch(/^it routes 50\.0 points fewer without asking \(95 %: -6\d\.\d to -3\d\.\d\)/m);
});

test('where an endpoint answers, the candidate is compared with that, and runs in this process', async () => {
  const started: Config[] = [];
  const tickets = await ticketsOf([right, outside]);
  const config = configWith(await modelFolder('current'), {
    CLASSIFIER: 'remote',
    CLASSIFIER_URL: 'http://model.example/predict',
  });
  await compare(config, { tickets, candidate: await modelFolder('candidate'), json: '-' }, (one) => {
    started.push(one);
    return start(one);
  });
  expect(started.map(({ classifier }) => classifier.kind)).toEqual(['remote', 'onnx']);
  expect(JSON.parse(stdout)).toMatchObject({
    models: { current: { version: 'remote:model.example' }, candidate: { version: 'candidate' } },
    leftOut: { current: null, candidate: 0 },
  });
  expect(stderr).toContain("warning: the model in use: nothing is routed on the endpoint's word alone");
});

describe('the command', () => {
  const cli = join(projectRoot, 'dist/cli.js');

  test('refuses a margin that is no share, and a candidate that is not there', async () => {
    const args = [cli, 'compare', '--tickets', await ticketsOf([right]), '--candidate', '/nowhere'];
    const margin = spawnSync(process.execPath, [...args, '--margin', '1'], { encoding: 'utf8', cwd: projectRoot });
    expect(margin.stderr).toContain('must be a share from 0 to less than 1');
    const candidate = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: projectRoot });
    expect(candidate.stderr).toContain('MODEL_MISSING: the candidate cannot be compared: cannot read /nowhere');
    expect([margin.status, candidate.status]).toEqual([2, 2]);
  });

  test('compares the released model with itself on tickets that it has not seen', async () => {
    const content = await readFile(join(projectRoot, 'training-data/tickets/test.jsonl'), 'utf8');
    const tickets = join(folder, 'test.jsonl');
    await writeFile(tickets, content.split('\n').slice(0, 5).join('\n'));
    const args = ['compare', '--tickets', tickets, '--candidate', 'model', '--json', '-'];
    const result = JSON.parse(
      execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: projectRoot, stdio: 'pipe' }),
    );
    expect(result).toMatchObject({ accuracy: { estimate: 0, fixed: 0, broke: 0 }, worseCategories: [] });
    expect(result.warnings[0]).toContain('the candidate is the model in use');
  });

  test('ends with 1 where the gate is not passed, also when nobody reads to the end', async () => {
    const content = await readFile(join(projectRoot, 'training-data/tickets/test.jsonl'), 'utf8');
    const tickets = join(folder, 'test.jsonl');
    await writeFile(tickets, content.split('\n').slice(0, 5).join('\n'));
    const args = [cli, 'compare', '--tickets', tickets, '--candidate', 'model', '--gate'];
    const running = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'ignore'] });
    running.stdout.destroy();
    expect((await once(running, 'exit'))[0]).toBe(1);
  });

  test('says in its help what the gate keeps, and which tickets are meant', () => {
    const { stdout: help } = spawnSync(process.execPath, [cli, 'compare', '--help'], { encoding: 'utf8' });
    const words = help.replace(/\s+/g, ' ');
    expect(words).toContain('no category is shown to be worse');
    expect(words).toContain('the test split');
  });
});
