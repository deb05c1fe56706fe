import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { useLocalBroker } from '../../service/kafka/local-broker/local-broker.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';
import { until } from '../support/until.ts';

const log = createLog('silent', 2);
const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function newDataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-broker-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function brokerPid(dataDir: string): Promise<number> {
  return JSON.parse(await readFile(join(dataDir, 'kafka/broker.json'), 'utf8')).pid;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function start(dataDir: string): ServiceProcess {
  const service = startServiceProcess({ DATA_DIR: dataDir });
  cleanUps.push(() => service.stop('SIGTERM'));
  return service;
}

describe('the local broker', () => {
  it('when no broker is configured, then npm start brings one, says where it is, and takes it down again', async () => {
    const dataDir = await newDataDir();
    const service = start(dataDir);
    await service.ready();
    expect(service.output().split('\n').slice(0, 4).join('\n')).toMatch(/127\.0\.0\.1:\d+/);
    const pid = await brokerPid(dataDir);
    expect(isRunning(pid)).toBe(true);
    expect(await service.stop('SIGTERM')).toBe(0);
    expect(isRunning(pid)).toBe(false);
    expect(await readdir(join(dataDir, 'kafka/users'))).toEqual([]);
  });

  it('when the service is killed, then the broker lives on, and the next service finds it and takes it down', async () => {
    const dataDir = await newDataDir();
    const first = start(dataDir);
    await first.ready();
    const pid = await brokerPid(dataDir);
    await first.stop('SIGKILL');
    expect(isRunning(pid)).toBe(true);
    const second = start(dataDir);
    await second.ready();
    expect(await brokerPid(dataDir)).toBe(pid);
    await second.stop('SIGTERM');
    await until('the broker has left', () => !isRunning(pid));
  });

  it('when the broker itself was killed, then the next service starts it on the same data', async () => {
    const dataDir = await newDataDir();
    const first = await useLocalBroker(dataDir, log);
    const killed = await brokerPid(dataDir);
    const cluster = await readFile(join(dataDir, 'kafka/log/meta.properties'), 'utf8');
    process.kill(killed, 'SIGKILL');
    await until('the broker is dead', () => !isRunning(killed));
    const second = await useLocalBroker(dataDir, log);
    cleanUps.push(() => second.release());
    expect(await brokerPid(dataDir)).not.toBe(killed);
    expect(await readFile(join(dataDir, 'kafka/log/meta.properties'), 'utf8')).toBe(cluster);
    expect(second.address).toBe(first.address);
  });
});
