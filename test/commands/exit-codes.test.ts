import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { accessRoles } from '../../service/contracts/api-access.ts';
import { reviewReasons } from '../../service/contracts/routing-event.ts';
import { projectRoot } from '../../service/project-root.ts';

const folder = mkdtempSync(join(tmpdir(), 'signalbox-exit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const tickets = join(folder, 'tickets.jsonl');
writeFileSync(tickets, '{"id":"A-1","subject":"Payout","body":"Our payout is late.","label":null}\n');

const signalbox = (args: string[], environment: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [join(projectRoot, 'dist/cli.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, DATA_DIR: folder, KAFKA_BROKERS: '', ...environment },
  });

describe('when what was given is wrong, then the exit code is 2, and it is said how to mend it', () => {
  test.each<[string, string[], NodeJS.ProcessEnv, RegExp]>([
    ['an unknown command', ['evaluat'], {}, /Did you mean evaluate/],
    ['an unknown option', ['topics', '--crate'], {}, /Did you mean --create/],
    ['a required option is missing', ['evaluate'], {}, /--tickets <file>.*--help/s],
    ['a number is none', ['demo', '--tickets', 'x'], {}, /whole number/],
    ['a variable', ['topics'], { HTTP_PORT: 'x' }, /CONFIG_INVALID.*HTTP_PORT/s],
    ['a taxonomy', ['classify', tickets, '--taxonomy', '/nowhere.yaml'], {}, /→ point SIGNALBOX_TAXONOMY/],
    [
      'a policy',
      ['classify', tickets, '--policy', '/nowhere.yaml'],
      {},
      /cannot read \/nowhere\.yaml\n {2}→ point SIGNALBOX_POLICY/,
    ],
    ['a model', ['classify', tickets, '--model', '/nowhere'], {}, /MODEL_MISSING/],
    ['a file that is not there', ['classify', '/nowhere.jsonl'], {}, /it does not exist\n {2}→/],
    ['a folder for a file', ['classify', '/tmp'], {}, /it is a folder\n {2}→/],
    ['the service is taken for a command', ['start', '--help'], {}, /→ npm start/],
  ])('%s', (_what, args, environment, words) => {
    const { status, stderr } = signalbox(args, environment);
    expect(stderr).toMatch(words);
    expect(status).toBe(2);
  });
});

test('when something fails that was asked rightly, then it is 1', () => {
  const { status, stderr } = signalbox(['topics'], { KAFKA_BROKERS: '127.0.0.1:1' });
  expect(stderr).toContain('BROKER_UNREACHABLE');
  expect(status).toBe(1);
});

describe('--help', () => {
  test('says what exit codes mean, and how the service is started', () => {
    const { status, stdout } = signalbox(['--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/1 {2}it failed.*2 {2}what was given is wrong.*npm start/s);
  });

  test('of the service itself says which roles there are', () => {
    const { status, stdout } = spawnSync(process.execPath, [join(projectRoot, 'dist/main.js'), '--help'], {
      encoding: 'utf8',
      env: { ...process.env, HTTP_PORT: 'wrong' },
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/--roles LIST.*router, escalator, reviewer, api/);
  });

  test('names the roles of a key and the reasons of a review', () => {
    const key = signalbox(['api-key', '--help']).stdout;
    for (const role of accessRoles) expect(key).toContain(role);
    const replay = signalbox(['replay', '--help']).stdout;
    for (const reason of reviewReasons) expect(replay).toContain(reason);
  });

  test.each(['topics', 'replay'])(
    'of %s lists no option that it has no use for, and takes it all the same',
    (command) => {
      expect(signalbox([command, '--help']).stdout).not.toContain('--model');
      const { stderr } = signalbox([
        command,
        '--model',
        'model',
        ...(command === 'replay' ? ['--reason', 'no_text'] : []),
      ]);
      expect(stderr).toContain('KAFKA_BROKERS');
    },
  );
});

test.each(['demo', 'clean', 'erase', 'retention', 'rebuild', 'schemas', 'doctor', 'api-key'])(
  '%s takes --taxonomy, --model and --policy as every other command does',
  (command) => {
    const { status, stderr } = signalbox([command, '--taxonomy', 't', '--model', 'm', '--policy', 'p', '--nonsense']);
    expect(stderr).toContain("unknown option '--nonsense'");
    expect(status).toBe(2);
  },
);

test('when nobody reads on, then doctor still ends with what its later checks found', async () => {
  const args = [join(projectRoot, 'dist/cli.js'), 'doctor', '--roles', 'escalator'];
  const doctor = spawn(process.execPath, args, {
    env: { ...process.env, DATA_DIR: folder, KAFKA_BROKERS: '127.0.0.1:1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(doctor, 'exit');
  const [first] = await once(doctor.stdout, 'data');
  expect(String(first)).toMatch(/^✓ taxonomy/);
  doctor.stdout.destroy();
  expect(await ended).toEqual([1, null]);
});

test('when the demo is asked for help, then it says where it writes', () => {
  expect(signalbox(['demo', '--help']).stdout).toMatch(/With KAFKA_BROKERS set it writes into that cluster/);
});

test('when a variable is misspelt, then a command that reads settings says so', () => {
  const { stderr } = signalbox(['topics'], { FRONTIER_DAILY_BUDGET_US: '1' });
  expect(stderr).toMatch(
    /^warning: the variable FRONTIER_DAILY_BUDGET_US is not read; did you mean FRONTIER_DAILY_BUDGET_USD\?$/m,
  );
});

test.each<[string, string[]]>([
  ['--json', []],
  ['--predictions', []],
  ['--export-prompts', ['--frontier']],
  ['--record', ['--frontier', '--answers', tickets, '--answers-model', 'm']],
])('when the file of evaluate %s cannot be written, then that is known before the run', (option, more) => {
  const args = ['evaluate', '--tickets', '/nowhere.jsonl', '--model', '/nowhere', ...more, option];
  const missing = signalbox([...args, '/nowhere/x.json']);
  expect(missing.stderr).toContain(
    `INPUT_INVALID: ${option} /nowhere/x.json: the folder /nowhere does not exist\n  → make it`,
  );
  expect(missing.status).toBe(2);
  expect(signalbox([...args, folder]).stderr).toContain(`${option} ${folder}: is a folder\n  → name a file in it`);
});

test('when schemas are to be written into a file, then that is said', () => {
  const { status, stderr } = signalbox(['schemas', '--out', tickets]);
  expect(stderr).toContain(`INPUT_INVALID: --out ${tickets}: is a file`);
  expect(status).toBe(2);
});
