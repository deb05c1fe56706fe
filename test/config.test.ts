import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import express from 'express';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHealthApp } from '../service/api/health.ts';
import { environmentVariables } from '../service/config/environment.ts';
import { readConfig } from '../service/config.ts';
import { describeError, SignalboxError } from '../service/errors.ts';
import { projectRoot } from '../service/project-root.ts';
import { createMetrics } from '../service/telemetry/metrics.ts';

function refusalOf(environment: NodeJS.ProcessEnv): SignalboxError {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof SignalboxError) return error;
    throw error;
  }
  throw new Error('was not refused');
}
const exampleText = readFileSync(join(projectRoot, '.env.example'), 'utf8');
const cluster = { KAFKA_BROKERS: 'kafka-1:9092' };
const issuer = { AUTH_OIDC_ISSUER: 'https://id.example', AUTH_OIDC_AUDIENCE: 'signalbox' };

test('when nothing is set, then a local broker, the released model and the loopback address are taken', () => {
  expect(readConfig({})).toEqual({
    kafka: {
      brokers: [],
      ssl: false,
      sasl: undefined,
      topics: {
        inbound: 'tickets.inbound',
        routed: 'tickets.routed',
        escalated: 'tickets.escalated',
        rejected: 'tickets.rejected',
        corrections: 'tickets.corrections',
      },
      partitions: 6,
      groupPrefix: 'signalbox',
      stallSeconds: 120,
    },
    taxonomyPath: join(projectRoot, 'taxonomy/taxonomy.yaml'),
    policy: { path: join(projectRoot, 'taxonomy/policy.yaml'), isOptional: true },
    modelPath: join(projectRoot, 'model'),
    classifier: { kind: 'onnx', workers: undefined },
    frontier: null,
    dataDir: join(process.cwd(), '.data'),
    review: {
      databaseUrl: undefined,
      folder: join(process.cwd(), '.data/store'),
      auditRate: 0.02,
      retention: { textDays: 90, decisionDays: 400 },
    },
    http: { host: '127.0.0.1', port: 8080, rateLimitPerMinute: 600, trustProxy: undefined },
    signIn: { kind: 'open' },
    logLevel: 'info',
    cautions: [],
    stopSeconds: 10,
  });
});

describe('.env.example', () => {
  test('names exactly the variables that are read, each after a line that explains it', () => {
    const lines = exampleText.split('\n');
    const names = lines.flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
    expect(names).toEqual(environmentVariables);
    for (const name of names)
      expect(lines[lines.findIndex((l) => l.startsWith(`${name}=`)) - 1], name).toMatch(/^# \S/);
  });

  test('when values are quoted as its head shows it, then a shell and Node read them whole', () => {
    const shown = exampleText.split('\n').flatMap((line) => /^# {3}([A-Z_]+=.*)$/.exec(line)?.[1] ?? []);
    expect(shown.length).toBeGreaterThan(1);
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-env-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, '.env'), `${shown.join('\n')}\nFRONTIER_MODEL="it's one"\n`);
    const whole = { ...Object.fromEntries(shown.map((line) => /^(.*?)='(.*)'$/.exec(line)?.slice(1) ?? [line])) };
    whole.FRONTIER_MODEL = "it's one";
    for (const [name, value] of Object.entries(whole)) {
      const bySh = spawnSync('sh', ['-c', 'set -a; . ./.env; set +a; printenv "$1"', 'sh', name], { cwd: folder });
      expect(bySh.stdout.toString(), name).toBe(`${value}\n`);
    }
    expect(parseEnv(readFileSync(join(folder, '.env'), 'utf8'))).toEqual(whole);
  });

  test('when it is taken as it stands, then everything is as by default', () => {
    expect(readConfig(parseEnv(exampleText) as NodeJS.ProcessEnv)).toEqual(readConfig({}));
  });
});

test('when variables are empty or blank, as docker compose passes them, then they count as absent', () => {
  const empty = Object.fromEntries(environmentVariables.map((name, i) => [name, i % 2 === 0 ? '' : '  ']));
  expect(readConfig(empty)).toEqual(readConfig({}));
});

