import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { findDecisions } from '../../service/review/store/find-decisions.ts';
import { findTicket } from '../../service/review/store/find-ticket.ts';
import { settledOutcomes } from '../support/count-outcomes.ts';
import { readCommitted } from '../support/java-consumer.ts';
import { makeTickets, setUpKafka } from '../support/kafka-setup.ts';
import { contentOf, countAll } from '../support/kept.ts';
import {
  code,
  correctionOf,
  metric,
  onPostgres,
  ownDatabase,
  publishTo,
  signalbox,
  startReviewing,
  watchStore,
} from '../support/reviewing.ts';
import { startService } from '../support/started-service.ts';
import { until } from '../support/until.ts';

/** The group may have a member for a moment after its process has left. */
const rebuilt = (environment: Record<string, string>) =>
  until('the store is rebuilt', () =>
    signalbox(environment, 'rebuild').then(
      () => true,
      () => false,
    ),
  );

onPostgres('the reviewer', () => {
  it('when all kinds of messages come, poison too, then each that is right is kept once, and after a rebuild again', async () => {
    const kafka = await setUpKafka();
    const databaseUrl = await ownDatabase();
    const environment = { ...kafka.environment, DATABASE_URL: databaseUrl, REVIEW_AUDIT_RATE: '0.3' };
    const tickets = makeTickets(60);
    const secret = 'my mail is ana.secret@example.org';
    await kafka.publish([
      ...tickets,
      { ticketId: 'masked', value: Buffer.from(JSON.stringify({ ticketId: 'masked', body: `sweep late, ${secret}` })) },
      { ticketId: 'broken', value: Buffer.from('{"ticketId": ') },
    ]);
    await publishTo(kafka, 'corrections', [
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
      const service = startService(environment);
      expect(await settledOutcomes(kafka, tickets, { published: 62 })).toMatchObject({ lost: [], doubled: [] });
      expect(await service.stop('SIGTERM')).toBe(0);
      const events = await readCommitted(kafka.broker, kafka.topics.routed);
      return events.map(({ value }) => JSON.parse(value ?? '')).filter(({ decision }) => decision === 'routed');
    })();
    const removed = { ...event, eventId: 'removed-1', ticketId: 'removed', category: 'REMOVED', addedLater: true };
    await publishTo(kafka, 'routed', [
      ['removed', JSON.stringify(removed)],
      ['odd', '{"decision":"routed"}'],
      ['odd', 'nonsense'],
      ['long', JSON.stringify({ ...removed, eventId: Array.from({ length: 300 }, randomUUID).join('') })],
    ]);

    const service = startReviewing(environment);
    await service.ready();
    const db = await watchStore(databaseUrl);
    const wanted = { texts: 61, decisions: 62, rejections: 1, corrections: 2 };
    const escalated = await readCommitted(kafka.broker, kafka.topics.escalated);
    const isAllThere = async () => {
      const escalations = await db.selectFrom('escalations').select('event_id').execute();
      return escalations.length === escalated.length && JSON.stringify(await countAll(db)) === JSON.stringify(wanted);
    };
    await until('all of it is in the store', () => {
      service.assertAlive();
      return isAllThere();
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
    await rebuilt(environment);
    // What is no younger than the oldest record of each partition stays: a moment's worth here.
    expect(await contentOf(db)).not.toEqual(before);
    expect(await countAll(db)).toMatchObject({ corrections: 2 });
    const again = startReviewing(environment);
    await until('it is all there again', async () => isDeepStrictEqual(await contentOf(db), before));
    expect(await again.stop('SIGTERM')).toBe(0);
  });

  it('when tickets are erased, then a rebuild does not bring them back; and an empty store gets all that the group has read', async () => {
    const kafka = await setUpKafka();
    const databaseUrl = await ownDatabase();
    const environment = { ...kafka.environment, DATABASE_URL: databaseUrl };
    await kafka.publish([
      ...makeTickets(10),
      { ticketId: 'hers', value: Buffer.from('{"ticketId":"hers","body":"sweep late","email":"Ana@example.org"}') },
    ]);
    await publishTo(kafka, 'corrections', [['ticket-0', JSON.stringify(correctionOf('ticket-0'))]]);
    const db = await watchStore(databaseUrl);
    const isKept = async (store: typeof db, wanted: object) =>
      JSON.stringify(await countAll(store)) === JSON.stringify(wanted);
    const all = { texts: 11, decisions: 11, rejections: 0, corrections: 1 };
    const first = startReviewing(environment);
    await until('all is there', () => isKept(db, all));
    expect(await first.stop('SIGTERM')).toBe(0);

    const erased = await signalbox(environment, 'erase', '--customer', 'ana@example.org', '--ticket', 'ticket-0');
    expect(erased.stdout).toContain('2 tickets erased');
    await rebuilt(environment);
    const second = startReviewing(environment);
    await until('the others are there', () => isKept(db, { texts: 9, decisions: 9, rejections: 0, corrections: 0 }));
    expect(await findTicket(db, 'ticket-0')).toBeNull();
    expect(await second.stop('SIGTERM')).toBe(0);

    const other = await ownDatabase();
    startReviewing({ ...environment, DATABASE_URL: other });
    const otherDb = await watchStore(other);
    await until('the new store is filled', () => isKept(otherDb, all));
  });
});
