import { describe, expect, it } from 'vitest';
import { allRouted, settledOutcomes } from '../support/count-outcomes.ts';
import { type KafkaSetup, makeTickets, setUpKafka } from '../support/kafka-setup.ts';
import type { ServiceProcess } from '../support/service-process.ts';
import { startService } from '../support/started-service.ts';
import { until } from '../support/until.ts';

/**
 * Publishes, and lets somebody interrupt the work, as often as it takes to do that before all of it is done: how fast the service
 * is and how late we see that it has begun depends on the machine. @returns what was published
 */
async function inTheMiddle(
  kafka: KafkaSetup,
  prefix: string,
  interrupt: (begun: (service: ServiceProcess) => Promise<unknown>) => Promise<void>,
) {
  const tickets: ReturnType<typeof makeTickets> = [];
  for (let round = 0; ; round++) {
    const before = (await kafka.progress()).committed;
    const more = makeTickets(500, `${prefix}-${round}`);
    tickets.push(...more);
    await kafka.publish(more);
    await interrupt((service) =>
      until('some more is committed', async () => {
        service.assertAlive();
        const { committed } = await kafka.progress();
        return committed > before && committed;
      }),
    );
    const { committed, end } = await kafka.progress();
    if (committed < end) return tickets;
  }
}

describe('exactly once', () => {
  it('when the service is killed in the middle of its work, then no ticket is lost or doubled', async () => {
    const kafka = await setUpKafka();
    const tickets: ReturnType<typeof makeTickets> = [];
    for (let kill = 0; kill < 3; kill++) {
      const published = await inTheMiddle(kafka, `kill-${kill}`, async (begun) => {
        const service = startService(kafka.environment);
        await begun(service);
        await service.stop('SIGKILL');
      });
      tickets.push(...published);
    }
    startService(kafka.environment);
    expect(await settledOutcomes(kafka, tickets)).toEqual({ outcomes: tickets.length, lost: [], doubled: [] });
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
    const paused = startService(kafka.environment);
    await paused.ready();
    const tickets = await inTheMiddle(kafka, 'ticket', async (begun) => {
      paused.child.kill('SIGCONT');
      await begun(paused);
      paused.child.kill('SIGSTOP');
    });
    startService(kafka.environment);
    await allRouted(kafka, tickets.length);
    paused.child.kill('SIGCONT');
    const more = makeTickets(100, 'more');
    await kafka.publish(more);
    const all = [...tickets, ...more];
    expect(await settledOutcomes(kafka, all)).toEqual({ outcomes: all.length, lost: [], doubled: [] });
  });

  it('when SIGTERM comes in the middle of a batch, then the process leaves with 0, and what it had in hand is done by the next', async () => {
    const kafka = await setUpKafka({ partitions: 1 });
    const tickets = await inTheMiddle(kafka, 'ticket', async (begun) => {
      const service = startService(kafka.environment);
      await begun(service);
      expect(await service.stop('SIGTERM')).toBe(0);
    });
    startService(kafka.environment);
    expect(await settledOutcomes(kafka, tickets)).toEqual({ outcomes: tickets.length, lost: [], doubled: [] });
  });
});
