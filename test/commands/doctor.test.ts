import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { doctor } from '../../service/commands/doctor.ts';
import { type Role, readConfig } from '../../service/config.ts';
import { topicCautions } from '../../service/kafka/topic-cautions.ts';
import { setUpKafka } from '../support/kafka-setup.ts';

vi.mock('../../service/kafka/topic-cautions.ts', { spy: true });

test('when the broker does not answer, then it is told once with its remedy, and nobody looks for topics', async () => {
  const said: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const code = await doctor(readConfig({ KAFKA_BROKERS: '127.0.0.1:1', DATA_DIR: tmpdir() }));
  vi.restoreAllMocks();
  expect(code).toBe(1);
  expect(said.find((line) => line.includes('broker'))).toMatch(
    /^✗ broker.*127\.0\.0\.1:1.*\n {2}→ check KAFKA_BROKERS/,
  );
  expect(said.find((line) => line.includes('topics'))).toMatch(/^✗ topics +not looked at/);
});

test('when the taxonomy is wrong, then that is told once, and what needs it is not looked at', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-doctor-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'taxonomy.yaml');
  await writeFile(path, 'categories:\n  - { code: PAY, nme: Payments }\n');
  const said: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const code = await doctor(readConfig({ SIGNALBOX_TAXONOMY: path, KAFKA_BROKERS: '127.0.0.1:1', DATA_DIR: tmpdir() }));
  vi.restoreAllMocks();
  expect(code).toBe(1);
  expect(said[0]).toMatch(/^✗ taxonomy .*name: is missing/s);
  expect(said[1]).toBe('✗ model     not looked at: taxonomy has to be mended first, as said above\n');
  expect(said.join('').match(/did you mean name/g)).toHaveLength(1);
});

test.each<{ roles: Role[]; named: string[] }>([
  { roles: ['escalator'], named: ['✓ taxonomy', '✓ policy', '✗ broker', '✗ topics', '✓ frontier'] },
  { roles: ['reviewer'], named: ['✓ taxonomy', '✗ broker', '✗ topics', '✓ store'] },
  { roles: ['api', 'escalator'], named: ['✓ taxonomy', '✗ model', '✗ broker', '✗ topics', '✓ store', '✓ frontier'] },
])('on a host without a model and with $roles, it looks at what these need', async ({ roles, named }) => {
  const said: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const environment = { SIGNALBOX_MODEL: '/nowhere', KAFKA_BROKERS: '127.0.0.1:1', DATA_DIR: tmpdir() };
  await doctor(readConfig(environment), roles);
  vi.restoreAllMocks();
  expect(said.map((line) => line.split(/ +/, 2).join(' '))).toEqual(named);
});

/** The line that doctor says of the topics, with its remedy. */
async function saidOfTopics(environment: Record<string, string>, roles: Role[]): Promise<string | undefined> {
  const said: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  await doctor(readConfig(environment), roles);
  write.mockRestore();
  return said.find((line) => line.includes(' topics '));
}

test('what a topic takes is a matter of the roles that write to it, as it is at the start', async () => {
  const { environment, topics, client } = await setUpKafka();
  const admin = client('test').admin();
  await admin.connect();
  const configEntries = [{ name: 'max.message.bytes', value: '1000' }];
  const rejected = { type: kafkajs.ConfigResourceTypes.TOPIC, name: topics.rejected, configEntries };
  await admin.alterConfigs({ validateOnly: false, resources: [rejected] });
  await admin.disconnect();
  expect(await saidOfTopics(environment, ['escalator'])).toMatch(new RegExp(`^✗ topics +${topics.rejected} takes`));
  expect(await saidOfTopics(environment, ['reviewer'])).toMatch(/^✓ topics/);
});

test('when the settings of the topics may not be looked at, then that is said, and nothing has failed', async () => {
  const { environment } = await setUpKafka();
  vi.mocked(topicCautions).mockRejectedValueOnce(new Error('Not authorized to access topics'));
  expect(await saidOfTopics(environment, ['reviewer'])).toMatch(
    /^✓ topics .*; but their settings cannot be looked at \(Not authorized .*\): grant DescribeConfigs/,
  );
});
