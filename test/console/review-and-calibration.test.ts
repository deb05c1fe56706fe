import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whyOutOfReach } from '../../service/console/calibration/out-of-reach.ts';
import {
  curveOf,
  furthestWithin,
  lowestBound,
  nearestIndex,
  thresholdOf,
} from '../../service/console/calibration/released-curve.ts';
import {
  chosenPoint,
  productionAt,
  sharedCurve,
  targetOf,
  ticketsOf,
} from '../../service/console/calibration/target-error.ts';
import { readPoints } from '../../service/console/parts/read-points.ts';
import { type Outbox, sent, settle, undo } from '../../service/console/review/outbox.ts';
import {
  emptyWords,
  firstOnes,
  lastCounted,
  needsFurther,
  needsMore,
  neighbourOf,
  nextWaiting,
  rankNote,
  settledIn,
  topUp,
  waitingNow,
} from '../../service/console/review/queue-state.ts';
import { scrollText } from '../../service/console/review/scroll-text.ts';
import { shortcutOf, takesKey, takesKeys } from '../../service/console/review/shortcuts.ts';
import { citedParts, findCategories } from '../../service/console/taxonomy/find-categories.ts';
import type { QueueItem } from '../../service/contracts/api-review-queue.ts';
import { errorUpperBound95 } from '../../service/statistics/binomial-bound.ts';

const items = ['a', 'b', 'c'].map((eventId) => ({ eventId }) as QueueItem);
const settled = (...ids: string[]) =>
  ids.reduce<Outbox>(
    (outbox, id) => settle(outbox, id, { correctionId: `of ${id}`, ticketId: id, category: 'PAY', basedOn: null }),
    [],
  );

