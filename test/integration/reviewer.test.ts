import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTicketPublisher } from '../../service/kafka/publish-tickets.ts';
import { projectRoot } from '../../service/project-root.ts';
import { correctTicket } from '../../service/review/store/correct-ticket.ts';
import { findDecisions } from '../../service/review/store/find-decisions.ts';
import { findTicket } from '../../service/review/store/find-ticket.ts';
import { openStore, type Store } from '../../service/review/store/open-store.ts';
import { newDatabase } from '../review/support/stores.ts';
import { settledOutcomes } from '../support/count-outcomes.ts';
import { readCommitted } from '../support/java-consumer.ts';
import { type KafkaSetup, makeTickets, setUpKafka } from '../support/kafka-setup.ts';
import { contentOf, countAll, inStore } from '../support/kept.ts';
import { type LocalPostgres, startPostgres } from '../support/local-postgres.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';
import { until } from '../support/until.ts';

const code = 'STL-LATE';
const postgres = inject('postgres');
const missing = 'missing' in postgres ? postgres.missing : null;
const onPostgres = describe.skipIf(missing !== null);

const decisionsStored = 'signalbox_reviewer_records_total{kind="decisions"}';
const running: ServiceProcess[] = [];
const stores: Store[] = [];
const start = (environment: Record<string, string>, args: string[] = []) => {
  const service = startServiceProcess(environment, args);
  running.push(service);
  return service;
};
const watch = async (databaseUrl: string) => {
  const store = await openStore({ databaseUrl });
  stores.push(store);
  return store.db;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop('SIGKILL')));
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

const signalbox = (environment: Record<string, string>, ...args: string[]) =>
  promisify(execFile)(process.execPath, [join(projectRoot, 'dist/cli.js'), ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
  });

const correctionOf = (ticketId: string, more: object = {}) => ({
  ticketId,
  category: code,
  correctedBy: 'ana',
  correctedAt: '2026-01-02T12:00:00Z',
  ...more,
});

async function publishTo(kafka: KafkaSetup, topic: string, messages: readonly (readonly [string, string, object?])[]) {
  const publisher = await createTicketPublisher(kafka.client('test-publisher'), topic);
  await publisher.publishAll(
    messages.map(([ticketId, value, headers]) => ({
      ticketId,
      value: Buffer.from(value),
      ...(headers ? { headers: headers as Record<string, string> } : {}),
    })),
  );
  await publisher.close();
}

async function metric(service: ServiceProcess, line: string): Promise<number> {
  const url = /"url":"([^"]+)"/.exec(service.output())?.[1];
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((found) => found.startsWith(line))
      ?.split(' ')
      .at(-1) ?? Number.NaN,
  );
}

