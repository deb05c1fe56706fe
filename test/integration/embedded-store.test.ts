import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settledOutcomes } from '../support/count-outcomes.ts';
import { makeTickets, setUpKafka } from '../support/kafka-setup.ts';
import { countAll, inStore } from '../support/kept.ts';
import { allKept, metric, signalbox, startReviewing } from '../support/reviewing.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';
import { until } from '../support/until.ts';

describe('the reviewer on the embedded store', () => {
  it('when the service is killed, then the folder opens again and nothing is lost or doubled', async () => {
    const kafka = await setUpKafka();
    const tickets = makeTickets(300);
    await kafka.publish(tickets);
    for (const committed of [30, 150]) {
      const service = startReviewing(kafka.environment);
      await until('it is in the middle', async () => {
        service.assertAlive();
        return (await kafka.progress()).committed >= committed;
      });
      await service.stop('SIGKILL');
    }
    const service = startReviewing(kafka.environment);
    expect(await settledOutcomes(kafka, tickets)).toEqual({ outcomes: 300, lost: [], doubled: [] });
    await expect(signalbox(kafka.environment, 'retention')).rejects.toMatchObject({
      stderr: expect.stringContaining('SERVICE_RUNNING'),
    });
    await allKept(service, tickets);
    expect(await service.stop('SIGTERM')).toBe(0);
    const folder = join(kafka.environment.DATA_DIR ?? '', 'store');
    expect(await inStore({ folder }, countAll)).toMatchObject({ texts: 300, decisions: 300 });
    expect((await signalbox(kafka.environment, 'retention')).stdout).toContain('0 texts');
  });

  it('when two processes have one folder, then one fills the store, and the other takes over when it is gone', async () => {
    const kafka = await setUpKafka();
    const first = startReviewing(kafka.environment);
    await first.ready();
    const second = startReviewing(kafka.environment);
    await second.ready();
    expect(second.output()).toContain('another process has the store');
    const early = makeTickets(30, 'early');
    await kafka.publish(early);
    await allKept(first, early);
    expect(await first.stop('SIGTERM')).toBe(0);
    await until('the second has the store', () => second.output().includes('the store is open'));
    const late = makeTickets(30, 'late');
    await kafka.publish(late);
    await allKept(second, [...early, ...late]);
    expect(await second.stop('SIGTERM')).toBe(0);
    const folder = join(kafka.environment.DATA_DIR ?? '', 'store');
    expect(await inStore({ folder }, countAll)).toMatchObject({ texts: 60, decisions: 60 });
  });

  it('when the thread of the store ends, then the process ends with exit code 1, and another start goes on', async () => {
    const kafka = await setUpKafka();
    const endsThreads = `process.on('worker', (thread) => process.on('SIGUSR2', () => thread.terminate()))`;
    const environment = { ...kafka.environment, HEALTH_PORT: '0' };
    const isOpen = async (service: ServiceProcess) => (await metric(service, 'signalbox_store_up')) === 1;
    const breakable = { ...environment, NODE_OPTIONS: `--import "data:text/javascript,${endsThreads}"` };
    const service = startServiceProcess(breakable, ['--roles', 'reviewer']); // it has no other thread
    await service.ready();
    await until('the store is open', () => isOpen(service));
    expect(await service.stop('SIGUSR2')).toBe(1);
    expect(service.output()).toContain('the embedded store has stopped');
    const again = startServiceProcess(environment, ['--roles', 'reviewer']);
    await again.ready();
    await until('the store is open again', () => isOpen(again));
    expect(await again.stop('SIGTERM')).toBe(0);
  });
});
