import { expect, onTestFinished, test, vi } from 'vitest';
import { createReports } from '../../service/api/make-reports.ts';
import type { MisclassificationReport } from '../../service/contracts/misclassification-report.ts';
import { type Database, openStore } from '../../service/review/store/open-store.ts';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { routed } from '../review/support/records.ts';
import { routerParts } from '../support/fixtures.ts';
import { until } from '../support/until.ts';
import { serve, sure } from './support/serve.ts';

const here = { closed: false };
const dayOf = (day: number) => ({
  from: `2026-01-0${day}T00:00:00Z`,
  to: `2026-01-0${day + 1}T00:00:00Z`,
});
const addressOf = (day: number) => `/v1/reports/misclassification?${new URLSearchParams(dayOf(day))}`;
const numbered = (number: number) => ({ number }) as unknown as MisclassificationReport;

/** A store whose transactions end when they are told to. */
function heldStore() {
  const begun: ((report: MisclassificationReport) => void)[] = [];
  const transaction = {
    setIsolationLevel: () => transaction,
    setAccessMode: () => transaction,
    execute: () => new Promise((resolve) => begun.push(resolve)),
  };
  const db = { transaction: () => transaction } as unknown as Database;
  const clock = vi.fn(() => new Date('2026-01-20T00:00:00Z'));
  const router = { ...routerParts(sure()), clock };
  return { begun, clock, router, store: () => db };
}

function reports() {
  const { begun, router, store } = heldStore();
  return { begun, makeReport: createReports({ store, router }) };
}

test('reports are made one after the other', async () => {
  const { begun, makeReport } = reports();
  const asked = [makeReport(dayOf(1), here), makeReport(dayOf(2), here)];
  await until('the first is begun', () => begun.length > 0);
  expect(begun).toHaveLength(1);
  begun[0]?.(numbered(1));
  await until('the second is begun', () => begun.length > 1);
  begun[1]?.(numbered(2));
  expect(await Promise.all(asked)).toEqual([numbered(1), numbered(2)]);
});

test('who asks for the same before it is begun shares it, and who asks afterwards gets a later one', async () => {
  const { begun, makeReport } = reports();
  const early = makeReport(dayOf(1), here);
  await until('it is begun', () => begun.length > 0);
  const late = Array.from({ length: 5 }, () => makeReport(dayOf(1), here));
  begun[0]?.(numbered(1));
  await until('another is begun', () => begun.length > 1);
  begun[1]?.(numbered(2));
  expect(await early).toEqual(numbered(1));
  expect(new Set(await Promise.all(late))).toEqual(new Set([numbered(2)]));
  expect(begun).toHaveLength(2);
});

test('periods and model versions that differ share nothing', async () => {
  const { begun, makeReport } = reports();
  const scopes = [{}, dayOf(1), { from: dayOf(1).from }, { ...dayOf(1), modelVersion: '1' }];
  const asked = scopes.map((scope) => makeReport(scope, here));
  for (const i of scopes.keys()) {
    await until('it is begun', () => begun.length > i);
    begun[i]?.(numbered(i));
  }
  expect(await Promise.all(asked)).toEqual(scopes.map((_, i) => numbered(i)));
});

test('a report that nobody waits for any more is not made, one that somebody waits for is', async () => {
  const { begun, makeReport } = reports();
  const leaver = { closed: false };
  const first = makeReport(dayOf(1), here);
  const unwanted = makeReport(dayOf(2), leaver).catch((error) => error);
  const wanted = [makeReport(dayOf(3), leaver), makeReport(dayOf(3), here)];
  leaver.closed = true;
  await until('the first is begun', () => begun.length > 0);
  begun[0]?.(numbered(1));
  await until('another is begun', () => begun.length > 1);
  begun[1]?.(numbered(3));
  expect(await Promise.all([first, ...wanted])).toEqual([numbered(1), numbered(3), numbered(3)]);
  expect(await unwanted).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('left') });
});

test('a period that is none is refused before its turn, and one that failed takes none from the next', async () => {
  const { begun, makeReport } = reports();
  const first = makeReport(dayOf(1), here);
  await until('the first is begun', () => begun.length > 0);
  const wrong = { from: dayOf(2).from, to: dayOf(1).from };
  await expect(makeReport(wrong, here)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  begun[0]?.(Promise.reject(new Error('the store is gone')) as never);
  await expect(first).rejects.toThrow('gone');
  const second = makeReport(dayOf(1), here);
  await until('the second is begun', () => begun.length > 1);
  begun[1]?.(numbered(2));
  expect(await second).toEqual(numbered(2));
});

test('one that hangs ends after a while with what to do, and the next has its turn', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { begun, makeReport } = reports();
  const hanging = makeReport(dayOf(1), here).catch((error) => error);
  const next = makeReport(dayOf(2), here);
  await vi.advanceTimersByTimeAsync(0);
  expect(begun).toHaveLength(1);
  await vi.runOnlyPendingTimersAsync();
  expect(await hanging).toMatchObject({
    code: 'REPORT_DEADLINE',
    retryable: false,
    remedy: expect.stringContaining('shorter period'),
  });
  expect(begun).toHaveLength(2);
  begun[1]?.(numbered(2));
  expect(await next).toEqual(numbered(2));
  expect(vi.getTimerCount()).toBe(0);
});

test('a query that PostgreSQL gave up on says the same', async () => {
  const { begun, makeReport } = reports();
  const asked = makeReport(dayOf(1), here);
  await until('it is begun', () => begun.length > 0);
  const cause = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
  begun[0]?.(Promise.reject(cause) as never);
  await expect(asked).rejects.toMatchObject({ code: 'REPORT_DEADLINE', cause, remedy: expect.any(String) });
});

test('requests take turns and share as well', async () => {
  const { begun, clock, router, store } = heldStore();
  const { request } = await serve({ store, router });
  const first = request(addressOf(1));
  await until('the first is begun', () => begun.length > 0);
  const looks = clock.mock.calls.length;
  const others = [request(addressOf(1)), request(addressOf(1))];
  await until('the others have asked', () => clock.mock.calls.length === looks + 2);
  expect(begun).toHaveLength(1);
  begun[0]?.(numbered(1));
  await until('theirs is begun', () => begun.length > 1);
  begun[1]?.(numbered(2));
  expect((await first).json()).toEqual(numbered(1));
  for (const other of await Promise.all(others)) expect(other.json()).toEqual(numbered(2));
  expect(begun).toHaveLength(2);
});

test('what is written to an embedded store waits for one report, not for all that were asked for', async () => {
  const { db, close } = await openStore({});
  onTestFinished(close);
  const makeReport = createReports({ store: () => db, router: routerParts(sure()) });
  let made = 0;
  const scopes = Array.from({ length: 20 }, (_, i) => ({ ...dayOf(1), modelVersion: `${i}` }));
  const asked = scopes.map(async (scope) => {
    await makeReport(scope, here);
    made += 1;
  });
  await recordDecisions(db, [routed({ offset: 1 })]);
  expect(made).toBeLessThan(scopes.length);
  await Promise.all(asked);
});
