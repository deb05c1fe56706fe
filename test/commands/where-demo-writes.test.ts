import { expect, onTestFinished, test, vi } from 'vitest';
import { demo } from '../../service/commands/demo.ts';
import { describeWhereDemoWrites } from '../../service/commands/where-demo-writes.ts';
import { readConfig } from '../../service/config.ts';

const said = (environment: NodeJS.ProcessEnv) => describeWhereDemoWrites(readConfig(environment), 200);
const cluster = { KAFKA_BROKERS: 'kafka-1:9092,kafka-2:9092' };

test('when broker, store and model are its own, then there is nothing to say', () => {
  expect(said({})).toBeNull();
  expect(said({ FRONTIER_URL: 'replay:exchanges' })).toBeNull();
});

test('when a cluster is configured, then brokers, topics and groups that it touches are named, and how to keep off them', () => {
  const text = said({ ...cluster, KAFKA_TOPIC_INBOUND: 'mail', KAFKA_GROUP_PREFIX: 'acme' });
  expect(text).toMatch(/^warning: .*\n {2}- writes into the Kafka cluster at kafka-1:9092, kafka-2:9092: 200 invented/);
  for (const topic of ['mail', 'tickets.routed', 'tickets.escalated', 'tickets.rejected', 'tickets.corrections'])
    expect(text).toContain(topic);
  expect(text).toContain('acme-router, acme-escalator and acme-reviewer');
  expect(text).toMatch(/\n {2}→ .*env -u KAFKA_BROKERS npm run demo$/);
});

test('when store or model are configured, then they are named without a secret, with or without a cluster', () => {
  const environment = {
    DATABASE_URL: 'postgres://ana:sesame@db.example:6432/tickets?password=sesame',
    FRONTIER_URL: 'https://models.example/v1',
    FRONTIER_MODEL: 'large',
    FRONTIER_TOKEN: 'sesame',
  };
  const text = said(environment);
  expect(text).toContain('PostgreSQL at db.example:6432, database tickets');
  expect(text).toContain('asks large of https://models.example/v1');
  expect(text).not.toMatch(/Kafka|sesame|ana:/);
  expect(said({ ...cluster, ...environment })).toMatch(/Kafka cluster.*PostgreSQL.*large/s);
  expect(said({ FRONTIER_PROVIDER: 'together', FRONTIER_MODEL: 'large' })).toContain('asks large of together');
});

test('when a remote classifier is configured, then its host is named', () => {
  const text = said({ CLASSIFIER: 'remote', CLASSIFIER_URL: 'https://scores.example/predict', HF_TOKEN: 'sesame' });
  expect(text).toContain('has its tickets classified by scores.example, at its price');
  expect(text).toContain('env -u CLASSIFIER npm run demo');
  expect(text).not.toContain('sesame');
});

test('when what it names is taken out of the environment, then what is left is a demo of its own', () => {
  const environment: NodeJS.ProcessEnv = {
    ...cluster,
    KAFKA_SSL: 'true',
    KAFKA_SASL_MECHANISM: 'plain',
    KAFKA_SASL_USERNAME: 'ana',
    KAFKA_SASL_PASSWORD: 'sesame',
    DATABASE_URL: 'postgres://db/tickets',
    FRONTIER_PROVIDER: 'together',
    FRONTIER_MODEL: 'large',
    FRONTIER_TOKEN: 'sesame',
    CLASSIFIER: 'remote',
    CLASSIFIER_URL: 'https://scores.example/predict',
  };
  const named = [...(said(environment) ?? '').matchAll(/-u (\S+)/g)].map(([, name]) => name);
  expect(said(Object.fromEntries(Object.entries(environment).filter(([name]) => !named.includes(name))))).toBeNull();
});

test('it is said before anything else is done, also where nothing can be started', async () => {
  const written: string[] = [];
  for (const stream of [process.stderr, process.stdout]) {
    const spy = vi.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const others = process.listeners(signal);
    onTestFinished(() => {
      for (const listener of process.listeners(signal)) if (!others.includes(listener)) process.off(signal, listener);
    });
  }
  const nobodySignsIn = readConfig({ ...cluster, HTTP_HOST: '0.0.0.0' });
  await expect(demo(nobodySignsIn, { tickets: 7, exit: true, json: true })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
  expect(written[0]).toMatch(/^warning: .*kafka-1:9092, kafka-2:9092: 7 invented tickets to tickets\.inbound/s);
  expect(written[1]).toBe('Starting the model …\n');
});
