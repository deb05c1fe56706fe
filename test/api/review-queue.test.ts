import { expect, test, vi } from 'vitest';
import { auditPosition } from '../../service/review/audit-sample.ts';
import { recordCorrections } from '../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { recordTickets } from '../../service/review/store/record-tickets.ts';
import { correction, day, received, reviewed, routed, ticketIdDrawn } from '../review/support/records.ts';
import { describeOnBothStores } from '../review/support/stores.ts';
import { fakeClassifier, frontierEvent, routerParts, scoresOf } from '../support/fixtures.ts';
import { checked } from './support/answers.ts';
import { serve, sure } from './support/serve.ts';

const candidates = (category: string, probability: number) => [
  { category, probability },
  { category: category === 'PAY' ? 'ACCESS' : 'PAY', probability: (1 - probability) / 2 },
];

interface Standing {
  items: { eventId: string; waits: boolean; superseded: boolean; basedOn: string | null; saidBy: string | null }[];
  waiting: { audit: number; review: number };
  atWork: string[];
}

interface Queue {
  items: { ticketId: string; occasion: string; basedOn: string | null; candidates: { category: string }[] }[];
  waiting: { audit: number; review: number };
  atWork: string[];
  rankedReviews: number;
}

describeOnBothStores('the review queue', (db) => {
  const queue = async (query: string) => {
    const { request } = await serve({ store: db, classifier: fakeClassifier(() => scoresOf([0.125, 0.25, 0.625])) });
    return checked('get', '/v1/review-queue', await request(`/v1/review-queue?${query}`)) as unknown as Queue;
  };
  const ids = async (query: string) => (await queue(query)).items.map(({ ticketId }) => ticketId);

  test('has the least certain first, or the oldest', async () => {
    await recordDecisions(db(), [
      reviewed({ offset: 1, decidedAt: day(1).toISOString(), candidates: candidates('PAY', 0.8) }),
      reviewed({ offset: 2, decidedAt: day(3).toISOString(), candidates: candidates('PAY', 0.4) }),
      reviewed({ offset: 3, decidedAt: day(2).toISOString(), candidates: candidates('PAY', 0.6) }),
    ]);
    expect(await ids('order=uncertainty')).toEqual(['T-2', 'T-3', 'T-1']);
    expect(await ids('order=oldest')).toEqual(['T-1', 'T-3', 'T-2']);
    expect(await ids('order=oldest&limit=1')).toEqual(['T-1']);
  });

  test('resembles all that waits in its first places: a rare kind comes before the second of a common one', async () => {
    await recordDecisions(db(), [
      ...[1, 2, 3].map((offset) =>
        reviewed({ offset, decidedAt: day(offset).toISOString(), candidates: candidates('PAY', 0.7) }),
      ),
      ...[4, 5].map((offset) =>
        reviewed({ offset, decidedAt: day(offset).toISOString(), candidates: candidates('ACCESS', 0.7) }),
      ),
      reviewed({ offset: 6, candidates: candidates('PAY', 0.3) }),
    ]);
    expect(await ids('order=representativeness')).toEqual(['T-1', 'T-4', 'T-6', 'T-2', 'T-5', 'T-3']);
  });

  test('resembles all that waits also where that is more than can be compared: what came lately is among the first, and it is told how many were looked at', async () => {
    const lately = 2050;
    await recordDecisions(
      db(),
      Array.from({ length: 2150 }, (_, offset) =>
        reviewed({
          offset,
          decidedAt: (offset < lately ? day(1) : day(2)).toISOString(),
          candidates: candidates(offset < lately ? 'PAY' : 'ACCESS', 0.7),
        }),
      ),
    );
    const { items, ...counted } = await queue('order=representativeness&limit=2');
    expect(items.map(({ candidates: [first] }) => first?.category)).toEqual(['PAY', 'ACCESS']);
    expect(counted).toEqual({ waiting: { audit: 0, review: 2150 }, atWork: [], rankedReviews: 2000 });
    expect((await queue('order=oldest&limit=1')).rankedReviews).toBe(2150);
    expect((await queue('order=suspected_error&limit=1')).rankedReviews).toBe(2000);
  });

  test('has the most likely errors first: two models that differ, a doubtful label, a near tie', async () => {
    const opinion = { category: 'TERMINAL', ...omitKind(frontierEvent.decidedBy) };
    const others = Array.from({ length: 4 }, (_, i) =>
      routed({ offset: 20 + i, ticketId: ticketIdDrawn(false, { n: i }) }),
    );
    const doubtful = routed({
      offset: 3,
      ticketId: ticketIdDrawn(false, { n: 9 }),
      decidedBy: { kind: 'model', model: 'tiny', version: '1', confidence: 0.97 },
    });
    await recordDecisions(db(), [
      reviewed({ offset: 1, candidates: candidates('PAY', 0.8) }),
      reviewed({
        offset: 2,
        candidates: [
          { category: 'PAY', probability: 0.5 },
          { category: 'ACCESS', probability: 0.45 },
        ],
      }),
      doubtful,
      reviewed({ offset: 4, reason: 'models_disagree', candidates: candidates('PAY', 0.7), opinion } as never),
      ...others,
    ]);
    await recordCorrections(db(), [
      ...others.map(({ ticketId }) => correction({ ticketId, category: 'PAY' })),
      correction({ ticketId: doubtful.ticketId, category: 'ACCESS' }),
    ]);
    expect((await ids('order=suspected_error&only=review')).slice(0, 4)).toEqual([
      'T-4',
      doubtful.ticketId,
      'T-2',
      'T-1',
    ]);
    const [, item] = (await queue('order=suspected_error&only=review')).items;
    expect(item?.basedOn).toContain(doubtful.ticketId);
    await recordCorrections(db(), [
      correction({ ticketId: doubtful.ticketId, category: 'ACCESS', correctedBy: 'ben' }),
    ]);
    expect(await ids('order=suspected_error&only=review')).not.toContain(doubtful.ticketId);
  });

  test('has the sample in the order of its draw, whatever order the reviews are in', async () => {
    const drawn = [0, 1, 2, 3].map((n) => ticketIdDrawn(true, { n }));
    await recordDecisions(db(), [
      ...drawn.map((ticketId, offset) => routed({ offset, ticketId })),
      ...[10, 11, 12, 13].map((offset) => reviewed({ offset, decidedAt: day(offset).toISOString() })),
    ]);
    const inOrder = drawn.toSorted((a, b) => auditPosition(a) - auditPosition(b));
    for (const order of ['uncertainty', 'suspected_error', 'representativeness', 'oldest']) {
      expect(await ids(`only=audit&order=${order}`)).toEqual(inOrder);
      const { items, waiting } = await queue(`order=${order}`);
      const audits = items.filter(({ occasion }) => occasion === 'audit').map(({ ticketId }) => ticketId);
      expect([audits, waiting]).toEqual([inOrder, { audit: 4, review: 4 }]);
      expect(items.slice(0, 3).map(({ occasion }) => occasion)).toEqual(['review', 'review', 'audit']);
    }
    expect(await ids('only=review&order=oldest')).toEqual(['T-10', 'T-11', 'T-12', 'T-13']);
  });

  test('has one by itself, wherever it stands, as long as it waits and is of the kind that is asked for', async () => {
    const drawn = ticketIdDrawn(true);
    const events = [
      routed({ offset: 1, ticketId: drawn }),
      ...[10, 11, 12].map((offset) => reviewed({ offset, decidedAt: day(offset).toISOString() })),
    ];
    await recordDecisions(db(), events);
    await recordCorrections(db(), [correction({ ticketId: 'T-10' })]);
    const one = async (at: number, query = '') =>
      (await queue(`limit=1&order=oldest&event=${events[at]?.eventId}${query}`)).items.map(
        ({ ticketId, occasion }) => `${ticketId} ${occasion}`,
      );
    expect(await one(3)).toEqual(['T-12 review']);
    expect(await one(3, '&only=review')).toEqual(['T-12 review']);
    expect(await one(3, '&only=audit')).toEqual([]);
    expect(await one(0)).toEqual([`${drawn} audit`]);
    expect(await one(1)).toEqual([]);
    expect(await ids('event=nothing')).toEqual([]);
  });

  test('begins behind what its reader has looked at, the audit still in its places', async () => {
    const drawn = [0, 1, 2].map((n) => ticketIdDrawn(true, { n }));
    await recordDecisions(db(), [
      ...drawn.map((ticketId, offset) => routed({ offset, ticketId })),
      ...[10, 11, 12, 13].map((offset) => reviewed({ offset, decidedAt: day(offset).toISOString() })),
    ]);
    for (const only of ['', '&only=review', '&only=audit']) {
      const all = await ids(`order=oldest${only}`);
      expect(all.length).toBeGreaterThan(2);
      for (const skip of [0, 1, 2]) {
        expect(await ids(`order=oldest${only}&skip=${skip}&limit=2`)).toEqual(all.slice(skip, skip + 2));
      }
      expect(await ids(`order=oldest${only}&skip=${all.length}`)).toEqual([]);
    }
  });

  test('tells of tickets that somebody has before them what has become of them, and how much waits', async () => {
    const drawn = ticketIdDrawn(true);
    await recordDecisions(db(), [
      routed({ offset: 0, ticketId: drawn }),
      ...[1, 2, 3, 4].map((offset) => reviewed({ offset, decidedAt: day(offset).toISOString() })),
    ]);
    const said = { correctedBy: 'ana', occasion: 'review' as const };
    await recordCorrections(db(), [
      correction({ ticketId: 'T-1', ...said }, { id: 'first', offset: 1 }),
      correction({ ticketId: 'T-2', ...said }, { id: 'second', offset: 2 }),
      correction(
        {
          ticketId: 'T-2',
          ...said,
          correctedBy: 'ben',
          correctedAt: day(3).toISOString(),
          category: null,
          retracts: 'second',
        },
        { id: 'back', offset: 3 },
      ),
      correction({ ticketId: drawn, correctedBy: 'kim' }, { id: 'unasked', offset: 4 }),
    ]);
    await recordDecisions(db(), [reviewed({ offset: 9, ticketId: 'T-3', decidedAt: day(9).toISOString() })]);
    const { request } = await serve({ store: db });
    const events = [0, 1, 2, 3, 4, 5].map((offset) => `tickets.inbound-0-${offset}`);
    const path = `/v1/review-queue/standing?events=${events.join(',')}`;
    const standing = checked('get', '/v1/review-queue/standing', await request(path)) as unknown as Standing;
    const places = new Map(standing.items.map(({ eventId, ...place }) => [Number(eventId.split('-').at(-1)), place]));
    expect([...places].toSorted(([a], [b]) => a - b)).toEqual([
      [0, { waits: true, superseded: false, basedOn: 'unasked', saidBy: 'kim' }],
      [1, { waits: false, superseded: false, basedOn: 'first', saidBy: 'ana' }],
      [2, { waits: true, superseded: false, basedOn: 'back', saidBy: 'ben' }],
      [3, { waits: false, superseded: true, basedOn: null, saidBy: null }],
      [4, { waits: true, superseded: false, basedOn: null, saidBy: null }],
    ]);
    expect(standing.waiting).toEqual({ audit: 1, review: 3 });
    const none = checked('get', '/v1/review-queue/standing', await request('/v1/review-queue/standing'));
    expect(none).toMatchObject({ items: [], waiting: standing.waiting });
    const tooMany = Array.from({ length: 201 }, (_, n) => `e${n}`).join(',');
    expect((await request(`/v1/review-queue/standing?events=${tooMany}`)).status).toBe(400);
  });

  test('names who has read tickets of it within a quarter of an hour, and nobody who corrected one unasked', async () => {
    const now = day(5);
    const agoIso = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
    await recordDecisions(
      db(),
      [1, 2, 3, 4].map((offset) => reviewed({ offset })),
    );
    const said = (offset: number, correctedBy: string, minutes: number, occasion: 'review' | 'unasked' | 'audit') =>
      correction(
        { ticketId: `T-${offset}`, correctedBy, occasion, correctedAt: agoIso(minutes) },
        { offset, receivedAt: now },
      );
    await recordCorrections(db(), [
      said(1, 'bo', 14, 'review'),
      said(2, 'ana', 1, 'audit'),
      said(3, 'early', 16, 'review'),
      said(4, 'unasked', 1, 'unasked'),
    ]);
    const { request } = await serve({ store: db, router: { ...routerParts(sure()), clock: () => now } });
    for (const path of ['/v1/review-queue', '/v1/review-queue/standing'] as const) {
      expect(checked('get', path, await request(path))).toMatchObject({ atWork: ['ana', 'bo'] });
    }
  });

  test('does not lead the reader of an audit: candidates of a routed ticket come from the model, in the order of the taxonomy', async () => {
    const ticketId = ticketIdDrawn(true);
    await recordDecisions(db(), [routed({ offset: 1, ticketId })]);
    await recordTickets(db(), [received(1)]);
    const [item] = (await queue('only=audit')).items;
    expect(item).toMatchObject({ body: 'My card was charged twice.', channel: 'email', basedOn: null });
    expect(item?.candidates.map(({ category }) => category)).toEqual(['PAY', 'ACCESS', 'TERMINAL']);
  });

  test('runs the model once for a ticket, however often the queue is read', async () => {
    await recordDecisions(db(), [routed({ offset: 1, ticketId: ticketIdDrawn(true) })]);
    await recordTickets(db(), [received(1)]);
    const run = vi.fn(() => scoresOf([0.125, 0.25, 0.625]));
    const { request } = await serve({ store: db, classifier: fakeClassifier(run) });
    const answers = await Promise.all([1, 2, 3].map(() => request('/v1/review-queue?only=audit')));
    answers.push(await request('/v1/review-queue?only=audit'));
    for (const answer of answers) {
      const { items } = checked('get', '/v1/review-queue', answer) as unknown as Queue;
      expect(items[0]?.candidates).toHaveLength(3);
    }
    expect(run).toHaveBeenCalledTimes(1);
  });
});

function omitKind({ kind: _, ...answer }: { kind: string }) {
  return answer;
}
