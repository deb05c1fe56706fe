import { beforeEach, expect, test } from 'vitest';
import { endpoints } from '../../service/api/endpoints/all.ts';
import { recordAction } from '../../service/review/store/audit-log.ts';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { day, routed } from '../review/support/records.ts';
import { describeOnBothStores } from '../review/support/stores.ts';
import { routerParts } from '../support/fixtures.ts';
import { checked } from './support/answers.ts';
import { serve, sure } from './support/serve.ts';

const numbers = [1, 2, 3, 4];

/** Each has four entries. */
const lists: Record<string, { query: string; idOf: (item: Record<string, unknown>) => unknown }> = {
  '/v1/decisions': { query: '', idOf: ({ eventId }) => eventId },
  '/v1/calibration/changes': {
    query: 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&threshold=0.99&',
    idOf: ({ eventId }) => eventId,
  },
  '/v1/policy-drafts': { query: '', idOf: ({ id }) => id },
  '/v1/audit-log': { query: 'action=sign_in&', idOf: ({ id }) => id },
};

describeOnBothStores('a list in pages', (db) => {
  const served = async () => {
    const { request, post } = await serve({ store: db, router: { ...routerParts(sure()), clock: () => day(28) } });
    // Made in the same moment, all of them.
    for (const _ of numbers) await post('/v1/policy-drafts', { threshold: 0.9, targetError: 0.02 });
    return async (path: string, page: string) => {
      const { query, idOf } = lists[path] as (typeof lists)[string];
      const { items, next } = checked('get', path, await request(`${path}?${query}${page}`));
      return { ids: (items as Record<string, unknown>[]).map(idOf), next };
    };
  };
  beforeEach(async () => {
    await recordDecisions(
      db(),
      numbers.map((offset) => routed({ offset, decidedAt: day(offset).toISOString() })),
    );
    for (const n of numbers) await recordAction(db(), { at: day(n), who: 'ana', action: 'sign_in', subject: null });
  });

  test('is each that takes the place of one', () => {
    const paged = endpoints.filter(({ query }) => query && 'after' in query.shape).map(({ path }) => path);
    expect(paged.sort()).toEqual(Object.keys(lists).sort());
  });

  test.each(Object.keys(lists))('%s ends with its last entry, also where that fills a page', async (path) => {
    const page = await served();
    const all = await page(path, 'limit=50');
    expect([all.ids.length, all.next]).toEqual([4, null]);
    expect(await page(path, 'limit=4')).toEqual(all);
    const first = await page(path, 'limit=2');
    expect(first).toEqual({ ids: all.ids.slice(0, 2), next: expect.any(String) });
    expect(await page(path, `limit=2&after=${first.next}`)).toEqual({ ids: all.ids.slice(2), next: null });
    const short = await page(path, 'limit=3');
    expect(await page(path, `limit=3&after=${short.next}`)).toEqual({ ids: all.ids.slice(3), next: null });
  });
});