describe('the review queue', () => {
  it('leads to the next ticket that waits, and begins again at the end', () => {
    expect(nextWaiting(items, settled('a'), 'a')).toBe('b');
    expect(nextWaiting(items, settled('b', 'c'), 'c')).toBe('a');
    expect(nextWaiting(items, settled('a', 'b', 'c'), 'c')).toBeNull();
    expect(nextWaiting([], [], null)).toBeNull();
  });

  it('is topped up at its end, before it runs out and only while there is more', () => {
    const fetched = ['c', 'd', 'a'].map((eventId) => ({ eventId }) as QueueItem);
    expect(topUp(items, fetched).map(({ eventId }) => eventId)).toEqual(['a', 'b', 'c', 'd']);
    expect(topUp(items, items)).toBe(items);
    expect([needsMore(10, 99), needsMore(9, 99), needsMore(3, 3)]).toEqual([false, true, false]);
  });

  it('goes on behind the first ones that wait here, and skips none for one that was asked for by itself', () => {
    expect(firstOnes(items, new Set())).toBe(3);
    expect(firstOnes(items, new Set(['c', 'settled since']))).toBe(2);
  });

  it('goes on behind what is loaded when its reader comes near the end and has left most of it', () => {
    expect([needsFurther(9, 50, 60), needsFurther(10, 50, 60), needsFurther(0, 50, 50)]).toEqual([true, false, false]);
    // Who settles as they go is served from the front.
    expect(needsFurther(0, 9, 60)).toBe(false);
  });

  it('says of how many reviews an order takes the first, where it does not look at all', () => {
    const queue = { waiting: { audit: 9, review: 5120 }, rankedReviews: 2000 };
    expect(rankNote(queue, 'representativeness')).toBe(
      'Of 5,120 reviews that wait, this order looks at 2,000 that are drawn at random.',
    );
    expect(rankNote(queue, 'suspected_error')).toContain('the 2,000 least certain');
    expect(rankNote({ ...queue, rankedReviews: 5120 }, 'oldest')).toBeNull();
  });

  it('counts down with the verdicts of the sitting, and up again with what is taken back', () => {
    const request = (id: string, occasion: 'audit' | 'review') => ({
      ...{ correctionId: `of ${id}`, ticketId: id, category: 'PAY', basedOn: null, occasion },
    });
    const queue = { items, waiting: { audit: 4, review: 9 } };
    const given = settle(settle([], 'a', request('a', 'audit')), 'b', request('b', 'review'));
    expect(waitingNow(queue, given)).toEqual({ audit: 3, review: 8 });
    expect([settledIn(given, 'all'), settledIn(given, 'audit')]).toEqual([2, 1]);
    // Asked again after both had arrived: the server has counted them out itself.
    const arrived = sent(sent(given, 'of a'), 'of b');
    const asked = { items: items.slice(2), waiting: { audit: 3, review: 8 } };
    expect(waitingNow(asked, arrived)).toEqual({ audit: 3, review: 8 });
    const back = undo(arrived, 'a', 'back');
    expect(waitingNow(asked, back)).toEqual({ audit: 4, review: 8 });
    expect(waitingNow(queue, back)).toEqual({ audit: 4, review: 8 });
    expect(settledIn(back, 'all')).toBe(1);
    // Another verdict on the same ticket counts once.
    expect(settledIn(settle(arrived, 'b', request('b2', 'review')), 'all')).toBe(2);
    expect(waitingNow({ items, waiting: { audit: 0, review: 0 } }, given)).toEqual({ audit: 0, review: 0 });
  });

  it('counts by the later of two answers, and of what was asked one by one those that wait', () => {
    const queue = { data: { items, waiting: { audit: 0, review: 9 }, atWork: [], rankedReviews: 9 }, dataUpdatedAt: 5 };
    const of = (eventId: string, waits: boolean) => ({
      ...{ eventId, waits, superseded: false, basedOn: null, saidBy: null },
    });
    const answer = {
      ...{
        items: [of('a', false), of('b', true)],
        waiting: { audit: 0, review: 7 },
        atWork: ['ana'],
        asked: ['a', 'b'],
      },
    };
    expect(lastCounted(queue, { data: answer, dataUpdatedAt: 4 })).toBe(queue.data);
    expect(lastCounted(queue, { data: undefined, dataUpdatedAt: 0 })).toBe(queue.data);
    const later = lastCounted(queue, { data: answer, dataUpdatedAt: 6 });
    expect(later).toMatchObject({ waiting: { review: 7 }, atWork: ['ana'] });
    expect(later?.items.map(({ eventId }) => eventId)).toEqual(['b']);
  });

  it('when only audits or reviews are listed and none waits, then nothing is said of the others', () => {
    expect(Object.values(emptyWords.audit).join()).not.toMatch(/review/i);
    expect(Object.values(emptyWords.review).join()).not.toMatch(/audit/i);
  });

  it('stays at its ends', () => {
    expect([neighbourOf(items, 'a', -1), neighbourOf(items, 'a', 1), neighbourOf(items, 'c', 1)]).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('has a key for each candidate that there is, and for no other', () => {
    expect(shortcutOf('2', 3)).toEqual({ kind: 'settle', index: 1 });
    expect(shortcutOf('4', 3)).toBeNull();
    expect(shortcutOf('0', 0)).toEqual({ kind: 'none' });
    expect(shortcutOf('x', 3)).toBeNull();
  });

  it('has its keys where radios have the focus, but for those by which one goes from one to the next', () => {
    const within = (part: string) => ({ closest: (selectors: string) => (selectors.includes(part) ? {} : null) });
    const radios = within('[role=radiogroup]');
    const taken = (key: string) => takesKey(radios, key);
    expect(['ArrowLeft', 'ArrowDown', 'Home', 'End', ' '].map(taken)).toEqual([true, true, true, true, true]);
    expect(['1', '0', 'j', 'z', '/', '?', 'PageDown'].filter(taken)).toEqual([]);
    for (const part of ['input', 'textarea', 'select', '[role=dialog]'])
      expect(['1', 'j', 'ArrowLeft'].map((key) => takesKey(within(part), key))).toEqual([true, true, true]);
    expect([takesKeys(radios), takesKeys(within('button')), takesKeys(null)]).toEqual([true, false, false]);
  });

  it('has keys that scroll the text, and leaves to the browser those that go to its ends', () => {
    const scrolls = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', ' '].map((key) => shortcutOf(key, 3));
    expect(scrolls).toEqual([
      { kind: 'scroll', by: 'line', step: 1 },
      { kind: 'scroll', by: 'line', step: -1 },
      { kind: 'scroll', by: 'page', step: 1 },
      { kind: 'scroll', by: 'page', step: -1 },
      { kind: 'scroll', by: 'page', step: 1 },
    ]);
    expect(shortcutOf(' ', 3, true)).toEqual({ kind: 'scroll', by: 'page', step: -1 });
    expect(['Home', 'End'].map((key) => shortcutOf(key, 3))).toEqual([null, null]);
    expect(['ArrowLeft', 'ArrowRight'].map((key) => shortcutOf(key, 3)?.kind)).toEqual(['previous', 'next']);
  });

  it('scrolls the text until it ends, and leaves the rest to the page', () => {
    const most = 250;
    let top = 0;
    const pane = {
      ...{ clientHeight: 100, scrollHeight: most + 100 },
      get scrollTop() {
        return top;
      },
      set scrollTop(next: number) {
        top = Math.min(most, Math.max(0, next));
      },
    };
    const down = () => scrollText(pane, 'page', 1);
    expect([down(), down(), down(), down()]).toEqual([true, true, true, false]);
    expect([scrollText(pane, 'line', -1), top < most, scrollText(null, 'line', 1)]).toEqual([true, true, false]);
  });
});

describe('the calibration curve', () => {
  const point = (threshold: number, coverage: number, riskUpperBound95: number) => ({
    ...{ threshold, coverage, riskUpperBound95 },
    ...{ risk: riskUpperBound95 / 2, accepted: 100 },
  });
  const curve = curveOf([point(0.9, 0.8, 0.03), point(0.99, 0.3, 0.01), point(0.95, 0.6, 0.02)]);

  it('has each threshold once: a slider would stand still between two alike', () => {
    const alike = [point(0.9, 0.8, 0.03), point(0.9000000001, 0.8, 0.03)];
    expect(curveOf(alike)).toHaveLength(1);
  });

  it('keeps of two alike the one that was tested', () => {
    const tested = { ...point(0.9000000001, 0.8, 0.02), testedLevel: 0.975 };
    for (const alike of [
      [tested, point(0.9, 0.8, 0.03)],
      [point(0.9, 0.8, 0.03), tested],
    ])
      expect(curveOf(alike)).toEqual([tested]);
  });

  it('goes from little coverage to much', () => {
    expect(curve.map(({ coverage }) => coverage)).toEqual([0.3, 0.6, 0.8]);
  });

  it('knows the point of a threshold, and the one that routes most within a target', () => {
    expect(nearestIndex(curve, 0.94)).toBe(1);
    expect(nearestIndex([], 0.94)).toBeNull();
    expect(furthestWithin(curve, 0.02)).toBe(1);
    expect(furthestWithin(curve, 0.001)).toBeNull();
  });

  it('takes a threshold from the URL only if it is one', () => {
    expect(['0.9', '', 'high', '2', '-1', '0'].map(thresholdOf)).toEqual([0.9, null, null, null, null, 0]);
  });
});

describe('the target error', () => {
  const point = (threshold: number, coverage: number, riskUpperBound95: number) => ({
    ...{ threshold, coverage, riskUpperBound95 },
    ...{ risk: riskUpperBound95 / 2, accepted: coverage * 200 },
  });
  const curve = curveOf([
    point(0.99, 0.2, 0.03),
    point(0.95, 0.4, 0.01),
    point(0.9, 0.6, 0.021),
    point(0.8, 0.7, 0.019),
    point(0.6, 0.9, 0.06),
  ]);
  const chosen = (target: number | null, threshold: number | null = null) =>
    chosenPoint(curve, { target, threshold, inForce: 0.9 });

  it('picks the lowest threshold whose bound is at most the target', () => {
    expect(chosen(0.02)).toEqual({ index: 3, isOutOfReach: false });
    expect(chosen(0.019)).toEqual({ index: 3, isOutOfReach: false });
    expect(chosen(0.0189)).toEqual({ index: 1, isOutOfReach: false });
    expect(chosen(0.1)).toEqual({ index: 4, isOutOfReach: false });
  });

  it('says so where no threshold keeps it, and shows the one that comes nearest', () => {
    expect(chosen(0.005)).toEqual({ index: lowestBound(curve), isOutOfReach: true });
    expect(
      chosenPoint([point(0.99, 0.1, 0.04), point(0.9, 0.5, 0.02)], { target: 0.01, threshold: null, inForce: 0.9 }),
    ).toEqual({ index: 1, isOutOfReach: true });
  });

  it('says on what evidence a target is out of reach, and which one is not', () => {
    const few = [
      { threshold: 0.99, coverage: 0.25, risk: 0, riskUpperBound95: 0.0582, accepted: 50 },
      { threshold: 0.9, coverage: 0.5, risk: 0.01, riskUpperBound95: 0.0466, accepted: 100 },
      { threshold: 0.5, coverage: 1, risk: 0.1, riskUpperBound95: 0.1421, accepted: 200 },
    ];
    expect(whyOutOfReach(few, 0.01)).toEqual({
      thresholds: 3,
      best: few[1],
      wrong: 1,
      nextTarget: 0.047,
      faultlessTickets: 299,
    });
    expect(errorUpperBound95(0, 299)).toBeLessThanOrEqual(0.01);
    expect(errorUpperBound95(0, 298)).toBeGreaterThan(0.01);
    expect(whyOutOfReach(few.slice(2), 0.01)?.nextTarget).toBeNull();
    expect(whyOutOfReach([], 0.01)).toBeNull();
  });

  it('is kept by the least target that is offered instead', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.005, max: 0.1, noNaN: true }), (bound) => {
        const alone = [point(0.9, 0.5, bound)];
        const next = whyOutOfReach(alone, 0.005)?.nextTarget ?? 0;
        expect(targetOf(String(next))).toBe(next);
        expect(chosenPoint(alone, { target: next, threshold: null, inForce: 0.9 })?.isOutOfReach).toBe(false);
      }),
    );
  });

  it('yields to a threshold that was chosen itself; without either the one in force is meant', () => {
    expect(chosen(0.02, 0.94)).toEqual({ index: 1, isOutOfReach: false });
    expect(chosen(null)).toEqual({ index: 2, isOutOfReach: false });
    expect(chosenPoint([], { target: 0.02, threshold: null, inForce: 0.9 })).toBeNull();
  });

  it('never picks one that breaks the target while another keeps it', () => {
    const target = fc.double({ min: 0.005, max: 0.1, noNaN: true });
    const bounds = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(bounds, target, (given, asked) => {
        const made = curveOf(given.map((bound, i) => point(1 - i / 40, i / 40, bound)));
        const found = chosenPoint(made, { target: asked, threshold: null, inForce: 0.9 });
        const kept = made.filter(({ riskUpperBound95 }) => riskUpperBound95 <= asked);
        const lowest = Math.min(...kept.map(({ threshold }) => threshold));
        if (kept.length === 0) expect(found?.isOutOfReach).toBe(true);
        else expect(made[found?.index ?? -1]?.threshold).toBe(lowest);
      }),
    );
  });

  it('is taken from the URL only within what the slider offers', () => {
    expect(['0.005', '0.02', '0.1', '0.004', '0.2', 'low', ''].map(targetOf)).toEqual([
      ...[0.005, 0.02, 0.1],
      ...[null, null, null, null],
    ]);
  });

  it('knows how many tickets it was measured on', () => {
    expect(ticketsOf(curve)).toBe(200);
    expect(ticketsOf([])).toBe(0);
  });

  it('is held against the production curve, where people have read tickets', () => {
    const risk = (estimate: number | null) => ({ estimate, low: 0, high: 0.2, labelled: estimate === null ? 0 : 50 });
    const production = readPoints([
      { threshold: 0.5, coverage: 0.9, risk: risk(0.1) },
      { threshold: 0.9, coverage: 0.5, risk: risk(0.02) },
      { threshold: 0.99, coverage: 0.1, risk: risk(null) },
    ]);
    expect(production.map(({ coverage }) => coverage)).toEqual([0.5, 0.9]);
    expect(productionAt(production, 0.97)?.threshold).toBe(0.9);
    expect(productionAt([], 0.9)).toBeNull();
    const shared = sharedCurve(curve, production);
    expect(shared.map(({ coverage }) => coverage)).toEqual([0.2, 0.4, 0.5, 0.6, 0.7, 0.9, 0.9]);
    expect(shared[2]).toEqual({ coverage: 0.5, production: 0.02, range: [0, 0.2] });
  });
});

