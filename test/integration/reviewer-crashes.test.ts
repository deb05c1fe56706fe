import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { correctTicket } from '../../service/review/store/correct-ticket.ts';
import { findDecisions } from '../../service/review/store/find-decisions.ts';
import { readCommitted } from '../support/java-consumer.ts';
import { makeTickets, setUpKafka } from '../support/kafka-setup.ts';
import { countAll } from '../support/kept.ts';
import {
  code,
  correctionOf,
  onPostgres,
  ownDatabase,
  publishTo,
  startReviewing,
  watchStore,
} from '../support/reviewing.ts';
import { until } from '../support/until.ts';

onPostgres('a reviewer that dies', () => {
  it('when the service is killed again and again, then the store has each ticket once', async () => {
    const kafka = await setUpKafka();
    const databaseUrl = await ownDatabase();
    const environment = { ...kafka.environment, DATABASE_URL: databaseUrl };
    const db = await watchStore(databaseUrl);
    const stored = async () => {
      const { texts, decisions } = await countAll(db);
      return texts + decisions;
    };
    for (let kill = 0; kill < 3; kill++) {
      const before = await stored();
      await kafka.publish(makeTickets(300, `kill-${kill}`));
      const service = startReviewing(environment);
      await until('some more is stored', async () => {
        service.assertAlive();
        return (await stored()) > before;
      });
      await service.stop('SIGKILL');
    }
    startReviewing(environment);
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
    const databaseUrl = await ownDatabase();
    const environment = { ...kafka.environment, DATABASE_URL: databaseUrl };
    await kafka.publish(makeTickets(1));
    const service = startReviewing(environment);
    const db = await watchStore(databaseUrl);
    await until('the decision is there', async () => (await countAll(db)).decisions === 1);
    expect(await service.stop('SIGTERM')).toBe(0);
    const correction = { ...correctionOf('ticket-0'), revision: 1, occasion: 'unasked' as const };
    const correctionId = randomUUID();
    await correctTicket(db, [code], { correctionId, correction, basedOn: null, now: new Date() });
    await publishTo(kafka, 'corrections', [['ticket-0', JSON.stringify(correction), { ce_id: correctionId }]]);
    startReviewing(environment);
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
