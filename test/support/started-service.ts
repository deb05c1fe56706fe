import { onTestFinished } from 'vitest';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';

/** A service for one test; what still runs when the test is over is killed. */
export function startService(environment: Record<string, string>, args?: string[]): ServiceProcess {
  const service = startServiceProcess(environment, args);
  onTestFinished(async () => {
    await service.stop('SIGKILL');
  });
  return service;
}
