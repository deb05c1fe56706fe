import { tmpdir } from 'node:os';
import { expect, test, vi } from 'vitest';
import { doctor } from '../../service/commands/doctor.ts';
import { type Role, readConfig } from '../../service/config.ts';

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
