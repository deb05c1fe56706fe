import { beforeEach, describe, expect, test } from 'vitest';
import { cursorOf } from '../../service/api/page-cursor.ts';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { routed } from '../review/support/records.ts';
import { describeOnBothStores } from '../review/support/stores.ts';
import { checked, expectProblem } from './support/answers.ts';
import { serve } from './support/serve.ts';

const time = '2026-01-01T00:00:00.000Z';
const addresses = [
  '/v1/decisions?choice=%00',
  '/v1/decisions?modelVersion=%00',
  '/v1/decisions?truth=%00',
  '/v1/decisions?ticketId=%00',
  '/v1/decisions?words=a%00b',
  `/v1/decisions?words=${encodeURIComponent("a' & ! | (b:*) <-> \\ ''c")}`,
  `/v1/decisions?words=${'x'.repeat(300)}`,
  `/v1/decisions?words=${encodeURIComponent(`ก${'\u0f77'.repeat(299)}`)}`,
  `/v1/decisions?words=${encodeURIComponent(`ｶ${'ﾞ'.repeat(299)}`)}`,
  `/v1/decisions?after=${cursorOf([time, 'a\0'])}`,
  `/v1/decisions?after=${cursorOf([time, '../../..'])}`,
  `/v1/decisions?after=${cursorOf(['0000-01-01T00:00:00Z', 'a'])}`,
  '/v1/decisions?from=0000-01-01T00:00:00Z',
  '/v1/decisions?to=9999-12-31T23:59:59%2B00:00',
  '/v1/reports/misclassification?from=0000-01-01T00:00:00Z&to=0000-01-02T00:00:00Z',
  '/v1/reports/misclassification?from=9999-12-30T00:00:00Z&to=9999-12-31T23:59:59Z',
  '/v1/reports/misclassification?modelVersion=%00',
  '/v1/reports/misclassification/comparison?otherModelVersion=%00',
  '/v1/calibration/changes?threshold=0.5&from=0000-01-01T00:00:00Z&to=0000-01-02T00:00:00Z',
  '/v1/calibration/changes?threshold=0.5&modelVersion=%00',
  '/v1/taxonomy?modelVersion=%00',
  '/v1/taxonomy?from=0000-01-01T00:00:00Z&to=0000-01-02T00:00:00Z',
  '/v1/policy-drafts/%00',
  `/v1/audit-log?after=${cursorOf(['999999999999999999'])}`,
  '/v1/tickets/%00',
  '/v1/tickets/__proto__',
  '/v1/tickets/a%2Fb%25%F0%9F%92%B3',
  `/v1/tickets/${'x'.repeat(5000)}`,
  '/v1/tickets/constructor/explanation?revision=99999999999999999999',
];

describeOnBothStores('what an address can carry', (db) => {
  beforeEach(() => recordDecisions(db(), [routed({ offset: 1 })]));

  test('gets an answer, and never one that says that something went wrong here', async () => {
    const { request } = await serve({ store: db });
    const broken: string[] = [];
    for (const address of addresses) {
      const { status } = await request(address);
      if (status >= 500) broken.push(`${status} ${address}`);
    }
    expect(broken).toEqual([]);
  });

  test('gets an answer in a body, too', async () => {
    const { post } = await serve({ store: db });
    const correct = (body: object) =>
      post('/v1/corrections', { ticketId: 'T-1', category: 'ACCESS', basedOn: null, ...body });
    expectProblem(await correct({ revision: Number.MAX_SAFE_INTEGER }), 404, 'TICKET_UNKNOWN');
    expectProblem(await correct({ ticketId: '__proto__' }), 404, 'TICKET_UNKNOWN');
    expectProblem(await correct({ category: '__proto__' }), 422, 'CATEGORY_UNKNOWN');
    expectProblem(await correct({ retracts: 'a\0' }), 409, 'CORRECTION_STALE');
    checked('post', '/v1/corrections', await correct({ note: 'a\0\ud800 b' }));
  });
});

describe('a store that has no room', () => {
  test.each(['53100', '25006', '40P01'])('(%s) is said to be one that may have it later', async (code) => {
    const full = () => {
      throw Object.assign(new Error('could not extend file'), { code });
    };
    const { post } = await serve({ store: full });
    const answer = await post('/v1/corrections', { ticketId: 'T-1', category: 'ACCESS', basedOn: null });
    expectProblem(answer, 503, 'STORE_UNREACHABLE');
  });
});
