import { expect, onTestFinished, test } from 'vitest';
import { createChangeFeed } from '../../service/api/change-feed.ts';
import { endpoints } from '../../service/api/endpoints/all.ts';
import { changedSchema } from '../../service/contracts/api-events.ts';
import { SignalboxError } from '../../service/errors.ts';
import { type Database, openStore } from '../../service/review/store/open-store.ts';
import { recordCorrections } from '../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { correction, day, routed } from '../review/support/records.ts';
import { describeOnBothStores } from '../review/support/stores.ts';
import { until } from '../support/until.ts';
import { expectProblem } from './support/answers.ts';
import { serve } from './support/serve.ts';

async function listen(base: string) {
  const response = await fetch(`${base}/v1/events`, { headers: { 'last-event-id': 'whatever' } });
  const heard = { text: '', isOver: false };
  const reading = (async () => {
    for await (const chunk of response.body ?? []) heard.text += Buffer.from(chunk).toString('utf8');
  })()
    .catch(() => undefined)
    .finally(() => {
      heard.isOver = true;
    });
  const events = () =>
    [...heard.text.matchAll(/^event: changed\ndata: (.*)$/gm)].map(([, data]) =>
      changedSchema.parse(JSON.parse(data ?? '')),
    );
  return { response, heard, events, reading };
}

describeOnBothStores('GET /v1/events', (db) => {
  test('whoever listens hears of what another process writes, and the stream ends with the service', async () => {
    const { base, stop } = await serve({ store: db });
    const { response, heard, events } = await listen(base);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    await until('the stream is open', () => heard.text.startsWith('retry:'));
    // Written again until it is heard: the first look may come after the first write.
    let offset = 0;
    await until('it is heard', async () => {
      offset += 1;
      await recordDecisions(db(), [
        routed({ offset, decidedAt: new Date(Date.UTC(2026, 0, 5) + offset).toISOString() }),
      ]);
      return events().length > 0;
    });
    expect(events()[0]).toMatchObject({
      decisions: expect.any(Number),
      latest: { ticketId: expect.stringMatching(/^T-/) },
    });
    await stop();
    await until('the stream has ended', () => heard.isOver);
  });

  test('when what is stored is dated before what lies there, then it is heard as well', async () => {
    await recordDecisions(db(), [routed({ offset: 1, decidedAt: day(9).toISOString() })]);
    await recordCorrections(db(), [correction({ ticketId: 'T-1', correctedAt: day(9).toISOString() })]);
    const { base, stop } = await serve({ store: db });
    const { heard, events } = await listen(base);
    await until('the stream is open', () => heard.text.startsWith('retry:'));
    let n = 1;
    await until('the earlier decisions are heard', async () => {
      n += 1;
      await recordDecisions(db(), [routed({ offset: n, decidedAt: new Date(day(2).getTime() - n).toISOString() })]);
      return events().some(({ decisions }) => decisions > 0);
    });
    await until('the earlier corrections are heard', async () => {
      n += 1;
      const correctedAt = new Date(day(2).getTime() - n).toISOString();
      await recordCorrections(db(), [correction({ ticketId: 'T-1', correctedAt })]);
      return events().some(({ corrections }) => corrections > 0);
    });
    await stop();
  });

  test('a correction made here is heard, and what the process says that it wrote is looked for', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    let tell: ((changed: { decisions: number; corrections: number }) => void) | undefined;
    let isListening = false;
    const onChanged = (listener: NonNullable<typeof tell>) => {
      tell = listener;
      isListening = true;
      return () => {
        isListening = false;
      };
    };
    const { base, post, stop } = await serve({ store: db, onChanged });
    const { events } = await listen(base);
    await until('somebody listens', () => isListening);
    await post('/v1/corrections', { ticketId: 'T-1', category: 'ACCESS', basedOn: null });
    await until('the correction is heard', () => events().some(({ corrections }) => corrections === 1));
    await recordDecisions(
      db(),
      [2, 3, 4].map((offset) => routed({ offset })),
    );
    tell?.({ decisions: 3, corrections: 0 });
    await until('the decisions are heard', () => events().some(({ decisions }) => decisions === 3));
    expect(events()).toHaveLength(2);
    await stop();
    await until('nobody listens', () => !isListening);
  });
});

test('when this process writes before the first look, then it is heard all the same, and once', async () => {
  const told = { listener: (_changed: { decisions: number; corrections: number }) => {} };
  const { db, close } = await openStore({});
  onTestFinished(close);
  const feed = createChangeFeed(
    () => db,
    (listener) => {
      told.listener = listener;
      return () => undefined;
    },
  );
  await recordDecisions(db, [routed({ offset: 1 })]);
  const heard: object[] = [];
  const leave = feed.subscribe((changed) => heard.push(changed));
  told.listener({ decisions: 1, corrections: 0 });
  await until('it is heard', () => heard.length > 0);
  await recordDecisions(db, [routed({ offset: 2 })]);
  told.listener({ decisions: 1, corrections: 0 });
  await until('the next is heard', () => heard.length > 1);
  expect(heard).toMatchObject([{ decisions: 1 }, { decisions: 1 }]);
  leave();
});

const storeEndpoints = endpoints.filter(({ path }) => !/session|classify|\/calibration$|^\/v1\/tickets$/.test(path));
const bodies: Record<string, object> = {
  '/v1/corrections': { ticketId: 'T-1', category: null, basedOn: null },
  '/v1/policy-drafts': { threshold: 0.9, targetError: 0.02 },
};
const down = () => {
  throw new SignalboxError('STORE_UNREACHABLE', 'connect ECONNREFUSED 10.0.0.7:5432', { remedy: 'check DATABASE_URL' });
};
const gone = new Proxy({}, { get: () => lost }) as Database;
function lost(): never {
  throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
}

test.each([
  ['cannot be reached', down],
  ['goes away in the middle', () => gone],
  ['is not there at all', null],
])('when the store %s, then the answer says so with what to do, and tells no address', async (_, store) => {
  const { request, post, logged } = await serve({ store });
  for (const { method, path } of storeEndpoints) {
    const address = path.replace(/\{\w+\}/g, 'T-1') + (path.endsWith('changes') ? '?threshold=0.9' : '');
    if (path === '/v1/events' && store !== null && store !== down) continue; // it has sent its head by then, and waits
    const answer = method === 'post' ? await post(address, bodies[path]) : await request(address);
    expectProblem(answer, 503, 'STORE_UNREACHABLE');
    expect(answer.text).not.toContain('10.0.0.7');
  }
  expect(logged.length).toBeGreaterThan(0);
});

test('what needs no store goes on without one', async () => {
  const { request, post } = await serve({ store: down });
  expect((await post('/v1/classify', { ticketId: 'T-1', body: 'My card was refused.' })).status).toBe(200);
  expect((await post('/v1/tickets', { ticketId: 'T-1', body: 'My card was refused.' })).status).toBe(202);
  expect((await request('/v1/calibration')).status).toBe(200);
  expect((await request('/readyz')).status).toBe(200);
});
