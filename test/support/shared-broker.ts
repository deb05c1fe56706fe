import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { useLocalBroker } from '../../service/kafka/local-broker/local-broker.ts';
import { createLog } from '../../service/telemetry/log.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    broker: string;
    /** For what services keep; gone afterwards. */
    dataDir: string;
  }
}

/** One real broker for all test files; each test uses topics of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
  const broker = await useLocalBroker(dataDir, createLog('info', 2));
  project.provide('broker', broker.address);
  project.provide('dataDir', dataDir);
  return async () => {
    await broker.release();
    await rm(dataDir, { recursive: true, force: true });
  };
}