describe('the taxonomy', () => {
  const category = (code: string, definition: string) => ({
    ...{ code, name: code, definition, includes: [], excludes: [], examples: ['My card'], routed: 0, reviewed: 0 },
    route: { queue: 'q', priority: 'P2', firstResponseMinutes: 60, team: 'Money' },
  });
  const categories = [category('PAY', 'A payout is late'), category('ACCESS', 'Nobody can sign in')];

  it('is searched by any words, in any order', () => {
    expect(findCategories(categories, 'LATE payout').map(({ code }) => code)).toEqual(['PAY']);
    expect(findCategories(categories, ' ')).toHaveLength(2);
    expect(findCategories(categories, 'late sign')).toEqual([]);
  });

  it('links house rules where they are cited, and only whole ones', () => {
    expect(citedParts('for one payment (H1), not H12', ['H1', 'H12'])).toEqual([
      { kind: 'text', text: 'for one payment (' },
      { kind: 'rule', id: 'H1' },
      { kind: 'text', text: '), not ' },
      { kind: 'rule', id: 'H12' },
    ]);
    expect(citedParts('form H100', ['H1', 'H10'])).toEqual([{ kind: 'text', text: 'form H100' }]);
  });

  it('loses no letter of a sentence, whatever rules are called', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ minLength: 1, maxLength: 4 })), (text, ids) => {
        const parts = citedParts(text, ids);
        expect(parts.map((part) => (part.kind === 'rule' ? part.id : part.text)).join('')).toBe(text);
      }),
    );
  });
});