onPostgres(`the reviewer on PostgreSQL (${missing ?? 'here'})`, () => {
  it('when all kinds of messages come, poison too, then each that is right is kept once, and after a rebuild again', async () => {
    const kafka = await setUpKafka();
    const databaseUrl = await newDatabase((postgres as { url: string }).url);
    const environment = { ...kafka.environment, DATABASE_URL: databaseUrl, REVIEW_AUDIT_RATE: '0.3' };
    const tickets = makeTickets(60);
    const secret = 'my mail is ana.secret@example.org';
    await kafka.publish([
      ...tickets,
      { ticketId: 'masked', value: Buffer.from(JSON.stringify({ ticketId: 'masked', body: `sweep late, ${secret}` })) },
      { ticketId: 'broken', value: Buffer.from('{"ticketId": ') },
    ]);
    await publishTo(kafka, kafka.topics.corrections, [
      ['ticket-0', JSON.stringify(correctionOf('ticket-0', { helpdeskField: 1 }))],
      ['ticket-1', JSON.stringify(correctionOf('ticket-1', { category: 'NO-SUCH' }))],
      ['ticket-2', 'not JSON'],
      [
        'ticket-3',
        JSON.stringify(correctionOf('ticket-3', { category: null, correctedBy: 'ana\0' })),
        { ce_id: 'c-3' },
      ],
      ['ticket-3', JSON.stringify(correctionOf('ticket-3', { category: null })), { ce_id: 'c-3' }],
    ]);
    // Of a category that has been removed since, and what is no event at all.
    const [event] = await (async () => {
      const service = start(environment, ['--roles', 'router,escalator']);
      expect(await settledOutcomes(kafka, tickets, { published: 62 })).toMatchObject({ lost: [], doubled: [] });
      expect(await service.stop('SIGTERM')).toBe(0);
      const events = await readCommitted(kafka.broker, kafka.topics.routed);
      return events.map(({ value }) => JSON.parse(value ?? '')).filter(({ decision }) => decision === 'routed');
    })();
    const removed = { ...event, eventId: 'removed-1', ticketId: 'removed', category: 'REMOVED', addedLater: true };
    await publishTo(kafka, kafka.topics.routed, [
      ['removed', JSON.stringify(removed)],
      ['odd', '{"decision":"routed"}'],
      ['odd', 'nonsense'],
      ['long', JSON.stringify({ ...removed, eventId: Array.from({ length: 300 }, randomUUID).join('') })],
    ]);

    const service = start(environment);
    await service.ready();
    const db = await watch(databaseUrl);
    const wanted = { texts: 61, decisions: 62, rejections: 1, corrections: 2 };
    await until('all of it is in the store', async () => {
      service.assertAlive();
      return JSON.stringify(await countAll(db)) === JSON.stringify(wanted);
    });
    await until('the skipped are counted', async () => {
      const skipped = await metric(service, 'signalbox_reviewer_skipped_total{kind="corrections"}');
      return skipped === 2 && (await metric(service, 'signalbox_reviewer_skipped_total{kind="decisions"}')) === 3;
    });
    expect(service.output()).toContain('a message is left out of the store');
    expect(service.output()).toMatch(/"offset":"\d+","why":"category: /);
    expect(await metric(service, 'signalbox_store_up')).toBe(1);
    expect((await findTicket(db, 'ticket-0'))?.decisions[0]).toMatchObject({ category: code, labelBasis: 'unasked' });
    expect((await findTicket(db, 'ticket-3'))?.history[0]?.correctionId).toBe('c-3');
    expect((await findTicket(db, 'removed'))?.decisions[0]).toMatchObject({ choice: 'REMOVED' });
    expect(JSON.stringify(await contentOf(db))).not.toContain('ana.secret');
    const decisions = await findDecisions(db, {}, { limit: 200 });
    expect(decisions.some(({ sampled }) => sampled)).toBe(true);

    // A rebuild.
    await expect(signalbox(environment, 'rebuild')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('SERVICE_RUNNING'),
    });
    expect(await service.stop('SIGTERM')).toBe(0);
    const before = await contentOf(db);
    await until('the group is empty', () =>
      signalbox(environment, 'rebuild').then(
        () => true,
        () => false,
      ),
    );
    expect(await countAll(db)).toEqual({ texts: 0, decisions: 0, rejections: 0, corrections: 2 });
    const again = start(environment);
    await until('it is all there again', async () => JSON.stringify(await countAll(db)) === JSON.stringify(wanted));
    expect(await contentOf(db)).toEqual(before);
    expect(await again.stop('SIGTERM')).toBe(0);
  });

  it('when tickets are erased, then a rebuild does not bring them back; and an empty store gets all that the group has read', async () => {
    const kafka = await setUpKafka();
    const databaseUrl = await newDatabase((postgres as { url: string }).url);
    const environment = { ...kafka.environment, DATABASE_URL: databaseUrl };
    await kafka.publish([
      ...makeTickets(10),
      { ticketId: 'hers', value: Buffer.from('{"ticketId":"hers","body":"sweep late","email":"Ana@example.org"}') },
    ]);
    await publishTo(kafka, kafka.topics.corrections, [['ticket-0', JSON.stringify(correctionOf('ticket-0'))]]);
    const db = await watch(databaseUrl);
    const isKept = async (store: typeof db, wanted: object) =>
      JSON.stringify(await countAll(store)) === JSON.stringify(wanted);
    const all = { texts: 11, decisions: 11, rejections: 0, corrections: 1 };
    const first = start(environment);
    await until('all is there', () => isKept(db, all));
    expect(await first.stop('SIGTERM')).toBe(0);

    const erased = await signalbox(environment, 'erase', '--customer', 'ana@example.org', '--ticket', 'ticket-0');
    expect(erased.stdout).toContain('2 tickets erased');
    await signalbox(environment, 'rebuild');
    const second = start(environment);
    await until('the others are there', () => isKept(db, { texts: 9, decisions: 9, rejections: 0, corrections: 0 }));
    expect(await findTicket(db, 'ticket-0')).toBeNull();
    expect(await second.stop('SIGTERM')).toBe(0);

    const other = await newDatabase((postgres as { url: string }).url);
    start({ ...environment, DATABASE_URL: other });
    const otherDb = await watch(other);
    await until('the new store is filled', () => isKept(otherDb, all));
  });

  it('when the service is killed again and again, then the store has each ticket once', async () => {
    const kafka = await setUpKafka();
    const databaseUrl = await newDatabase((postgres as { url: string }).url);
    const environment = { ...kafka.environment, DATABASE_URL: databaseUrl };
    const db = await watch(databaseUrl);
    const tickets = makeTickets(900);
    await kafka.publish(tickets);
    let kept = 0;
    for (let kill = 0; kill < 3; kill++) {
      const service = start(environment);
      const before = kept;
      kept = await until('some more is stored', async () => {
        service.assertAlive();
        const { texts, decisions } = await countAll(db);
        return texts + decisions > before && texts + decisions;
      });
      await service.stop('SIGKILL');
    }
    start(environment);
    // Texts and decisions come from topics of their own, so either may be ahead.
    const isAllStored = async () => {
      const { texts, decisions } = await countAll(db);
      return texts >= 900 && decisions >= 900;
    };
    await until('all are stored', isAllStored);
    expect(await countAll(db)).toMatchObject({ texts: 900, decisions: 900 });
    const keys = (await readCommitted(kafka.broker, kafka.topics.routed)).map(({ key }) => key).sort();
    expect((await findDecisions(db, {}, { limit: 1000 })).map(({ ticketId }) => ticketId).sort()).toEqual(keys);
  });

  it('when a correction was sent and the process died before it noted that, then it counts once', async () => {
    const kafka = await setUpKafka();
    const databaseUrl = await newDatabase((postgres as { url: string }).url);
    const environment = { ...kafka.environment, DATABASE_URL: databaseUrl };
    await kafka.publish(makeTickets(1));
    const service = start(environment);
    const db = await watch(databaseUrl);
    await until('the decision is there', async () => (await countAll(db)).decisions === 1);
    expect(await service.stop('SIGTERM')).toBe(0);
    const correction = { ...correctionOf('ticket-0'), revision: 1, occasion: 'unasked' as const };
    const correctionId = randomUUID();
    await correctTicket(db, [code], { correctionId, correction, basedOn: null, now: new Date() });
    await publishTo(kafka, kafka.topics.corrections, [
      ['ticket-0', JSON.stringify(correction), { ce_id: correctionId }],
    ]);
    start(environment);
    await until('it is known to be on the topic', async () => {
      const rows = await db.selectFrom('corrections').selectAll().execute();
      expect(rows).toHaveLength(1);
      return rows[0]?.on_topic;
    });
    // And one that was never sent is sent, with its id.
    const second = randomUUID();
    const next = { ...correction, category: null, correctedAt: '2026-01-03T12:00:00.000Z' };
    await correctTicket(db, [code], { correctionId: second, correction: next, basedOn: correctionId, now: new Date() });
    await until('the second is on the topic', async () => {
      const row = await db
        .selectFrom('corrections')
        .selectAll()
        .where('correction_id', '=', second)
        .executeTakeFirstOrThrow();
      return row.on_topic;
    });
    const sent = await readCommitted(kafka.broker, kafka.topics.corrections);
    expect(new Set(sent.map(({ headers }) => headers.ce_id))).toEqual(new Set([correctionId, second]));
    expect(JSON.parse(sent.find(({ headers }) => headers.ce_id === second)?.value ?? '')).toEqual(next);
    expect(await countAll(db)).toMatchObject({ corrections: 2 });
  });
});

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
    const service = start({ ...kafka.environment, DATABASE_URL: databaseUrl });
    await service.ready();
    const first = makeTickets(20, 'first');
    await kafka.publish(first);
    expect(await settledOutcomes(kafka, first)).toEqual({ outcomes: 20, lost: [], doubled: [] });
    const url = /"url":"([^"]+)"/.exec(service.output())?.[1];
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
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
    const service = start({ ...kafka.environment, DATABASE_URL: databaseUrl });
    await until('it has left', () => service.child.exitCode !== null);
    expect(service.child.exitCode).toBe(1);
    expect(service.output()).toMatch(/STORE_MISFIT: .*nowhere.*\n.*DATABASE_URL/);
    expect(service.output()).not.toContain('hush');
  });

  const filled = (databaseUrl: string, n: number) =>
    inStore({ databaseUrl }, async (db) => {
      const { texts, decisions } = await countAll(db);
      return texts === n && decisions === n;
    });
});

