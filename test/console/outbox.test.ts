import { describe, expect, it } from 'vitest';
import * as box from '../../service/console/review/outbox.ts';
import { keyOf, keysOf } from '../../service/console/review/outbox-keys.ts';

const request = (correctionId: string, category: string | null = 'PAY', basedOn: string | null = null) => ({
  ...{ correctionId, ticketId: 'T', category, basedOn },
});
const given = box.settle([], 'event', request('one'));
const down = { kind: 'passing', problem: 'Signalbox does not answer' } as const;
const ids = (entries: readonly box.Entry[]) => entries.map(({ request: { correctionId } }) => correctionId);

describe('the outbox of verdicts', () => {
  it('sends a verdict at once and keeps it until it has arrived', () => {
    expect(ids(box.due(given, 0))).toEqual(['one']);
    const sending = box.started(given, 'one');
    expect(box.due(sending, 0)).toEqual([]);
    expect(ids(box.unsent(sending))).toEqual(['one']);
    expect(box.unsent(box.sent(sending, 'one'))).toEqual([]);
  });

  it('sends again after a growing pause, under the same id, for ever', () => {
    let outbox = given;
    const pauses = Array.from({ length: 10 }, () => {
      outbox = box.failed(box.started(outbox, 'one'), 'one', down, 0);
      return box.nextRetryMs(outbox);
    });
    expect(pauses.slice(0, 3)).toEqual([2000, 4000, 8000]);
    expect(pauses.at(-1)).toBe(60_000);
    expect(box.due(outbox, 59_999)).toEqual([]);
    expect(ids(box.due(outbox, 60_000))).toEqual(['one']);
    expect(ids(box.due(box.retryNow(outbox), 0))).toEqual(['one']);
    expect(box.troubled(outbox)[0]?.problem).toContain('does not answer');
  });

  it('sends again what failed although another verdict on the ticket is behind it, or its take-back', () => {
    const lost = box.failed(box.started(given, 'one'), 'one', down, 0);
    for (const outbox of [box.undo(lost, 'event', 'two'), box.settle(lost, 'event', request('two', 'ACCESS'))]) {
      expect([outbox.length, box.nextRetryMs(outbox)]).toEqual([2, 2000]);
      expect(box.nextRetryMs(box.sent(outbox, 'one'))).toBe(0);
    }
  });

  it('says that a verdict is kept only where the browser’s store has it', () => {
    const two = box.settle(given, 'other', request('two'));
    expect([box.allKept(two, two), box.allKept(two, given), box.allKept(given, two)]).toEqual([true, false, true]);
  });

  it('drops a verdict that is taken back before it was ever sent', () => {
    expect(box.undo(given, 'event', 'two')).toEqual([]);
  });

  it('retracts one that may have arrived, but only after it is known to have', () => {
    const lost = box.failed(box.started(given, 'one'), 'one', down, 0);
    const outbox = box.undo(lost, 'event', 'two');
    expect(box.standingOf(outbox, 'event')).toBeNull();
    expect(ids(box.due(outbox, 5000))).toEqual(['one']);
    const [retraction] = box.due(box.sent(outbox, 'one'), 5000);
    expect(retraction?.request).toMatchObject({ correctionId: 'two', retracts: 'one', basedOn: 'one' });
  });

  it('bases a second verdict on the first, and sends it second', () => {
    const outbox = box.settle(box.started(given, 'one'), 'event', request('two', 'ACCESS'));
    expect(outbox.at(-1)?.request).toMatchObject({ category: 'ACCESS', basedOn: 'one' });
    expect(box.due(outbox, 0)).toEqual([]);
    expect(ids(box.due(box.sent(outbox, 'one'), 0))).toEqual(['two']);
  });

  it('sends once more what an earlier page left as refused, and holds what was stale', () => {
    const leave = (kind: 'passing' | 'stale' | 'refused') =>
      box.failed(box.started(given, 'one'), 'one', { kind, problem: kind }, 0).map(box.takenUp);
    expect(leave('refused')).toMatchObject([{ state: 'waiting', retryAtMs: 0, failures: 1, problem: 'refused' }]);
    expect(leave('stale')).toMatchObject([{ state: 'stale' }]);
    expect(leave('passing')).toMatchObject([{ state: 'waiting', failures: 1 }]);
    // It may have arrived: taken back, it is retracted and not forgotten.
    expect(box.started(given, 'one').map(box.takenUp)).toMatchObject([{ state: 'waiting', failures: 1 }]);
  });

  it('holds a stale verdict until its author has decided again', () => {
    const stale = box.failed(box.started(given, 'one'), 'one', { kind: 'stale', problem: 'stale' }, 0);
    expect(box.due(stale, 1e9)).toEqual([]);
    const [again] = box.due(box.keep(stale, 'one', { correctionId: 'two', basedOn: 'of Tom' }), 0);
    expect(again?.request).toMatchObject({ correctionId: 'two', basedOn: 'of Tom', category: 'PAY' });
    expect(box.drop(stale, 'one')).toEqual([]);
  });

  it('waits as long as the server wants to be left alone', () => {
    const limited = box.failed(box.started(given, 'one'), 'one', { ...down, pauseMs: 30_000 }, 0);
    expect(box.nextRetryMs(limited)).toBe(30_000);
  });

  describe('with a verdict that comes back although its author has gone on', () => {
    const stale = { kind: 'stale', problem: 'Somebody else was faster.' } as const;
    const first = box.settle([], 'event', request('one', 'PAY', 'seen'));
    const sending = box.started(first, 'one');
    const replaced = box.settle(sending, 'event', request('two', 'ACCESS', 'seen'));
    const takenBack = box.undo(sending, 'event', 'two');
    const facts = (entries: readonly box.Entry[]) =>
      entries.map(({ state, request: { correctionId, basedOn, retracts } }) => ({
        ...{ state, correctionId, basedOn, ...(retracts === undefined ? {} : { retracts }) },
      }));

    it('asks about the choice that replaced it, which has not seen either what others said', () => {
      const outbox = box.failed(replaced, 'one', stale, 0);
      expect(facts(outbox)).toEqual([{ state: 'stale', correctionId: 'two', basedOn: 'seen' }]);
      expect(box.troubled(outbox)).toMatchObject([{ problem: stale.problem, request: { category: 'ACCESS' } }]);
      const kept = box.keep(outbox, 'two', { correctionId: 'three', basedOn: 'of Tom' });
      expect(box.due(kept, 0)).toMatchObject([{ request: { correctionId: 'three', basedOn: 'of Tom' } }]);
      expect(box.drop(outbox, 'two')).toEqual([]);
    });

    it('sends the choice that replaced one that was refused, based on what that was', () => {
      const outbox = box.failed(replaced, 'one', { kind: 'refused', problem: 'No such category.' }, 0);
      expect(facts(outbox)).toEqual([{ state: 'waiting', correctionId: 'two', basedOn: 'seen' }]);
      expect(ids(box.due(outbox, 0))).toEqual(['two']);
    });

    it.each(['stale', 'refused'] as const)('has nothing to take back of one that is %s', (kind) => {
      expect(box.failed(takenBack, 'one', { kind, problem: kind }, 0)).toEqual([]);
    });

    it('leaves the verdicts on other tickets, and earlier ones on this, as they are', () => {
      const before = box.sent(box.settle([], 'event', request('zero')), 'zero');
      const both = box.settle(box.started(box.settle(before, 'event', request('one')), 'one'), 'other', request('two'));
      const outbox = box.failed(box.settle(both, 'event', request('three')), 'one', stale, 0);
      expect(facts(outbox)).toEqual([
        { state: 'sent', correctionId: 'zero', basedOn: null },
        { state: 'waiting', correctionId: 'two', basedOn: null },
        { state: 'stale', correctionId: 'three', basedOn: 'zero' },
      ]);
    });

    it('finds what is based on it, where an earlier release left both', () => {
      const isStale = (entry: box.Entry): box.Entry =>
        entry.request.correctionId === 'one' ? { ...entry, state: 'stale' } : entry;
      const left = replaced.map(isStale);
      expect(facts(box.drop(left, 'one'))).toEqual([{ state: 'waiting', correctionId: 'two', basedOn: 'seen' }]);
      const again = { correctionId: 'one again', basedOn: 'of Tom' };
      expect(facts(box.keep(left, 'one', again))).toEqual([
        { state: 'waiting', ...again },
        { state: 'waiting', correctionId: 'two', basedOn: 'one again' },
      ]);
      expect(facts(box.keep(takenBack.map(isStale), 'one', again))[1]).toEqual({
        state: 'waiting',
        correctionId: 'two',
        basedOn: 'one again',
        retracts: 'one again',
      });
    });
  });

  it('when the standing of every ticket is asked for, then it is gone through once', () => {
    let reads = 0;
    const entries = Array.from({ length: 100 }, (_, n) => box.settle([], `event ${n}`, request(`c${n}`))).flat();
    const counted = entries.map((entry) => ({
      ...entry,
      get eventId() {
        reads++;
        return entry.eventId;
      },
    }));
    const standing = entries.map(({ eventId }) => box.standingOf(counted, eventId)?.request.correctionId);
    expect(standing).toEqual(ids(entries));
    expect([box.due(counted, 0).length, box.nextRetryMs(counted)]).toEqual([100, 0]);
    expect(reads).toBeLessThan(10 * entries.length);
  });

  it('takes back the latest first, and then the one before', () => {
    const two = box.sent(box.sent(box.settle(given, 'other', request('two')), 'one'), 'two');
    expect(box.lastStanding(two)?.eventId).toBe('other');
    const one = box.undo(two, 'other', 'three');
    expect(box.lastStanding(one)?.eventId).toBe('event');
    expect(box.lastStanding(box.undo(one, 'event', 'four'))).toBeNull();
  });
});

