import { expect, test } from 'vitest';
import { correctTicket } from '../../../service/review/store/correct-ticket.ts';
import { auditQueue, findDecisions } from '../../../service/review/store/find-decisions.ts';
import { findQueue } from '../../../service/review/store/find-queue.ts';
import { findTicket } from '../../../service/review/store/find-ticket.ts';
import { applyRetention, clearProjection, eraseTickets } from '../../../service/review/store/forget.ts';
import { recordCorrections } from '../../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { markPublished, unpublishedCorrections } from '../../../service/review/store/unpublished-corrections.ts';
import { correction, day, reviewed, routed, ticketIdDrawn } from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

const codes = ['PAY', 'ACCESS', 'TERMINAL'];

describeOnBothStores('corrections', (db) => {
  const labelOf = async (ticketId: string) => {
    const [found] = await findDecisions(db(), { ticketId }, { limit: 1 });
    return [found?.category, found?.labelBasis];
  };
  const correct = (
    correctionId: string,
    basedOn: string | null,
    given: Partial<ReturnType<typeof correction>['correction']> = {},
  ) => {
    const { correction: word } = correction({ ticketId: 'T-1', ...given });
    return correctTicket(db(), codes, { correctionId, correction: word, basedOn, now: day(3) });
  };

  test('one that comes while the queue is read is in all that is told of its ticket, or in none of it', async () => {
    await recordDecisions(db(), [reviewed({ offset: 1 })]);
    let word: Promise<boolean> | undefined;
    const watched = db().withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        // The decisions have been read.
        if (result.rows.some((row) => 'label_basis' in row)) word ??= correct('ana', null);
        return result;
      },
    });
    const queued = await findQueue(watched, { order: 'oldest', limit: 9 });
    expect(await word).toBe(true);
    expect(queued).toMatchObject([{ ticketId: 'T-1', labelBasis: null, basedOn: null }]);
    await expect(correct('ben', null)).rejects.toMatchObject({ code: 'CORRECTION_STALE' });
  });

  test('the last one wins in whatever order they arrive, and all are kept with who and when', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    const first = correction({
      ticketId: 'T-1',
      category: 'ACCESS',
      correctedBy: 'ana',
      correctedAt: day(2).toISOString(),
    });
    const last = correction({
      ticketId: 'T-1',
      category: 'TERMINAL',
      correctedBy: 'ben',
      correctedAt: day(4).toISOString(),
    });
    await recordCorrections(db(), [last]);
    await recordCorrections(db(), [first, last]);
    expect(await labelOf('T-1')).toEqual(['TERMINAL', 'unasked']);
    expect((await findTicket(db(), 'T-1'))?.history).toMatchObject([
      { correctedBy: 'ben', correctedAt: day(4), category: 'TERMINAL' },
      { correctedBy: 'ana', correctedAt: day(2), category: 'ACCESS' },
    ]);
  });

  test('a clock that is ahead wins only until the next correction comes', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    await recordCorrections(db(), [
      correction({ ticketId: 'T-1', category: 'ACCESS', correctedAt: '2099-01-01T00:00:00Z' }, { receivedAt: day(2) }),
      correction({ ticketId: 'T-1', category: 'TERMINAL', correctedAt: day(3).toISOString() }, { receivedAt: day(3) }),
    ]);
    expect(await labelOf('T-1')).toEqual(['TERMINAL', 'unasked']);
  });

  test('of two with the same time the one that lies behind the other on the topic wins, in whatever order they are read', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    const words = [9, 10, 8].map((offset) =>
      correction({ ticketId: 'T-1', category: `C${offset}` }, { id: `tickets.corrections-0-${offset}`, offset }),
    );
    for (const word of words) await recordCorrections(db(), [word]);
    expect(await labelOf('T-1')).toEqual(['C10', 'unasked']);
    expect((await findTicket(db(), 'T-1'))?.history.map(({ category }) => category)).toEqual(['C10', 'C9', 'C8']);
  });

  test("a console whose clock is ahead wins over later words until its own is read back with the broker's time", async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    const mine = correction({ ticketId: 'T-1', category: 'TERMINAL', correctedAt: day(3, 14).toISOString() });
    await correctTicket(db(), codes, {
      correctionId: 'mine',
      correction: mine.correction,
      basedOn: null,
      now: day(3, 14),
    });
    const later = correction({ ticketId: 'T-1', category: 'ACCESS', correctedAt: day(3, 13).toISOString() });
    const onTopic = [
      { ...mine, correctionId: 'mine', receivedAt: day(3, 12), offset: 1 },
      { ...later, receivedAt: day(3, 13), offset: 2 },
    ];
    await recordCorrections(db(), onTopic);
    expect(await labelOf('T-1')).toEqual(['ACCESS', 'unasked']);
    await db().deleteFrom('corrections').execute(); // a new store
    await recordCorrections(db(), onTopic);
    expect(await labelOf('T-1')).toEqual(['ACCESS', 'unasked']);
  });

  test('when a helpdesk sends two things under one id, then the first counts, in one batch as in two', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    const first = correction({ ticketId: 'T-1', category: 'ACCESS' }, { id: 'one\0', offset: 1 });
    const second = correction({ ticketId: 'T-1', category: 'TERMINAL' }, { id: 'one\ufffd', offset: 2 });
    expect(await recordCorrections(db(), [first, second])).toEqual([second]);
    expect(await labelOf('T-1')).toEqual(['ACCESS', 'unasked']);
    expect(await recordCorrections(db(), [second])).toEqual([second]);
    expect(await labelOf('T-1')).toEqual(['ACCESS', 'unasked']);
    expect(await recordCorrections(db(), [{ ...first, offset: 3 }, first])).toEqual([]); // the same twice is one
  });

  test.each([
    ['another ticket', { ticketId: 'T-2' }],
    ['another revision', { revision: 2 }],
    ['another category', { category: 'TERMINAL' }],
    ['no category', { category: null }],
    ['that something is taken back', { retracts: 'c-0' }],
  ])(
    'an id under which %s is named is told, and changes nothing of the first, after a rebuild neither',
    async (_, other) => {
      await recordDecisions(db(), [routed({ offset: 1 }), routed({ offset: 2 })]);
      const first = correction({ ticketId: 'T-1', category: 'ACCESS' }, { id: '1', offset: 1, receivedAt: day(3) });
      const second = correction({ ...first.correction, ...other }, { id: '1', offset: 2, receivedAt: day(1) });
      await recordCorrections(db(), [first]);
      const stored = await db().selectFrom('corrections').selectAll().execute();
      expect(await recordCorrections(db(), [second])).toEqual([second]);
      expect(await db().selectFrom('corrections').selectAll().execute()).toEqual(stored);
      await clearProjection(db(), { tickets: day(1), decisions: day(9), escalations: day(1), rejections: day(1) });
      expect(await recordCorrections(db(), [second, first])).toEqual([second]);
      expect(await db().selectFrom('corrections').selectAll().execute()).toEqual(stored);
      expect(await labelOf('T-1')).toEqual(['ACCESS', 'unasked']);
      expect(await labelOf('T-2')).toEqual([routed({ offset: 2 }).category, null]);
    },
  );

  test('what an analyst said is still to be published when a helpdesk has used its id for another ticket', async () => {
    await recordDecisions(db(), [routed({ offset: 1 }), routed({ offset: 2 })]);
    await correct('1', null);
    const other = correction({ ticketId: 'T-2' }, { id: '1' });
    expect(await recordCorrections(db(), [other])).toEqual([other]);
    expect((await unpublishedCorrections(db(), 9)).map(({ correctionId }) => correctionId)).toEqual(['1']);
  });

  test('the id of an erased ticket is free for another ticket', async () => {
    await recordDecisions(db(), [routed({ offset: 1 }), routed({ offset: 2 })]);
    await eraseTickets(db(), ['T-1'], day(3));
    const words = ['T-1', 'T-2'].map((ticketId, offset) => correction({ ticketId }, { id: '1', offset }));
    expect(await recordCorrections(db(), words)).toEqual([]);
    expect(await labelOf('T-2')).toEqual(['ACCESS', 'unasked']);
  });

  test('a verdict counts as an audit only for a drawn ticket, and any word on a reviewed ticket is its review', async () => {
    const [drawn, spared] = [ticketIdDrawn(true), ticketIdDrawn(false)];
    await recordDecisions(db(), [
      routed({ offset: 1, ticketId: drawn }),
      routed({ offset: 2, ticketId: spared }),
      reviewed({ offset: 3, ticketId: 'T-3' }),
    ]);
    await recordCorrections(db(), [
      correction({ ticketId: drawn, category: 'PAY', occasion: 'audit' }),
      correction({ ticketId: spared, category: 'PAY', occasion: 'audit' }),
      correction({ ticketId: 'T-3', occasion: 'unasked' }),
    ]);
    expect(await labelOf(drawn)).toEqual(['PAY', 'audit']);
    expect(await labelOf(spared)).toEqual(['PAY', 'unasked']);
    expect(await labelOf('T-3')).toEqual(['ACCESS', 'review']);
  });

  test('a drawn ticket that was corrected unasked still waits for its verdict, which then stays one', async () => {
    const ticketId = ticketIdDrawn(true);
    await recordDecisions(db(), [routed({ offset: 1, ticketId })]);
    await recordCorrections(db(), [correction({ ticketId })]);
    expect((await auditQueue(db(), 9)).map((ticket) => ticket.ticketId)).toEqual([ticketId]);
    await recordCorrections(db(), [correction({ ticketId, occasion: 'audit', correctedAt: day(3).toISOString() })]);
    await recordCorrections(db(), [correction({ ticketId, category: 'TERMINAL', correctedAt: day(4).toISOString() })]);
    expect(await auditQueue(db(), 9)).toEqual([]);
    expect(await labelOf(ticketId)).toEqual(['TERMINAL', 'audit']);
  });

  test('the review queue has what nobody has settled, oldest or least sure first', async () => {
    const sure = [{ category: 'PAY', probability: 0.9 }];
    await recordDecisions(db(), [
      reviewed({ offset: 1, decidedAt: day(3).toISOString() }),
      reviewed({ offset: 2, decidedAt: day(2).toISOString(), candidates: sure }),
      reviewed({ offset: 3 }),
      routed({ offset: 4 }),
    ]);
    await recordCorrections(db(), [correction({ ticketId: 'T-3' })]);
    const ids = async (order: 'oldest' | 'uncertainty') =>
      (await findQueue(db(), { order, only: 'review', limit: 9 })).map(({ ticketId }) => ticketId);
    expect(await ids('oldest')).toEqual(['T-2', 'T-1']);
    expect(await ids('uncertainty')).toEqual(['T-1', 'T-2']);
  });

  test('when two analysts correct what both saw, then the second is told and nothing of the first is lost', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    await correct('a', null, { correctedBy: 'ana', category: 'ACCESS' });
    await expect(correct('b', null, { correctedBy: 'ben', category: 'TERMINAL' })).rejects.toMatchObject({
      code: 'CORRECTION_STALE',
      message: 'ana has meanwhile said ACCESS',
    });
    expect((await findTicket(db(), 'T-1'))?.history.map(({ correctedBy }) => correctedBy)).toEqual(['ana']);
  });

  test('when many correct the same ticket in the same moment, then exactly one is accepted', async () => {
    const tickets = Array.from({ length: 10 }, (_, i) => `T-${i}`);
    await recordDecisions(
      db(),
      tickets.map((ticketId, offset) => routed({ offset, ticketId })),
    );
    for (const ticketId of tickets) {
      const analysts = Array.from({ length: 8 }, (_, i) =>
        correct(`${ticketId} ${i}`, null, { ticketId, correctedBy: `${i}` }),
      );
      const outcomes = await Promise.allSettled(analysts);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await findTicket(db(), ticketId))?.history).toHaveLength(1);
    }
  });

  test('a correction made in knowledge of the latest one follows it, also when its clock is behind', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    await correct('a', null, { category: 'ACCESS', correctedAt: day(3).toISOString() });
    await correct('b', 'a', { category: 'TERMINAL', correctedAt: day(2).toISOString() });
    await correct('b', 'a', { category: 'TERMINAL', correctedAt: day(2).toISOString() });
    expect(await labelOf('T-1')).toEqual(['TERMINAL', 'unasked']);
    expect((await findTicket(db(), 'T-1'))?.history.map(({ correctionId }) => correctionId)).toEqual(['b', 'a']);
  });

  test('a repeated id is the same correction, and one with another note or category is refused', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    const said = { category: 'ACCESS', note: 'ana@example.org called' };
    expect(await correct('a', null, said)).toBe(true);
    expect(await correct('a', null, said)).toBe(false);
    for (const other of [{ note: 'she called again' }, { category: 'TERMINAL' }])
      await expect(correct('a', null, { ...said, ...other })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(correct('a', null, { category: 'ACCESS' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect((await findTicket(db(), 'T-1'))?.history).toHaveLength(1);
  });

  test('what is said once more is answered as before, when retention has taken its note or the taxonomy its category', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    const said = { category: 'ACCESS', note: 'ana@example.org called' };
    await correct('a', null, said);
    await correct('b', 'a', { category: 'TERMINAL' });
    await applyRetention(db(), { textsBefore: day(9), decisionsBefore: day(1, 0) });
    expect(await correct('a', null, said)).toBe(false);
    const { correction: word } = correction({ ticketId: 'T-1', ...said });
    expect(
      await correctTicket(db(), ['PAY'], { correctionId: 'a', correction: word, basedOn: null, now: day(10) }),
    ).toBe(false);
    // What never had a note, or had one, is not said once more by the other.
    for (const [id, other] of [
      ['a', { category: 'ACCESS' }],
      ['b', { category: 'TERMINAL', note: 'ana@example.org called' }],
    ] as const)
      await expect(correct(id, null, other)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect((await findTicket(db(), 'T-1'))?.history).toMatchObject([{ note: null }, { note: null }]);
  });

  test.each([
    ['an unknown ticket', { ticketId: 'T-9' }, 'TICKET_UNKNOWN'],
    ['an unknown revision', { revision: 2 }, 'TICKET_UNKNOWN'],
    ['an unknown category', { category: 'REFUND' }, 'CATEGORY_UNKNOWN'],
  ])('%s is refused and leaves nothing behind', async (_, given, code) => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    await expect(correct('a', null, given)).rejects.toMatchObject({ code });
    expect(await unpublishedCorrections(db(), 9)).toEqual([]);
  });

  test('"belongs to no category" is a correction', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    await correct('a', null, { category: null });
    expect(await labelOf('T-1')).toEqual([null, 'unasked']);
  });

  test('a note is kept and sent on with personal data masked, and the same however often it is read back', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    await correct('a', null, { note: `ana@example.org called from +44 20 7946 0018 ${'a@b.de '.repeat(270)}` });
    const [waiting] = await unpublishedCorrections(db(), 9);
    expect(waiting?.correction.note).not.toMatch(/example\.org|7946/);
    expect(waiting?.correction.note?.length).toBeLessThanOrEqual(2000);
    await db().deleteFrom('corrections').execute();
    await recordCorrections(db(), [
      { correctionId: 'a', correction: waiting?.correction as never, receivedAt: day(3), offset: 1 },
    ]);
    expect((await findTicket(db(), 'T-1'))?.history).toMatchObject([{ note: waiting?.correction.note }]);
  });

  test("an analyst's correction waits to be put on the topic until that is acknowledged or it is read from there", async () => {
    await recordDecisions(db(), [routed({ offset: 1 }), routed({ offset: 2 })]);
    await correct('a', null, { note: 'see T-2' });
    await correct('b', null, { ticketId: 'T-2' });
    const waiting = await unpublishedCorrections(db(), 9);
    expect(waiting.map(({ correctionId }) => correctionId).sort()).toEqual(['a', 'b']);
    expect(waiting.find(({ correctionId }) => correctionId === 'a')?.correction).toEqual({
      ...correction({ ticketId: 'T-1', note: 'see T-2' }).correction,
      correctedAt: day(2).toISOString(),
    });
    await markPublished(db(), ['a']);
    await recordCorrections(
      db(),
      waiting
        .filter(({ correctionId }) => correctionId === 'b')
        .map((item) => ({ ...item, receivedAt: day(3), offset: 0 })),
    );
    expect(await unpublishedCorrections(db(), 9)).toEqual([]);
    expect((await findTicket(db(), 'T-2'))?.history).toHaveLength(1);
  });
});