test('when a cluster is configured, then its brokers, TLS and credentials are taken', () => {
  const { kafka } = readConfig({
    KAFKA_BROKERS: 'kafka-1:9092, [::1]:9093',
    KAFKA_SSL: '1',
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: 'signalbox',
    KAFKA_SASL_PASSWORD: 'hush',
  });
  expect(kafka).toMatchObject({
    brokers: ['kafka-1:9092', '[::1]:9093'],
    ssl: true,
    sasl: { mechanism: 'scram-sha-512', username: 'signalbox', password: 'hush' },
  });
});

test('a policy belongs to its taxonomy, unless it is named', () => {
  const beside = readConfig({ SIGNALBOX_TAXONOMY: '/etc/ours/categories.yaml' }).policy;
  expect(beside).toEqual({ path: '/etc/ours/policy.yaml', isOptional: true });
  const named = readConfig({ SIGNALBOX_TAXONOMY: '/etc/ours/categories.yaml', SIGNALBOX_POLICY: '/etc/p.yaml' }).policy;
  expect(named).toEqual({ path: '/etc/p.yaml', isOptional: false });
});

test('when the classifier is remote, then its URL and token are taken', () => {
  const environment = { CLASSIFIER: 'remote', CLASSIFIER_URL: 'https://e.example/predict', HF_TOKEN: 'hf_hush' };
  expect(readConfig(environment).classifier).toEqual({
    kind: 'remote',
    url: 'https://e.example/predict',
    token: 'hf_hush',
  });
});

describe('when a frontier model is named, then it is connected', () => {
  const usual = { token: undefined, dailyBudgetUsd: undefined, concurrency: 16, recordFolder: undefined };
  test.each<[NodeJS.ProcessEnv, object]>([
    [
      { FRONTIER_PROVIDER: 'together', FRONTIER_MODEL: 'org/large-1', HF_TOKEN: 'hf_hush' },
      { endpoint: { kind: 'provider', provider: 'together' }, model: 'org/large-1', token: 'hf_hush' },
    ],
    [
      { FRONTIER_URL: 'http://127.0.0.1:8000/v1', FRONTIER_TOKEN: 'hush', HF_TOKEN: 'hf_hush' },
      { endpoint: { kind: 'url', url: 'http://127.0.0.1:8000/v1' }, model: 'default', token: 'hush' },
    ],
    // A token of Hugging Face is none of another's business.
    [
      { FRONTIER_URL: 'https://llm.example/v1', HF_TOKEN: 'hf_hush' },
      { endpoint: { kind: 'url', url: 'https://llm.example/v1' }, model: 'default' },
    ],
    [
      {
        FRONTIER_URL: 'replay:runs/exchanges',
        FRONTIER_MODEL: 'large-1',
        FRONTIER_DAILY_BUDGET_USD: '2.5',
        FRONTIER_CONCURRENCY: '64',
        FRONTIER_RECORD_DIR: 'kept',
      },
      {
        endpoint: { kind: 'replay', folder: join(process.cwd(), 'runs/exchanges') },
        model: 'large-1',
        dailyBudgetUsd: 2.5,
        concurrency: 64,
        recordFolder: join(process.cwd(), 'kept'),
      },
    ],
  ])('%j', (environment, expected) => {
    expect(readConfig(environment).frontier).toEqual({ ...usual, ...expected });
  });
});

