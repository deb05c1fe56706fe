import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Topics } from '../../service/config.ts';
import { type Cluster, createKafka } from '../../service/kafka/connect.ts';
import { createTicketPublisher } from '../../service/kafka/publish-tickets.ts';
import { createTopics } from '../../service/kafka/topics.ts';
import { type WatchedOutcome, watchOutcomes } from '../../service/kafka/watch-outcomes.ts';
import { projectRoot } from '../../service/project-root.ts';
import { createLog } from '../../service/telemetry/log.ts';
import type { OwnBroker } from '../support/own-broker.ts';
import { undoneAtEnd } from '../support/undone-at-end.ts';
import { type naturalTickets, quantile } from './tickets.ts';

type Tickets = ReturnType<typeof naturalTickets>;

export interface ServiceUnderLoad {
  cluster: Cluster;
  topics: Topics;
  pid: number;
}

const log = createLog('error', 2);
let names = 0;

/**
 * The service as its own process, with all roles if none are named, on fresh topics of a real broker. The store stays for the next
 * one, as it does for a service that is started again.
 */
export async function withService<T>(
  broker: OwnBroker,
  environment: Record<string, string>,
  run: (service: ServiceUnderLoad) => Promise<T>,
  roles?: string,
): Promise<T> {
  const name = `bench${process.pid}x${names++}`;
  const topics = {
    inbound: `${name}.i`,
    routed: `${name}.r`,
    escalated: `${name}.e`,
    rejected: `${name}.x`,
    corrections: `${name}.c`,
  };
  const cluster = { brokers: [broker.address], ssl: false, sasl: undefined };
  await createTopics(createKafka(cluster, 'bench', log), { topics, partitions: 6 });
  const child = spawn(process.execPath, [join(projectRoot, 'dist/main.js'), ...(roles ? ['--roles', roles] : [])], {
    env: {
      ...process.env,
      KAFKA_BROKERS: broker.address,
      DATA_DIR: broker.dataDir,
      DATABASE_URL: '', // whoever works on a PostgreSQL does not want the bench's tickets in it
      KAFKA_GROUP_PREFIX: name,
      ...Object.fromEntries(Object.entries(topics).map(([key, topic]) => [`KAFKA_TOPIC_${key.toUpperCase()}`, topic])),
      HTTP_PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const left = once(child, 'exit');
  const stop = undoneAtEnd(async () => {
    child.kill('SIGTERM');
    await left;
  });
  try {
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (data: Buffer) => data.toString().includes('"msg":"ready"') && resolve());
      void left.then(([code, signal]) =>
        reject(new Error(`the service left with ${signal ?? code} before it was ready`)),
      );
    });
    return await run({ cluster, topics, pid: child.pid ?? 0 });
  } finally {
    await stop();
  }
}

const idOf = (outcome: WatchedOutcome) => (outcome.kind === 'decided' ? outcome.event.ticketId : outcome.key);

/**
 * All tickets published at once to a service at work. Seconds from then to the last outcome that is waited for.
 * @param awaited ids of these tickets; all of them when left out
 */
export async function throughKafka(
  { cluster, topics }: ServiceUnderLoad,
  tickets: Tickets,
  awaited: ReadonlySet<string> = new Set(tickets.map(({ ticketId }) => ticketId)),
  onOutcome: (outcome: WatchedOutcome) => void = () => undefined,
): Promise<number> {
  const waiting = new Set(awaited);
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const watch = await watchOutcomes(
    createKafka(cluster, 'bench-watch', log),
    { topics, groupPrefix: 'bench' },
    (outcome) => {
      onOutcome(outcome);
      waiting.delete(idOf(outcome));
      if (waiting.size === 0) finish();
    },
  );
  const publisher = await createTicketPublisher(createKafka(cluster, 'bench-publish', log), topics.inbound);
  const startedAt = performance.now();
  await publisher.publishAll(tickets);
  await finished;
  const seconds = (performance.now() - startedAt) / 1000;
  await publisher.close();
  await watch.stop();
  return seconds;
}

/** One ticket after the other at a steady rate; from produce to the committed event, of those that count, in milliseconds. */
export async function latencyAt(
  service: ServiceUnderLoad,
  ticketsPerSecond: number,
  tickets: Tickets,
  counts: (ticketId: string) => boolean = () => true,
): Promise<number[]> {
  const { cluster, topics } = service;
  const sentAt = new Map<string, number>();
  const latencies: number[] = [];
  const watch = await watchOutcomes(
    createKafka(cluster, 'bench-watch', log),
    { topics, groupPrefix: 'bench' },
    (outcome) => {
      const sent = sentAt.get(idOf(outcome));
      if (sent !== undefined) latencies.push(performance.now() - sent);
    },
  );
  const publisher = await createTicketPublisher(createKafka(cluster, 'bench-publish', log), topics.inbound);
  const startedAt = performance.now();
  const sends = [];
  for (const [i, ticket] of tickets.entries()) {
    await wait(Math.max(0, startedAt + (i * 1000) / ticketsPerSecond - performance.now()));
    if (counts(ticket.ticketId)) sentAt.set(ticket.ticketId, performance.now());
    sends.push(publisher.publish(ticket.ticketId, ticket.value));
  }
  await Promise.all(sends);
  while (latencies.length < sentAt.size) await wait(20);
  await publisher.close();
  await watch.stop();
  return latencies;
}

export const percentiles = (latenciesMs: readonly number[]) => ({
  p50: Math.round(quantile(latenciesMs, 0.5)),
  p99: Math.round(quantile(latenciesMs, 0.99)),
  n: latenciesMs.length,
});
