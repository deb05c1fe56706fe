import { describe, expect, it } from 'vitest';
import { type Outbox, settle } from '../../service/console/review/outbox.ts';
import {
  absenceOf,
  askedDecision,
  askedItem,
  hasRevisions,
  isAsked,
  isBlindPage,
  occasionOf,
} from '../../service/console/review/queue-place.ts';
import type { QueueItem } from '../../service/contracts/api-review-queue.ts';

const item = (eventId: string, ticketId: string, revision: number) => ({ eventId, ticketId, revision }) as QueueItem;
const items = [item('a1', 'A', 1), item('b1', 'B', 1), item('a2', 'A', 2), item('c3', 'C', 3)];
const settled = (eventId: string): Outbox =>
  settle([], eventId, { correctionId: 'one', ticketId: 'A', category: 'PAY', basedOn: null });
const found = (asked: { eventId?: string; ticketId?: string }, outbox: Outbox = []) =>
  askedItem(items, outbox, { eventId: '', ticketId: '', ...asked })?.eventId ?? null;

describe('what an address asks of the review queue', () => {
  it('is the very decision, and no other revision of its ticket', () => {
    expect(['a1', 'a2'].map((eventId) => found({ eventId, ticketId: 'A' }))).toEqual(['a1', 'a2']);
    expect(found({ eventId: 'a3', ticketId: 'A' })).toBeNull();
  });

  it('is by the ticket alone its newest revision that waits', () => {
    expect(found({ ticketId: 'A' })).toBe('a2');
    expect(found({ ticketId: 'A' }, settled('a2'))).toBe('a1');
    expect(found({ ticketId: 'D' })).toBeNull();
  });

  it('is nothing when the address names neither', () => {
    expect([isAsked({ eventId: '', ticketId: '' }), isAsked({ eventId: '', ticketId: 'A' })]).toEqual([false, true]);
  });

  it('is told from other revisions where there are some, in the list or before it', () => {
    expect(items.map((given) => hasRevisions(items, given))).toEqual([true, false, true, true]);
  });
});

describe('what the list does not have', () => {
  type Decision = Parameters<typeof occasionOf>[0];
  const decision: Decision = {
    ...{ eventId: 'e', revision: 1, decidedAt: '2026-11-01T00:00:00Z' },
    ...{ outcome: 'review', labelBasis: null, sampled: false },
  };
  const drawn: Decision = { ...decision, outcome: 'model', sampled: true };
  const absence = (given: Decision, only: 'all' | 'audit' | 'review' = 'review') => absenceOf([given], given, only);

  it('is settled, or waits for nobody', () => {
    expect(absence({ ...decision, labelBasis: 'review' })).toBe('settled');
    expect(absence({ ...drawn, labelBasis: 'audit' })).toBe('settled');
    expect(absence({ ...decision, outcome: 'frontier' })).toBe('routed');
    expect(absenceOf([], null, 'all')).toBe('unknown');
  });

  it('waits behind what is loaded, or among the other kind', () => {
    expect([absence(decision), absence(decision, 'all'), absence(decision, 'audit')]).toEqual([
      ...['further', 'further', 'other_kind'],
    ]);
    // What was said unasked does not settle an audit.
    expect(absence({ ...drawn, labelBasis: 'unasked' })).toBe('other_kind');
    expect(occasionOf({ ...drawn, outcome: 'review' })).toBe('audit');
  });

  it('has no page as long as that would tell of an audit that nobody has read', () => {
    const newer: Decision = { ...drawn, eventId: 'f', decidedAt: '2026-11-01T00:00:01Z' };
    const routed: Decision = { ...decision, outcome: 'frontier' };
    const read: Decision = { ...newer, labelBasis: 'audit' };
    // Asked for: one that a drawn one took the place of, or one that is not known.
    for (const meant of [routed, null, newer]) expect(isBlindPage([newer, routed], meant, null)).toBe(true);
    for (const meant of [routed, null, read]) expect(isBlindPage([read, routed], meant, null)).toBe(false);
    // A drawn one that counts no more, one of another revision, one's own verdict on it.
    expect(isBlindPage([{ ...newer, outcome: 'review', sampled: false }, drawn], null, null)).toBe(false);
    expect(isBlindPage([{ ...newer, revision: 2 }, routed], routed, null)).toBe(false);
    expect(isBlindPage([newer, routed], newer, 'f')).toBe(false);
  });

  it('was decided anew: the latest decision on a revision counts, and none on another revision', () => {
    const later = { ...decision, eventId: 'f', decidedAt: '2026-11-01T00:00:01Z' };
    expect(absenceOf([later, decision], decision, 'all')).toBe('superseded');
    expect(absenceOf([later, decision], later, 'all')).toBe('further');
    expect(absenceOf([{ ...later, revision: 2 }, decision], decision, 'all')).toBe('further');
    const sameTime = { ...decision, eventId: 'f' };
    expect(absenceOf([decision, sameTime], decision, 'all')).toBe('superseded');
  });

  it('is by the ticket alone its newest revision that waits, else its newest', () => {
    const of = (revision: number): Decision => ({ ...decision, revision, eventId: `e${revision}` });
    const read: Decision = { ...of(3), labelBasis: 'review' };
    const all = [read, of(2), of(1)];
    expect(askedDecision(all, '')?.eventId).toBe('e2');
    expect(askedDecision([read], '')?.eventId).toBe('e3');
    expect(askedDecision(all, 'e1')?.eventId).toBe('e1');
    expect([askedDecision(all, 'e9'), askedDecision([], '')]).toEqual([null, null]);
  });
});
