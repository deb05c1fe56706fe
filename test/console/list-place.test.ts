import { describe, expect, it } from 'vitest';
import { type Listed, listPlace } from '../../service/console/ticket/list-place.ts';

const listed = (ticketId: string, day: number, eventId = ticketId): Listed => ({
  ticketId,
  eventId,
  decidedAt: `2026-01-0${day}T00:00:00Z`,
});
const list = [listed('c', 7), listed('b', 5), listed('a', 3)];

describe('the place of a ticket in the list that it was opened from', () => {
  it('is between its neighbours', () => {
    expect(listPlace(list, 'b', null, false)).toEqual({ number: 2, of: 3, previous: 'c', next: 'a' });
    expect(listPlace(list, 'c', null, false)).toEqual({ number: 1, of: 3, previous: null, next: 'b' });
    expect(listPlace(list, 'a', null, true)).toEqual({ number: 3, of: 3, previous: 'b', next: null });
  });

  it('is kept when the ticket no longer fits the list, as one that was wrong and is corrected', () => {
    expect(listPlace(list, 'x', listed('x', 4), false)).toEqual({ number: 3, of: 4, previous: 'b', next: 'a' });
  });

  it('is not known before the ticket is, nor beyond what is loaded', () => {
    expect(listPlace(list, 'x', null, false)).toBeNull();
    expect(listPlace(list, 'x', listed('x', 1), true)).toBeNull();
    expect(listPlace(list, 'x', listed('x', 1), false)).toMatchObject({ previous: 'a', next: null });
  });

  it('counts a ticket with several revisions once', () => {
    const twice = [listed('c', 7), listed('b', 6, 'b2'), listed('b', 5, 'b1'), listed('a', 3)];
    expect(listPlace(twice, 'b', null, false)).toEqual({ number: 2, of: 3, previous: 'c', next: 'a' });
  });
});
