import { afterAll, beforeAll, expect, it } from 'vitest';
import { newDatabase } from '../review/support/stores.ts';
import { settledOutcomes } from '../support/count-outcomes.ts';
import { makeTickets, setUpKafka } from '../support/kafka-setup.ts';
import { countAll, inStore } from '../support/kept.ts';
import { type LocalPostgres, startPostgres } from '../support/local-postgres.ts';
import { metric, onPostgres, startReviewing, urlOf } from '../support/reviewing.ts';
import { until } from '../support/until.ts';

onPostgres('a store that is down', () => {
  let server: LocalPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  it('when it is down at the start and later, then routing goes on and the store catches up', async () => {
    const kafka = await setUpKafka();
    const databaseUrl = await newDatabase(server.url);
    await server.pause();
    const service = startReviewing({ ...kafka.environment, DATABASE_URL: databaseUrl });
    await service.ready();
    const first = makeTickets(20, 'first');
    await kafka.publish(first);
    expect(await settledOutcomes(kafka, first)).toEqual({ outcomes: 20, lost: [], doubled: [] });
    await until('it is ready', async () => (await fetch(`${urlOf(service)}/readyz`)).status === 200);
    expect(await metric(service, 'signalbox_store_up')).toBe(0);
    await server.resume();
    expect(await until('it has caught up', () => filled(databaseUrl, 20))).toBe(true);

    await server.pause();
    const second = makeTickets(20, 'second');
    await kafka.publish(second);
    expect(await settledOutcomes(kafka, [...first, ...second])).toEqual({ outcomes: 40, lost: [], doubled: [] });
    await server.resume();
    expect(await until('it has caught up again', () => filled(databaseUrl, 40))).toBe(true);
    service.assertAlive();
    expect(await service.stop('SIGTERM')).toBe(0);
  });

  it('when the database does not exist, then the start says so and how to mend it', async () => {
    const kafka = await setUpKafka();
    const databaseUrl = server.url.replace('/postgres', '/nowhere').replace('signalbox@', 'signalbox:hush@');
    const service = startReviewing({ ...kafka.environment, DATABASE_URL: databaseUrl });
    expect(await service.left()).toBe(1);
    expect(service.output()).toMatch(/STORE_MISFIT: .*nowhere.*\n.*DATABASE_URL/);
    expect(service.output()).not.toContain('hush');
  });

  const filled = (databaseUrl: string, n: number) =>
    inStore({ databaseUrl }, async (db) => {
      const { texts, decisions } = await countAll(db);
      return texts === n && decisions === n;
    });
});
