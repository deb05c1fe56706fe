import { expect, test } from 'vitest';
import { rankQueue } from '../../../service/review/store/rank-queue.ts';
import { recordCorrections } from '../../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { correction, day, reviewed, routed } from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

describeOnBothStores('suspected errors', (db) => {
  const say = (n: number, correctedBy: string, given: object) =>
    recordCorrections(db(), [
      correction({ ticketId: 'T-1', correctedBy, correctedAt: day(n).toISOString(), ...given }, { id: `c-${n}` }),
    ]);
  const suspected = () => rankQueue(db(), 'suspected_error', 9);

  test('what one person has labelled otherwise is one until a second has spoken, and again once that is taken back', async () => {
    const decision = routed({ offset: 1, category: 'PAY' });
    await recordDecisions(db(), [decision]);
    await say(2, 'ana', { category: 'ACCESS' });
    expect(await suspected()).toEqual([decision.eventId]);
    await say(3, 'ben', { category: 'TERMINAL' });
    expect(await suspected()).toEqual([]);
    await say(4, 'ben', { category: null, retracts: 'c-3' });
    expect(await suspected()).toEqual([decision.eventId]);
  });

  test('when what was held as out of taxonomy is confirmed, then nothing is suspected; with a category it is', async () => {
    const held = reviewed({ offset: 1 });
    await recordDecisions(db(), [held]);
    await say(2, 'ana', { category: null });
    expect(await suspected()).toEqual([]);
    await say(3, 'ana', { category: 'ACCESS' });
    expect(await suspected()).toEqual([held.eventId]);
  });
});
