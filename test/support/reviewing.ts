import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, inject, onTestFinished } from 'vitest';
import type { Topics } from '../../service/config.ts';
import { createTicketPublisher } from '../../service/kafka/publish-tickets.ts';
import { projectRoot } from '../../service/project-root.ts';
import { type Database, openStore } from '../../service/review/store/open-store.ts';
import { newDatabase } from '../review/support/stores.ts';
import type { KafkaSetup } from './kafka-setup.ts';
import type { ServiceProcess } from './service-process.ts';
import { startService } from './started-service.ts';
import { until } from './until.ts';

/** A category of the company's taxonomy. */
export const code = 'STL-LATE';

const postgres = inject('postgres');

/** Skipped with the reason where there is no PostgreSQL. */
export function onPostgres(name: string, tests: () => void): void {
  if ('missing' in postgres) describe.skip(`${name}, on PostgreSQL: skipped, ${postgres.missing}`, tests);
  else describe(`${name}, on PostgreSQL`, tests);
}

/** @returns the URL of a new database */
export const ownDatabase = (): Promise<string> => newDatabase((postgres as { url: string }).url);

/** A service with all roles. */
export const startReviewing = (environment: Record<string, string>): ServiceProcess => startService(environment, []);

/** The store of a service, to look into until the test is over. */
export async function watchStore(databaseUrl: string): Promise<Database> {
  const store = await openStore({ databaseUrl });
  onTestFinished(() => store.close());
  return store.db;
}

/** One command, as somebody types it. */
export const signalbox = (environment: Record<string, string>, ...args: string[]) =>
  promisify(execFile)(process.execPath, [join(projectRoot, 'dist/cli.js'), ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
  });

export const correctionOf = (ticketId: string, more: object = {}) => ({
  ticketId,
  category: code,
  correctedBy: 'ana',
  correctedAt: '2026-01-02T12:00:00Z',
  ...more,
});

export async function publishTo(
  kafka: KafkaSetup,
  topic: keyof Topics,
  messages: readonly (readonly [ticketId: string, value: string, headers?: Record<string, string>])[],
): Promise<void> {
  const publisher = await createTicketPublisher(kafka.client('test-publisher'), kafka.topics[topic]);
  await publisher.publishAll(
    messages.map(([ticketId, value, headers]) => ({
      ticketId,
      value: Buffer.from(value),
      ...(headers ? { headers } : {}),
    })),
  );
  await publisher.close();
}

/** Where its API is, as its log says. */
export const urlOf = (service: ServiceProcess): string | undefined => /"url":"([^"]+)"/.exec(service.output())?.[1];

/** Waits until the store of a service has text and decision of each ticket. Its counters would not tell: a repetition counts again. */
export async function allKept(service: ServiceProcess, tickets: readonly { ticketId: string }[]): Promise<void> {
  await service.ready();
  const left = [...tickets];
  await until(`${tickets.length} tickets are kept`, async () => {
    service.assertAlive();
    for (let next = left.at(-1); next; next = left.at(-1)) {
      const answer = await fetch(`${urlOf(service)}/v1/tickets/${next.ticketId}`);
      const { texts = [], decisions = [] } = (await answer.json()) as Record<string, unknown[]>;
      if (texts.length === 0 || decisions.length === 0) return false;
      left.pop();
    }
    return true;
  });
}

/** The first metric whose line begins so. */
export async function metric(service: ServiceProcess, line: string): Promise<number> {
  const text = await (await fetch(`${urlOf(service)}/metrics`)).text();
  const found = text.split('\n').find((one) => one.startsWith(line));
  return Number(found?.split(' ').at(-1) ?? Number.NaN);
}
