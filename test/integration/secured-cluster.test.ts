import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { projectRoot } from '../../service/project-root.ts';
import { type SecuredBroker, startSecuredBroker } from '../support/secured-broker.ts';

let broker: SecuredBroker;
beforeAll(async () => {
  broker = await startSecuredBroker();
});
afterAll(() => broker?.stop());

const names = (prefix: string) => ({
  KAFKA_GROUP_PREFIX: prefix,
  ...Object.fromEntries(
    ['INBOUND', 'ROUTED', 'ESCALATED', 'REJECTED', 'CORRECTIONS'].map((topic) => [
      `KAFKA_TOPIC_${topic}`,
      `${prefix}.${topic.toLowerCase()}`,
    ]),
  ),
});

async function signalbox(args: string[], environment: Record<string, string>) {
  const settings = {
    KAFKA_BROKERS: broker.address,
    KAFKA_SSL: 'true',
    KAFKA_SASL_MECHANISM: 'plain',
    KAFKA_SASL_USERNAME: broker.user,
    KAFKA_SASL_PASSWORD: broker.password,
    NODE_EXTRA_CA_CERTS: broker.certificatePath,
    HTTP_PORT: '0',
    // A store of an earlier run has events by the ids of these topics, which begin anew.
    DATA_DIR: join(inject('dataDir'), 'secured'),
  };
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...settings, ...environment };
  return promisify(execFile)(process.execPath, [join(projectRoot, 'dist/cli.js'), ...args], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, said: stdout + stderr }),
    (error) => ({ code: error.code as number, stdout: String(error.stdout), said: `${error.stdout}${error.stderr}` }),
  );
}

describe('a cluster behind TLS and SASL', () => {
  it.each(['plain', 'scram-sha-512'])('by %s: each ticket has one outcome', async (mechanism) => {
    const { code, stdout, said } = await signalbox(['demo', '--tickets', '20', '--exit', '--json'], {
      KAFKA_SASL_MECHANISM: mechanism,
      ...names(mechanism),
    });
    expect(code, said).toBe(0);
    const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(summary.published).toBe(20);
    expect(summary.routed + summary.needsReview + summary.rejected).toBe(20);
  });

  it.each([
    ['a wrong password', { KAFKA_SASL_PASSWORD: 'wrong-guess' }, 'the login is refused'],
    ['no TLS', { KAFKA_SSL: 'false' }, 'wants KAFKA_SSL=true'],
    ['an authority that nobody knows', { NODE_EXTRA_CA_CERTS: '' }, 'NODE_EXTRA_CA_CERTS'],
  ])('%s: says so and what to look at', async (_, environment, word) => {
    const { code, said } = await signalbox(['topics', '--create'], { ...environment, ...names('refused') });
    expect(code).not.toBe(0);
    expect(said).toContain('BROKER_UNREACHABLE');
    expect(said).toContain(broker.address);
    expect(said).toContain(word);
    for (const password of [broker.password, 'wrong-guess']) expect(said).not.toContain(password);
  });
});
