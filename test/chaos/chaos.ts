/**
 * `npm run chaos`: faults against the built service on a real broker, outcomes counted by a read-committed Java consumer.
 * JSON as the last line; the exit code is 1 when a ticket was lost or doubled, or a takeover took too long.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { useLocalBroker } from '../../service/kafka/local-broker/local-broker.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { allRouted, settledOutcomes } from '../support/count-outcomes.ts';
import { makeTickets, setUpKafkaOn } from '../support/kafka-setup.ts';
import { startOwnBroker } from '../support/own-broker.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';
import { undoneAtEnd } from '../support/undone-at-end.ts';
import { until } from '../support/until.ts';

const { values: options } = parseArgs({
  options: { tickets: { type: 'string', default: '20000' }, kills: { type: 'string', default: '20' } },
});
const takeoverLimitMs = 15_000;
const hourMs = 3_600_000;
const say = (text: string) => process.stderr.write(`${text}\n`);

function startService(environment: Record<string, string>): ServiceProcess {
  const service = startServiceProcess(environment);
  const killed = undoneAtEnd(() => service.stop('SIGKILL'));
  service.child.once('exit', () => void killed());
  return service;
}

/** kill -9 at moments spread over the work, each time in the middle of whatever it does, and a restart. */
async function killAgainAndAgain(broker: string, count: number, kills: number) {
  const kafka = await setUpKafkaOn(broker, 6);
  const tickets = makeTickets(count);
  await kafka.publish(tickets);
  const startedAt = performance.now();
  let service = startService(kafka.environment);
  let done = 0;
  for (; done < kills; done++) {
    const from = (await kafka.progress()).committed;
    // Uneven shares of what is left, so that kills fall into every phase: joining, claiming, classifying, committing.
    const share = ((count - from) / (kills - done + 1)) * (0.5 + Math.random() * 0.8);
    await until(`${Math.round(share)} more are committed`, async () => {
      service.assertAlive();
      return (await kafka.progress()).committed >= from + share;
    });
    await service.stop('SIGKILL');
    say(`kill ${done + 1} of ${kills} after ${(await kafka.progress()).committed} of ${count} tickets`);
    service = startService(kafka.environment);
  }
  const { outcomes, lost, doubled } = await settledOutcomes(kafka, tickets, { limitMs: hourMs });
  await service.stop('SIGTERM');
  return {
    tickets: count,
    kills: done,
    outcomes,
    lost: lost.length,
    doubled: doubled.length,
    seconds: Math.round((performance.now() - startedAt) / 1000),
  };
}

/** Three processes on six partitions; one goes; how long until tickets of every partition are settled again. */
async function takeOver(broker: string, signal: 'SIGTERM' | 'SIGKILL') {
  const kafka = await setUpKafkaOn(broker, 6);
  const services: ServiceProcess[] = [1, 2, 3].map(() => startService(kafka.environment));
  await Promise.all(services.map((service) => service.ready()));
  const before = makeTickets(600, 'before');
  await kafka.publish(before);
  await allRouted(kafka, before.length, hourMs);
  const after = makeTickets(120, 'after');
  const stopped = services.shift()?.stop(signal);
  const startedAt = performance.now();
  await kafka.publish(after);
  await allRouted(kafka, before.length + after.length, hourMs);
  const milliseconds = Math.round(performance.now() - startedAt);
  await stopped;
  const { lost, doubled } = await settledOutcomes(kafka, [...before, ...after], { limitMs: hourMs });
  await Promise.all(services.map((service) => service.stop('SIGTERM')));
  say(`takeover after ${signal}: ${milliseconds} ms`);
  return { signal, milliseconds, lost: lost.length, doubled: doubled.length };
}

/** The broker itself is killed in the middle of transactions and comes back on its data; a supervisor restarts what leaves. */
async function killBroker(count: number) {
  const own = await startOwnBroker('chaos');
  const kafka = await setUpKafkaOn(own.address, 6);
  const tickets = makeTickets(count);
  await kafka.publish(tickets);
  let service = startService(kafka.environment);
  let restarts = 0;
  const supervisor = setInterval(() => {
    if (service.child.exitCode === null && service.child.signalCode === null) return;
    restarts += 1;
    service = startService(kafka.environment);
  }, 1_000);
  await until('a fifth is committed', async () => (await kafka.progress()).committed > count / 5);
  process.kill(JSON.parse(await readFile(join(own.dataDir, 'kafka/broker.json'), 'utf8')).pid, 'SIGKILL');
  await useLocalBroker(own.dataDir, createLog('error', 2));
  const { outcomes, lost, doubled } = await settledOutcomes(kafka, tickets, { limitMs: hourMs });
  clearInterval(supervisor);
  await service.stop('SIGTERM');
  await own.stop();
  say(`broker killed and back: ${outcomes} outcomes, service restarted ${restarts} times`);
  return { tickets: count, outcomes, lost: lost.length, doubled: doubled.length, restarts };
}

const broker = await startOwnBroker('chaos');
try {
  const takeovers = [await takeOver(broker.address, 'SIGTERM'), await takeOver(broker.address, 'SIGKILL')];
  const brokerKilled = await killBroker(2_000);
  const killed = await killAgainAndAgain(broker.address, Number(options.tickets), Number(options.kills));
  const isHeld =
    [killed, brokerKilled, ...takeovers].every(({ lost, doubled }) => lost === 0 && doubled === 0) &&
    [killed, brokerKilled].every(({ outcomes, tickets }) => outcomes === tickets) &&
    takeovers.every(({ milliseconds }) => milliseconds <= takeoverLimitMs);
  process.stdout.write(`${JSON.stringify({ held: isHeld, killed, brokerKilled, takeovers })}\n`);
  process.exitCode = isHeld ? 0 : 1;
} finally {
  await broker.stop();
}