describe('who may use the API', () => {
  const secret = 'a secret of more than 32 characters.';
  test.each<[NodeJS.ProcessEnv, object | null]>([
    [{ HTTP_HOST: 'localhost' }, { kind: 'open' }],
    [{ HTTP_HOST: '0.0.0.0' }, null],
    [{ HTTP_HOST: '::' }, null],
    [
      { AUTH_API_KEYS_FILE: 'keys.txt', AUTH_SESSION_SECRET: secret },
      { kind: 'api_key', file: join(process.cwd(), 'keys.txt'), sessionSecret: secret },
    ],
    [
      { HTTP_HOST: '0.0.0.0', AUTH_OIDC_ISSUER: 'https://id.example', AUTH_OIDC_AUDIENCE: 'signalbox' },
      {
        kind: 'oidc',
        issuer: 'https://id.example',
        audience: 'signalbox',
        rolesClaim: 'roles',
        jwksUrl: undefined,
        sessionSecret: undefined,
      },
    ],
  ])('%j', (environment, expected) => {
    expect(readConfig(environment).signIn).toEqual(expected);
  });
});

describe('when a variable is wrong, then it is named', () => {
  test.each<[string, NodeJS.ProcessEnv]>([
    ['AUTH_OIDC_AUDIENCE', { AUTH_OIDC_ISSUER: 'https://id.example' }],
    ['AUTH_OIDC_ISSUER', { AUTH_OIDC_AUDIENCE: 'signalbox' }],
    ['AUTH_OIDC_ISSUER', { AUTH_OIDC_ISSUER: 'id.example', AUTH_OIDC_AUDIENCE: 'signalbox' }],
    ['AUTH_OIDC_ISSUER', { AUTH_OIDC_ISSUER: 'https://user:hunter2@id.example', AUTH_OIDC_AUDIENCE: 'signalbox' }],
    ['AUTH_OIDC_ISSUER', { AUTH_OIDC_ISSUER: 'https://id.example?key=hunter2', AUTH_OIDC_AUDIENCE: 'signalbox' }],
    ['AUTH_OIDC_ISSUER', { AUTH_OIDC_ISSUER: 'https://id.example#hunter2', AUTH_OIDC_AUDIENCE: 'signalbox' }],
    ['AUTH_OIDC_JWKS_URL', { ...issuer, AUTH_OIDC_JWKS_URL: 'https://user:hunter2@id.example/keys' }],
    ['AUTH_API_KEYS_FILE', { AUTH_API_KEYS_FILE: 'k', AUTH_OIDC_ISSUER: 'https://id.example' }],
    ['AUTH_SESSION_SECRET', { AUTH_SESSION_SECRET: 'short' }],
    ['HTTP_RATE_LIMIT_PER_MINUTE', { HTTP_RATE_LIMIT_PER_MINUTE: '0' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'kafka-1' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'http://kafka-1:9092' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'kafka-1:9092,' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'kafka-1:99999' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'kafka-1:0' }],
    ['KAFKA_BROKERS', { KAFKA_SSL: 'true' }],
    ['KAFKA_SSL', { ...cluster, KAFKA_SSL: 'yes' }],
    ['KAFKA_SASL_MECHANISM', { ...cluster, KAFKA_SASL_MECHANISM: 'gssapi' }],
    ['KAFKA_SASL_MECHANISM', { ...cluster, KAFKA_SASL_USERNAME: 'a', KAFKA_SASL_PASSWORD: 'b' }],
    ['KAFKA_SASL_PASSWORD', { ...cluster, KAFKA_SASL_USERNAME: 'a', KAFKA_SASL_MECHANISM: 'plain' }],
    ['KAFKA_SASL_USERNAME', { ...cluster, KAFKA_SASL_PASSWORD: 'b', KAFKA_SASL_MECHANISM: 'plain' }],
    ['KAFKA_TOPIC_ROUTED', { KAFKA_TOPIC_ROUTED: 'a topic' }],
    ['KAFKA_TOPIC_ROUTED', { KAFKA_TOPIC_ROUTED: 'tickets.inbound' }],
    ['KAFKA_TOPIC_ROUTED', { KAFKA_TOPIC_ROUTED: ' tickets.inbound' }],
    ['KAFKA_TOPIC_REJECTED', { KAFKA_TOPIC_INBOUND: 'one', KAFKA_TOPIC_REJECTED: 'one' }],
    ['KAFKA_TOPIC_ROUTED', { KAFKA_TOPIC_ROUTED: '.' }],
    ['KAFKA_TOPIC_ROUTED', { KAFKA_TOPIC_ROUTED: '..' }],
    ['KAFKA_TOPIC_ROUTED', { KAFKA_TOPIC_ROUTED: 'tickets_inbound' }],
    ['KAFKA_TOPIC_PARTITIONS', { KAFKA_TOPIC_PARTITIONS: '0' }],
    ['CLASSIFIER', { CLASSIFIER: 'magic' }],
    ['CLASSIFIER_URL', { CLASSIFIER: 'remote' }],
    ['CLASSIFIER_URL', { CLASSIFIER_URL: 'localhost:8081' }],
    ['CLASSIFIER_URL', { CLASSIFIER_URL: 'https://user:hunter2@e.example/predict' }],
    ['FRONTIER_URL', { FRONTIER_URL: 'localhost:8000' }],
    ['FRONTIER_URL', { FRONTIER_URL: 'replay:' }],
    ['FRONTIER_URL', { FRONTIER_URL: 'https://user:hunter2@llm.example/v1' }],
    ['FRONTIER_URL', { FRONTIER_URL: 'https://llm.example/v1?key=hunter2' }],
    ['FRONTIER_TOKEN', { FRONTIER_URL: 'https://llm.example/v1', FRONTIER_TOKEN: 'hunter2…' }],
    ['HF_TOKEN', { HF_TOKEN: 'hunter2\nHF_TOKEN=hunter2' }],
    ['FRONTIER_PROVIDER', { FRONTIER_URL: 'http://a.example', FRONTIER_PROVIDER: 'together', FRONTIER_MODEL: 'm' }],
    ['FRONTIER_PROVIDER', { FRONTIER_MODEL: 'm' }],
    ['FRONTIER_MODEL', { FRONTIER_PROVIDER: 'together' }],
    ['FRONTIER_DAILY_BUDGET_USD', { FRONTIER_DAILY_BUDGET_USD: '-1' }],
    ['FRONTIER_CONCURRENCY', { FRONTIER_CONCURRENCY: '0' }],
    ['HTTP_HOST', { HTTP_HOST: 'http://127.0.0.1' }],
    ['HTTP_HOST', { HTTP_HOST: '127.0.0.1:8080' }],
    ['HTTP_HOST', { HTTP_HOST: '127.0.0.300' }],
    ['HTTP_HOST', { HTTP_HOST: '[::1]' }],
    ['HTTP_PORT', { HTTP_PORT: '65536' }],
    ['HTTP_PORT', { HTTP_PORT: 'http' }],
    ['HTTP_PORT', { HTTP_PORT: '80.5' }],
    ['HTTP_TRUST_PROXY', { HTTP_TRUST_PROXY: 'proxy.example' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
  ])('%s of %j', (name, environment) => {
    const error = refusalOf(environment);
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.message).toMatch(new RegExp(`^ {2}- ${name}: .+`, 'm'));
    expect(error.message).not.toContain('hunter2');
    expect(error.remedy).toContain('.env.example');
  });

  test.each<[NodeJS.ProcessEnv, string]>([
    [{ HTTP_PORT: '65536' }, 'HTTP_PORT: must be at most 65535 (found "65536")'],
    [{ RETENTION_TEXT_DAYS: '-1' }, 'RETENTION_TEXT_DAYS: must be at least 1 (found "-1")'],
    [{ FRONTIER_CONCURRENCY: '1.5' }, 'FRONTIER_CONCURRENCY: must be a whole number (found "1.5")'],
    [{ FRONTIER_DAILY_BUDGET_USD: '-5' }, 'FRONTIER_DAILY_BUDGET_USD: must be 0 or more (found "-5")'],
    [{ REVIEW_AUDIT_RATE: '2' }, 'REVIEW_AUDIT_RATE: must be from 0 to 1 (found "2")'],
    [{ HTTP_PORT: 'http' }, 'HTTP_PORT: is not a number (found "http")'],
  ])('a number out of its range is not called something else: %j', (environment, line) => {
    expect(refusalOf(environment).message).toContain(line);
  });

  test('a name that Kafka does not take is called what it is for, with what a name is made of', () => {
    const { message } = refusalOf({ KAFKA_TOPIC_ROUTED: 'a topic', KAFKA_GROUP_PREFIX: 'a prefix' });
    const made = 'letters, digits, ".", "_" and "-", at most 249 of them';
    expect(message).toContain(
      `KAFKA_TOPIC_ROUTED: is not a Kafka topic name; one is made of ${made} (found "a topic")`,
    );
    expect(message).toContain(`KAFKA_GROUP_PREFIX: must be made of ${made} (found "a prefix")`);
  });

  test.each(['0.0.0.0', '::', 'fe80::1%eth0', 'signalbox.internal', 'my_host', '7.example'])(
    'and the server may listen on %s',
    (host) => {
      expect(readConfig({ HTTP_HOST: host }).http.host).toBe(host);
    },
  );

  test('and all of them at once, with what was found', () => {
    const wrong = {
      KAFKA_SSL: 'yes',
      CLASSIFIER: 'magic',
      HTTP_PORT: '-1',
      KAFKA_TOPIC_ROUTED: '?',
      LOG_LEVEL: 'loud',
    };
    const { message } = refusalOf({ ...cluster, ...wrong, KAFKA_SASL_USERNAME: 'a' });
    for (const [name, value] of Object.entries(wrong)) expect(message).toMatch(new RegExp(`${name}: .*"\\${value}"`));
    for (const name of ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_PASSWORD']) expect(message).toContain(`${name}: missing`);
  });
});

describe('when a variable is not read, then it is told', () => {
  test.each([
    ['FRONTIER_DAILY_BUDGET_USDD', 'FRONTIER_DAILY_BUDGET_USD'],
    ['FRONTIER_DALIY_BUDGET_USD', 'FRONTIER_DAILY_BUDGET_USD'],
    ['FRONTEIR_MODEL', 'FRONTIER_MODEL'],
    ['FRONTIER_ULR', 'FRONTIER_URL'],
    ['KAFKA_BROKER', 'KAFKA_BROKERS'],
    ['KAFKA_TOPIC_INBUOND', 'KAFKA_TOPIC_INBOUND'],
    ['SIGNALBOX_MODLE', 'SIGNALBOX_MODEL'],
    ['SIGNAL_BOX_MODEL', 'SIGNALBOX_MODEL'],
  ])('if %s probably means %s', (name, meant) => {
    expect(readConfig({ [name]: '1' }).cautions).toEqual([`the variable ${name} is not read; did you mean ${meant}?`]);
    expect(readConfig({ [name]: ' ' }).cautions).toEqual([]);
  });

  test.each([
    ...[
      'KAFKA_PORT',
      'KAFKA_SERVICE_HOST',
      'KAFKA_SERVICE_PORT',
      'KAFKA_PORT_9092_TCP_ADDR',
      'KAFKA_HOST',
      'KAFKA_URL',
    ],
    ...['KAFKA_HOME', 'KAFKA_OPTS', 'KAFKA_BROKER_ID', 'KAFKA_LOG_DIRS', 'KAFKA_HEAP_OPTS'],
    ...['SIGNALBOX_PORT', 'SIGNALBOX_SERVICE_HOST', 'SIGNALBOX_API', 'FRONTIER_PORT', 'GH_TOKEN', 'HTTP_PROXY', 'PATH'],
  ])('but not if others put it there: %s', (name) => {
    expect(readConfig({ [name]: '1' }).cautions).toEqual([]);
  });

  test('but not if the one that it resembles is set: then it is of another tool', () => {
    expect(readConfig({ ...cluster, KAFKA_BROKER: 'kafka-1:9092' }).cautions).toEqual([]);
  });
});

describe('when something is wrong, then no secret stands in the message', () => {
  test.each<[string, NodeJS.ProcessEnv]>([
    ['a password', { KAFKA_SASL_MECHANISM: 'plane', KAFKA_SASL_PASSWORD: 'geheim' }],
    ['a token', { CLASSIFIER: 'remote', HF_TOKEN: 'geheim' }],
    ['a password within a URL', { CLASSIFIER_URL: 'ftp://user:geheim@e.example/predict' }],
  ])('%s', (_what, environment) => {
    const error = refusalOf(environment);
    expect(`${describeError(error)} ${JSON.stringify(error)} ${error.stack}`).not.toContain('geheim');
  });
});

describe('the proxies in front', () => {
  const startsWith = (trustProxy: string) =>
    createHealthApp({ isReady: () => true, metrics: createMetrics(), trustProxy });

  test.each([
    '0',
    '2',
    'loopback',
    'loopback, linklocal,uniquelocal',
    '10.0.0.7',
    '10.0.0.0/8, 192.168.1.1/32',
    '::1',
    'fd00::/8, ::1/128',
    '::ffff:10.0.0.7',
    '::ffff:10.0.0.0/104',
    ' 10.0.0.7 ',
  ])('can be "%s", and the server starts with it', (given) => {
    const { trustProxy } = readConfig({ HTTP_TRUST_PROXY: given }).http;
    expect(trustProxy).toBe(given.trim());
    expect(() => startsWith(trustProxy ?? '')).not.toThrow();
  });

  test.each([
    'true',
    'false',
    'proxy.example',
    '-1',
    '1.5',
    '1,2',
    '10.0.0.7:8080',
    '[::1]',
    '10.0.0.0/0',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/ 8',
    '10.0.0',
    '10.0.0.7,',
    '10.0.0.7;10.0.0.8',
    'Loopback',
    'loopback/8',
    '64:ff9b::1.2.3.4',
    '10.0.0.7, true',
  ])('cannot be "%s", and it is said what they can be', (given) => {
    const { message } = refusalOf({ HTTP_TRUST_PROXY: given });
    expect(message).toContain(`(found "${given}")`);
    for (const possible of ['number', '10.0.0.0/8', 'loopback', 'linklocal', 'uniquelocal'])
      expect(message).toContain(possible);
  });

  test('when an address of any form is taken, then the server starts with it', () => {
    const part = fc.oneof(fc.ipV4(), fc.ipV4Extended(), fc.ipV6());
    const range = fc
      .tuple(part, fc.option(fc.integer({ min: -1, max: 130 })))
      .map(([a, n]) => (n === null ? a : `${a}/${n}`));
    fc.assert(
      fc.property(range, (given) => {
        const isTaken = (() => {
          try {
            return readConfig({ HTTP_TRUST_PROXY: given }).http.trustProxy === given;
          } catch {
            return false;
          }
        })();
        if (isTaken) express().set('trust proxy', /^\d+$/.test(given) ? Number(given) : given);
      }),
    );
  });
});

describe('the store', () => {
  test('when a PostgreSQL is configured, then its address, the audit rate and the retention are taken', () => {
    const { review } = readConfig({
      DATABASE_URL: 'postgresql://signalbox:hush@db:5432/signalbox?sslmode=require',
      REVIEW_AUDIT_RATE: '0.1',
      RETENTION_TEXT_DAYS: '30',
    });
    expect(review).toMatchObject({
      databaseUrl: 'postgresql://signalbox:hush@db:5432/signalbox?sslmode=require',
      auditRate: 0.1,
      retention: { textDays: 30, decisionDays: 400 },
    });
  });

  test('when its variables are wrong, then all are named and no password is shown', () => {
    const { message } = refusalOf({
      DATABASE_URL: 'mysql:hush',
      REVIEW_AUDIT_RATE: '2',
      RETENTION_TEXT_DAYS: '60',
      RETENTION_DECISION_DAYS: '30',
    });
    for (const name of ['DATABASE_URL', 'REVIEW_AUDIT_RATE', 'RETENTION_TEXT_DAYS']) expect(message).toContain(name);
    expect(message).not.toContain('hush');
  });
});
