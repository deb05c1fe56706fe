import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startServiceProcess } from '../support/service-process.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-errors-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts, waits for the exit and gives back what was said. */
async function failure(
  environment: Record<string, string>,
  args: string[] = [],
): Promise<{ code: number | null; said: string }> {
  const service = startServiceProcess({ KAFKA_BROKERS: inject('broker'), DATA_DIR: folder, ...environment }, args);
  return { code: await service.left(), said: service.output() };
}

describe('a service that cannot work', () => {
  it('lists every wrong variable at once', async () => {
    const { code, said } = await failure({
      KAFKA_SSL: 'perhaps',
      HTTP_PORT: '99999',
      KAFKA_SASL_USERNAME: 'me',
      LOG_LEVEL: 'loud',
    });
    expect(code).toBe(1);
    for (const name of ['KAFKA_SSL', 'HTTP_PORT', 'KAFKA_SASL_MECHANISM', 'KAFKA_SASL_PASSWORD', 'LOG_LEVEL'])
      expect(said).toContain(name);
    expect(said).toContain('.env.example');
  });

  it.each([
    ['a role that does not exist', {}, ['--roles', 'router,ruoter'], ['ruoter', 'escalator']],
    ['an option that does not exist', {}, ['--rolls', 'router'], ['--rolls', '--roles router', '.env.example']],
    [
      'a missing model folder',
      { SIGNALBOX_MODEL: '/nowhere/model' },
      [],
      ['MODEL_MISSING', '/nowhere/model', 'npm run train'],
    ],
    [
      'a missing taxonomy',
      { SIGNALBOX_TAXONOMY: '/nowhere/taxonomy.yaml' },
      [],
      ['TAXONOMY_INVALID', '/nowhere/taxonomy.yaml'],
    ],
    [
      'an address that others can reach, and nobody says who may come in',
      { HTTP_HOST: '0.0.0.0' },
      [],
      ['CONFIG_INVALID', 'AUTH_API_KEYS_FILE', 'signalbox api-key'],
    ],
    [
      'a keys file that is not there',
      { HTTP_HOST: '0.0.0.0', AUTH_API_KEYS_FILE: '/nowhere/keys.txt' },
      [],
      ['CONFIG_INVALID', '/nowhere/keys.txt', 'signalbox api-key'],
    ],
    [
      'topics that do not exist',
      { KAFKA_TOPIC_INBOUND: 'nobody.made.this' },
      [],
      ['TOPIC_MISSING', 'nobody.made.this', 'topics --create'],
    ],
  ])('%s: says which and how to mend it', async (_, environment, args, words) => {
    const { code, said } = await failure(environment, args);
    expect(code).toBe(1);
    for (const word of words) expect(said).toContain(word);
  });

  it('a port that is taken: says so and nothing else, before the broker is looked for', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, said } = await failure({ HTTP_PORT: String(port), KAFKA_BROKERS: '127.0.0.1:1' }, []);
    other.close();
    expect(code).toBe(1);
    expect(said).toMatch(
      new RegExp(
        `^CONFIG_INVALID: cannot listen on 127\\.0\\.0\\.1:${port}: the port is taken\\n {2}→ .*HTTP_PORT.*\\n$`,
      ),
    );
  });

  it('a taxonomy that the model has not learnt: names the differences', async () => {
    const path = join(folder, 'other.yaml');
    await writeFile(path, 'categories:\n  - { code: APPLES, name: Apples }\n  - { code: PEARS, name: Pears }\n');
    const { code, said } = await failure({ SIGNALBOX_TAXONOMY: path });
    expect(code).toBe(1);
    expect(said).toMatch(/MODEL_LABELS_MISMATCH.*not learnt APPLES, PEARS/s);
  });

  it('a model file that is not the released one: names it', async () => {
    const damaged = join(folder, 'damaged');
    await cp(process.env.SIGNALBOX_MODEL ?? 'model', damaged, { recursive: true });
    await writeFile(join(damaged, 'model.onnx'), 'no graph');
    const { code, said } = await failure({ SIGNALBOX_MODEL: damaged });
    expect(code).toBe(1);
    expect(said).toMatch(/MODEL_INVALID.*model\.onnx/s);
  });

  it('a broker that does not answer: names it', async () => {
    const nobody = '127.0.0.1:1';
    const { code, said } = await failure({ KAFKA_BROKERS: nobody });
    expect(code).toBe(1);
    expect(said).toContain(nobody);
    expect(said).toContain('BROKER_UNREACHABLE');
  });

  it('no Java: says what to install', async () => {
    const { code, said } = await failure({ KAFKA_BROKERS: '', PATH: '/nowhere' });
    expect(code).toBe(1);
    expect(said).toMatch(/BROKER_TOOLS_MISSING.*install Java 17/s);
  });
});
