import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../service/console/api/problem.ts';
import { failed, type Outbox, sent, settle, started, undo } from '../../service/console/review/outbox.ts';
import { problemText } from '../../service/console/review/problem-text.ts';
import { nextWaiting, waitingIn } from '../../service/console/review/queue-state.ts';
import { type AskedStanding, rebased, takenWords, teamOf, toAsk } from '../../service/console/review/team.ts';
import { inParts } from '../../service/console/review/use-standing.ts';
import type { QueueItem } from '../../service/contracts/api-review-queue.ts';

const itemOf = (eventId: string, basedOn: string | null = null) => ({ eventId, basedOn }) as QueueItem;
const many = Array.from({ length: 60 }, (_, n) => itemOf(`tickets.inbound-${n % 6}-${n}`));
const request = (id: string) => ({ correctionId: `of ${id}`, ticketId: id, category: 'PAY', basedOn: null });

type Place = AskedStanding['items'][number];
const placeOf = (eventId: string, given: Partial<Place> = {}): Place => ({
  ...{ eventId, waits: true, superseded: false, basedOn: null, saidBy: null },
  ...given,
});
const answer = (items: Place[], asked = items.map(({ eventId }) => eventId)): AskedStanding => ({
  ...{ items, asked, waiting: { audit: 0, review: 0 }, atWork: [] },
});
const team = (items: readonly QueueItem[], outbox: Outbox, standing?: AskedStanding, atWork: string[] = []) =>
  teamOf(items, outbox, { standing, atWork, me: 'bo' });

describe('what others do in the queue', () => {
  const items = ['a', 'b', 'c', 'd'].map((id) => itemOf(id));
  const settledByAna = { waits: false, basedOn: 'word', saidBy: 'ana' };

  it('is marked where it stands, waits no more and is stepped over', () => {
    const standing = answer(
      [placeOf('a'), placeOf('b', settledByAna), placeOf('c', { waits: false, superseded: true })],
      ['a', 'b', 'c', 'd'],
    );
    const others = team(items, [], standing);
    expect([...others.taken]).toEqual([
      ['b', { how: 'said', by: 'ana' }],
      ['c', { how: 'superseded', by: null }],
      ['d', { how: 'gone', by: null }],
    ]);
    expect([...others.taken.values()].map((taken) => takenWords(taken, 'bo'))).toEqual([
      'settled by ana',
      'decided anew',
      'no longer kept',
    ]);
    expect(takenWords({ how: 'said', by: 'bo' }, 'bo')).toBe('settled by you elsewhere');
    expect(waitingIn(items, [], others).map(({ eventId }) => eventId)).toEqual(['a']);
    expect(nextWaiting(items, [], 'a', others)).toBe('a');
  });

  it('says nothing of what was not asked about, nor of a ticket that is listed for a second opinion and is as it was', () => {
    const listed = [itemOf('a', 'word'), itemOf('b')];
    expect(team(listed, [], answer([placeOf('a', settledByAna)])).taken.size).toBe(0);
    expect(team(listed, [], answer([placeOf('a', { ...settledByAna, basedOn: 'another' })])).taken.size).toBe(1);
  });

  it('is told from what one has said here oneself, also when it was taken back and the server has yet to say so', () => {
    const said = sent(settle([], 'a', request('a')), 'of a');
    const own = answer([placeOf('a', { ...settledByAna, saidBy: 'bo' })]);
    expect(team(items, said, own).taken.size).toBe(0);
    expect(team(items, undo(said, 'a', 'back'), own).taken.size).toBe(0);
    // In another tab.
    expect(team(items, [], own).taken.get('a')).toEqual({ how: 'said', by: 'bo' });
  });

  it('gives a verdict on what waits again the latest word to be based on, unless it is begun', () => {
    const standing = answer([
      placeOf('a', { basedOn: 'back' }),
      placeOf('b', { basedOn: 'back' }),
      placeOf('c', settledByAna),
    ]);
    const next = rebased(items, standing, (eventId) => eventId === 'b');
    expect(next.map(({ basedOn }) => basedOn)).toEqual(['back', null, null, null]);
    expect(rebased(next, standing, (eventId) => eventId === 'b')).toBe(next);
  });

  it('is asked for of all but what was settled here and has arrived', () => {
    const [arrived, open] = [sent(settle([], 'a', request('a')), 'of a'), settle([], 'e', request('e'))];
    const late = failed(started(settle([], 'b', request('b')), 'of b'), 'of b', { kind: 'stale', problem: 'late' }, 0);
    expect(toAsk(items, [...arrived, ...late, ...open])).toEqual(['b', 'c', 'd', 'e']);
    expect(toAsk(items, undo(arrived, 'a', 'back'))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is asked for in addresses that every server takes', () => {
    const ids = Array.from({ length: 250 }, (_, n) => `e${n}`);
    expect(inParts(ids).map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(inParts(ids).flat()).toEqual(ids);
    const long = ids.map((id) => id.padEnd(300, 'x'));
    expect(inParts(long).flat()).toEqual(long);
    for (const part of inParts(long)) expect(part.join(',').length).toBeLessThanOrEqual(4000);
    expect(inParts([])).toEqual([[]]);
  });
});

describe('two who share the queue', () => {
  const ana = teamOf(many, [], { standing: undefined, atWork: ['ana', 'bo'], me: 'ana' });
  const bo = teamOf(many, [], { standing: undefined, atWork: ['ana'], me: 'bo' });
  const walk = (whose: typeof ana, steps: number) => {
    let outbox: Outbox = [];
    return Array.from({ length: steps }, () => {
      const next = nextWaiting(many, outbox, outbox.at(-1)?.eventId ?? null, whose) as string;
      outbox = settle(outbox, next, request(next));
      return next;
    });
  };

  it('are led to different tickets, each in the order of the list', () => {
    const [hers, his] = [walk(ana, 20), walk(bo, 20)];
    expect(hers.filter((eventId) => his.includes(eventId))).toEqual([]);
    const place = (eventId: string) => many.findIndex((item) => item.eventId === eventId);
    for (const ids of [hers, his]) expect(ids.map(place)).toEqual(ids.map(place).toSorted((a, b) => a - b));
    expect([ana.others, bo.others]).toEqual([['bo'], ['ana']]);
  });

  it('leave nothing behind: who is through with their own goes on with the rest', () => {
    expect(new Set(walk(ana, many.length)).size).toBe(many.length);
  });

  it('have about the same to do', () => {
    const share = many.filter(({ eventId }) => ana.isOwn(eventId)).length;
    expect(share).toBeGreaterThan(many.length * 0.3);
    expect(share).toBeLessThan(many.length * 0.7);
    expect(many.every(({ eventId }) => ana.isOwn(eventId) !== bo.isOwn(eventId))).toBe(true);
  });

  it('are nothing to whoever is alone: they go from the first to the last', () => {
    expect(walk(teamOf(many, [], { standing: undefined, atWork: ['bo'], me: 'bo' }), 60)).toEqual(
      many.map(({ eventId }) => eventId),
    );
  });
});

describe('why a verdict is not saved', () => {
  it('is said in sentences', () => {
    const problem = new ApiProblem({
      ...{ title: 'Signalbox does not answer', status: 0 },
      ...{ detail: 'The request did not reach the service.', remedy: 'Check the network' },
    });
    expect(problemText(problem)).toBe(
      'Signalbox does not answer. The request did not reach the service. Check the network.',
    );
  });
});