describe('what the browser keeps of the outbox', () => {
  const ids = ['0f6d2c8e-1111-4222-8333-444455556666', '0f6d2c8e-1111-4222-8333-444455557777'] as const;
  const users = ['ana', 'ana.smith', 'ana.smith@example.org', 'Ana Lópéz', 'ana%2Esmith', 'a\ud83d', ''];
  const all = users.flatMap((user) => ids.map((id) => keyOf(user, id)));

  it('is found by its own user only, whatever characters a name has', () => {
    for (const user of users) expect([user, keysOf(user, all)]).toEqual([user, ids.map((id) => keyOf(user, id))]);
  });

  it('is found where an earlier release left it, by whom it must have been', () => {
    const plain = (user: string) => `signalbox.outbox.${user}.${ids[0]}`;
    const left = ['ana', 'ana.smith', 'ana.smith@example.org', 'Ana Lópéz'];
    for (const user of left) expect([user, keysOf(user, left.map(plain))]).toEqual([user, [plain(user)]]);
    expect(keysOf('ana%2Esmith', [keyOf('ana.smith', ids[0])])).toEqual([]);
  });

  it('is told from all else that is kept under such a name', () => {
    expect(keysOf('ana', ['signalbox.outbox.ana', 'signalbox.outbox.ana.', 'signalbox.user'])).toEqual([]);
  });
});
