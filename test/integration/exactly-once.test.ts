import { describe, expect, it } from 'vitest';
import { allRouted, settledOutcomes } from '../support/count-outcomes.ts';
import { makeTickets, setUpKafka } from '../support/kafka-setup.ts';
import { startService } from '../support/started-service.ts';
import { until } from '../support/until.ts';

describe('exactly once', () => {
  it('when the service is killed in the middle of its work, then no ticket is lost or doubled', async () => {
    const kafka = await setUpKafka();
    const tickets = makeTickets(1_500);
    await kafka.publish(tickets);
    let committed = 0;
    for (let kill = 0; kill < 3; kill++) {
      const service = startService(kafka.environment);
      const before = committed;
      committed = await until('some more is committed', async () => {
        service.assertAlive();
        const progress = await kafka.progress();
        return progress.committed > before && progress.committed;
      });
      await service.stop('SIGKILL');
    }
    expect(committed).toBeLessThan(1_500);
    startService(kafka.environment);
    expect(await settledOutcomes(kafka, tickets)).toEqual({ outcomes: 1_500, lost: [], doubled: [] });
  });

  it('when one of three processes stops, then the others take over its partitions', async () => {
    const kafka = await setUpKafka({ partitions: 6 });
    const services = [
      startService(kafka.environment),
      startService(kafka.environment),
      startService(kafka.environment),
    ];
    await Promise.all(services.map((service) => service.ready()));
    const first = makeTickets(300, 'first');
    await kafka.publish(first);
    await allRouted(kafka, first.length);
    expect(await services[1]?.stop('SIGTERM')).toBe(0);
    const second = makeTickets(300, 'second');
    await kafka.publish(second);
    expect(await settledOutcomes(kafka, [...first, ...second])).toEqual({ outcomes: 600, lost: [], doubled: [] });
  });

  it('when a paused process wakes up after its partitions were taken, then it doubles nothing', async () => {
    const kafka = await setUpKafka();
    const tickets = makeTickets(1_200);
    const paused = startService(kafka.environment);
    await paused.ready();
    await kafka.publish(tickets);
    await until('it has begun', async () => (await kafka.progress()).committed > 0);
    paused.child.kill('SIGSTOP');
    expect((await kafka.progress()).committed).toBeLessThan(tickets.length); // it was in the middle of it
    startService(kafka.environment);
    await allRouted(kafka, tickets.length);
    paused.child.kill('SIGCONT');
    const more = makeTickets(100, 'more');
    await kafka.publish(more);
    expect(await settledOutcomes(kafka, [...tickets, ...more])).toEqual({ outcomes: 1_300, lost: [], doubled: [] });
  });

  it('when SIGTERM comes in the middle of a batch, then what is in hand is committed and the process leaves with 0', async () => {
    const kafka = await setUpKafka({ partitions: 1 });
    const service = startService(kafka.environment);
    await service.ready();
    const tickets = makeTickets(1_000);
    await kafka.publish(tickets);
    await until('it has begun', async () => (await kafka.progress()).committed > 0);
    const before = (await kafka.progress()).committed;
    expect(await service.stop('SIGTERM')).toBe(0);
    const { committed } = await kafka.progress();
    expect(committed).toBeGreaterThanOrEqual(before);
    expect(committed).toBeLessThan(tickets.length); // it left before the end, and did not wait for it
    startService(kafka.environment);
    expect(await settledOutcomes(kafka, tickets)).toEqual({ outcomes: 1_000, lost: [], doubled: [] });
  });
});
