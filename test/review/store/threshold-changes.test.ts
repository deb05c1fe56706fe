import type { KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { recordCorrections } from '../../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { thresholdChanges } from '../../../service/review/store/threshold-changes.ts';
import { correction, day, reviewed, routed } from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

const question = { period: { from: day(1), to: day(9) }, modelVersion: null, threshold: 1, exempt: [], limit: 2 };

const candidates = {
  candidates: [
    { category: 'PAY', probability: 0.6 },
    { category: 'ACCESS', probability: 0.3 },
  ],
};

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

  test('say what people found: how many they read, on how many the model is wrong, and where it would route', async () => {
    await fill();
    await recordDecisions(db(), [
      reviewed({ offset: 5, decidedAt: day(5).toISOString(), reason: 'low_confidence', ...candidates }),
      reviewed({ offset: 6, decidedAt: day(5).toISOString(), reason: 'low_confidence', ...candidates }),
      reviewed({ offset: 7, decidedAt: day(5).toISOString(), reason: 'low_confidence', ...candidates }),
    ]);
    await recordCorrections(
      db(),
      ['T-1', 'T-5', 'T-6'].map((ticketId) =>
        correction({ ticketId, category: ticketId === 'T-6' ? 'PAY' : 'ACCESS' }, { id: `c-${ticketId}` }),
      ),
    );
    const tried = { ...question, limit: 9 };
    expect(await thresholdChanges(db(), { ...tried, threshold: 0.5 })).toMatchObject({
      newlyRouted: 3,
      noLongerRouted: 0,
      of: 7,
      read: { newlyRouted: { tickets: 2, wrong: 1 }, noLongerRouted: { tickets: 0, wrong: 0 } },
      items: [5, 6, 7].map(() => ({ change: 'newly_routed', firstChoice: 'PAY' })),
    });
    expect(await thresholdChanges(db(), tried)).toMatchObject({
      noLongerRouted: 4,
      read: { newlyRouted: { tickets: 0, wrong: 0 }, noLongerRouted: { tickets: 1, wrong: 1 } },
    });
  });

  test('when one model version is meant, then they and their numbers are of its decisions only', async () => {
    await fill();
    await recordDecisions(db(), [routed({ offset: 5, decidedAt: day(5).toISOString(), modelVersion: 'older' })]);
    const asked = { ...question, modelVersion: 'older' };
    expect(await thresholdChanges(db(), asked)).toMatchObject({
      ...{ noLongerRouted: 1, newlyRouted: 0, of: 1 },
      items: [{ ticketId: 'T-5', modelVersion: 'older' }],
    });
    expect((await thresholdChanges(db(), question)).of).toBe(5);
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
