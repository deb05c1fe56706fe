import type { KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { thresholdChanges } from '../../../service/review/store/threshold-changes.ts';
import { day, routed } from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

const question = { period: { from: day(1), to: day(9) }, threshold: 1, exempt: [], limit: 2 };

describeOnBothStores('tickets that another threshold would treat otherwise', (db) => {
  const offsets = [1, 2, 3, 4];
  const fill = () =>
    recordDecisions(
      db(),
      offsets.map((offset) => routed({ offset, decidedAt: day(9 - offset).toISOString() })),
    );

  test('come a page at a time, and the last page has none after it, also when it is full', async () => {
    await fill();
    const first = await thresholdChanges(db(), question);
    expect(first.items.map(({ ticketId }) => ticketId)).toEqual(['T-1', 'T-2']);
    expect(first.next).toMatchObject({ eventId: first.items[1]?.eventId, decidedAt: first.items[1]?.decidedAt });
    const last = await thresholdChanges(db(), { ...question, ...(first.next && { after: first.next }) });
    expect(last).toMatchObject({ items: [{ ticketId: 'T-3' }, { ticketId: 'T-4' }], next: null });
  });

  test('go on behind one that is deleted while the page is read', async () => {
    await fill();
    let isGone = false;
    const goes: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        const rows = result.rows.filter((row) => !('ticket_id' in row && row.ticket_id === 'T-2'));
        isGone ||= rows.length < result.rows.length;
        return { ...result, rows };
      },
    };
    const { items, next } = await thresholdChanges(db().withPlugin(goes), question);
    expect([isGone, items.length]).toEqual([true, 1]);
    expect(next?.eventId).toBe(routed({ offset: 2 }).eventId);
  });
});