describe('the reviewer on the embedded store', () => {
  it('when the service is killed, then the folder opens again and nothing is lost or doubled', async () => {
    const kafka = await setUpKafka();
    const tickets = makeTickets(300);
    await kafka.publish(tickets);
    for (const committed of [30, 150]) {
      const service = start(kafka.environment);
      await until('it is in the middle', async () => {
        service.assertAlive();
        return (await kafka.progress()).committed >= committed;
      });
      await service.stop('SIGKILL');
    }
    const service = start(kafka.environment);
    expect(await settledOutcomes(kafka, tickets)).toEqual({ outcomes: 300, lost: [], doubled: [] });
    await expect(signalbox(kafka.environment, 'retention')).rejects.toMatchObject({
      stderr: expect.stringContaining('SERVICE_RUNNING'),
    });
    await until('nothing waits', async () => (await metric(service, 'signalbox_reviewer_records_total')) > 0);
    expect(await service.stop('SIGTERM')).toBe(0);
    const folder = join(kafka.environment.DATA_DIR ?? '', 'store');
    await until('all is stored', async () => {
      const { texts, decisions } = await inStore({ folder }, countAll);
      if (texts === 300 && decisions === 300) return true;
      const more = start(kafka.environment);
      await more.ready();
      await more.stop('SIGTERM');
      return false;
    });
    expect((await signalbox(kafka.environment, 'retention')).stdout).toContain('0 texts');
  });

  it('when two processes have one folder, then one fills the store, and the other takes over when it is gone', async () => {
    const kafka = await setUpKafka();
    const first = start(kafka.environment);
    await first.ready();
    const second = start(kafka.environment);
    await second.ready();
    expect(second.output()).toContain('another process has the store');
    await kafka.publish(makeTickets(30, 'first'));
    await until('the first has stored them', async () => (await metric(first, decisionsStored)) === 30);
    expect(await first.stop('SIGTERM')).toBe(0);
    await until('the second has the store', () => second.output().includes('the store is open'));
    await kafka.publish(makeTickets(30, 'second'));
    await until('it has stored the others', async () => (await metric(second, decisionsStored)) === 30);
    expect(await second.stop('SIGTERM')).toBe(0);
    const folder = join(kafka.environment.DATA_DIR ?? '', 'store');
    expect(await inStore({ folder }, countAll)).toMatchObject({ texts: 60, decisions: 60 });
  });
});
