import { expect, test } from 'vitest';
import { findText, findTicket } from '../../../service/review/store/find-ticket.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { recordTickets } from '../../../service/review/store/record-tickets.ts';
import { day, received, routed } from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

const ticketId = 'T-often';

describeOnBothStores('a ticket that was sent very often', (db) => {
  const send = async (times: number) => {
    const offsets = Array.from({ length: times }, (_, offset) => offset);
    await recordDecisions(
      db(),
      offsets.map((offset) =>
        routed({
          offset,
          ticketId,
          revision: offset + 1,
          decidedAt: new Date(day(1).getTime() + offset).toISOString(),
        }),
      ),
    );
    await recordTickets(
      db(),
      offsets.map((offset) => {
        const { clean, ...about } = received(offset, { body: `Telling ${offset + 1}` });
        return { ...about, clean: { ...clean, ticket: { ...clean.ticket, ticketId, revision: offset + 1 } } };
      }),
    );
  };

  test('has its latest decisions and texts, and says how many there are', async () => {
    await send(103);
    const ticket = await findTicket(db(), ticketId);
    expect(ticket).toMatchObject({ decisionCount: 103, textCount: 103 });
    expect([ticket?.decisions.length, ticket?.texts.length]).toEqual([100, 100]);
    expect([ticket?.decisions[0]?.revision, ticket?.texts[0]?.revision]).toEqual([103, 103]);
  });

  test('has all of them where they are no more than are listed', async () => {
    await send(2);
    expect(await findTicket(db(), ticketId)).toMatchObject({ decisionCount: 2, textCount: 2, decisions: [{}, {}] });
  });

  test('says when it was written where its helpdesk does, and when it was received in any case', async () => {
    const texts = [undefined, '2025-12-29T08:00:00.000Z'].map((createdAt, offset) => {
      const { clean, ...about } = received(offset);
      const ticket = { ...clean.ticket, ticketId, revision: offset + 1, ...(createdAt ? { createdAt } : {}) };
      return { ...about, clean: { ...clean, ticket } };
    });
    await recordTickets(db(), texts);
    const found = (await findTicket(db(), ticketId))?.texts ?? [];
    expect(found.map(({ writtenAt, receivedAt }) => [writtenAt, receivedAt])).toEqual([
      [new Date('2025-12-29T08:00:00Z'), day(1)],
      [null, day(1)],
    ]);
  });

  test('has the text of each revision, listed or not, and the latest where none is named', async () => {
    await send(103);
    expect(await findText(db(), ticketId, 1)).toMatchObject({ revision: 1, body: 'Telling 1' });
    expect(await findText(db(), ticketId, undefined)).toMatchObject({ revision: 103, body: 'Telling 103' });
    expect(await findText(db(), ticketId, 104)).toBeNull();
    expect(await findText(db(), 'T-never', undefined)).toBeNull();
  });
});
