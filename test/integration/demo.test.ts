import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { projectRoot } from '../../service/project-root.ts';
import { lockFolder } from '../../service/review/store/lock-folder.ts';
import { readCommitted } from '../support/java-consumer.ts';
import { setUpKafka } from '../support/kafka-setup.ts';
import { countAll, inStore } from '../support/kept.ts';
import { until } from '../support/until.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-demo-'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const demo = (environment: Record<string, string>, ...args: string[]) =>
  promisify(execFile)(process.execPath, [join(projectRoot, 'dist/cli.js'), 'demo', ...args], {
    env: { ...process.env, HTTP_PORT: '0', DATA_DIR: dataDir, ...environment },
  });

it('when the demo runs on a cluster, then it creates its topics, and each ticket has one outcome there', async () => {
  const kafka = await setUpKafka();
  const admin = kafka.client('demo-test').admin();
  await admin.connect();
  const topics = Object.values(kafka.topics);
  await admin.deleteTopics({ topics, timeout: 300_000 });
  await until('they are gone', async () => !(await admin.listTopics()).some((name) => topics.includes(name)));
  await admin.disconnect();
  const { stdout, stderr } = await demo(kafka.environment, '--tickets', '120', '--exit', '--json');
  const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  expect(summary).toMatchObject({ published: 120, rejected: 0 });
  expect(summary.routed + summary.needsReview).toBe(120);
  expect(summary.firstOutcomeMs).toBeGreaterThan(0);
  expect(summary.ticketsPerSecond).toBeCloseTo(120_000 / summary.elapsedMs, 0);
  const keys = (await readCommitted(kafka.broker, kafka.topics.routed)).map(({ key }) => key);
  expect(new Set(keys).size).toBe(120);
  expect(keys).toHaveLength(120);
  expect(stderr).toContain(`warning: by the settings in the environment this demo
  - writes into the Kafka cluster at ${kafka.environment.KAFKA_BROKERS}: 120 invented tickets to ${kafka.topics.inbound},`);

  // The analysts' store has it all, and what the simulated helpdesk said of it.
  expect(stderr).toMatch(/^Console: http:\/\/127\.0\.0\.1:\d+\/$/m);
  expect(summary.corrections).toBeGreaterThan(0);
  expect(summary.storedMs).toBeGreaterThan(0);
  const kept = await inStore({ folder: join(kafka.environment.DATA_DIR ?? '', 'store') }, countAll);
  expect(kept).toEqual({ texts: 120, decisions: 120, rejections: 0, corrections: summary.corrections });
});

it("when another process has the store open, then the demo says what is shared, and how to get one's own", async () => {
  const kafka = await setUpKafka();
  const own = kafka.environment.DATA_DIR ?? '';
  await mkdir(own, { recursive: true });
  const unlock = await lockFolder(join(own, 'store'));
  onTestFinished(unlock);
  const { stdout } = await demo(kafka.environment, '--tickets', '3', '--exit');
  expect(stdout).toContain(`Another demo or service uses ${own}.`);
  expect(stdout).toContain('→ for one of its own: DATA_DIR=.data-2 npm run demo');
  expect(stdout).toMatch(/3 tickets in /);
});

it('when the demo is stopped while it serves, then it says when it has', async () => {
  const kafka = await setUpKafka();
  const running = spawn(process.execPath, [join(projectRoot, 'dist/cli.js'), 'demo', '--tickets', '3'], {
    env: { ...process.env, HTTP_PORT: '0', STOP_SECONDS: '240', ...kafka.environment },
  });
  onTestFinished(() => void running.kill('SIGKILL'));
  let said = '';
  running.stdout.on('data', (data: Buffer) => (said += data.toString()));
  const closed = once(running, 'close');
  await until('it serves', () => said.includes('Still serving'));
  expect(said).not.toContain('Another demo');
  running.kill('SIGINT');
  await closed;
  expect(running.exitCode).toBe(0);
  expect(said).toMatch(/Stopping …\nStopped\.\n$/);
});

it('when the demo runs without a cluster, then it brings a broker of its own and leaves nothing running', async () => {
  const { stdout, stderr } = await demo({ KAFKA_BROKERS: '' }, '--tickets', '10', '--exit');
  expect(stderr).not.toContain('warning: by the settings');
  expect(stdout).toMatch(/10 tickets in .* routed, .* need review, 0 rejected/);
  const { pid } = JSON.parse(await readFile(join(dataDir, 'kafka/broker.json'), 'utf8'));
  expect(() => process.kill(pid, 0)).toThrow();
});
