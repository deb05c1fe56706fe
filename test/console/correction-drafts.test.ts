import { describe, expect, it } from 'vitest';
import {
  type CorrectionDrafts,
  chosen,
  drafted,
  draftOf,
  requestOf,
  settledDraft,
  takeBackOf,
} from '../../service/console/ticket/correction-drafts.ts';

const none: CorrectionDrafts = new Map();
const begun = { seen: 'c1' };
const pay = { ticketId: 'T-1', revision: 1, category: 'PAY', basedOn: null, note: 'clear case' };
const draftOfPay = { choice: { code: 'PAY' }, note: ' clear case' };

describe('a correction that is half written', () => {
  it('is of one ticket and one revision, and is found again', () => {
    const drafts = drafted(drafted(none, 'T-1', 1, { note: 'half' }), 'T-1', 1, { choice: { code: 'PAY' } });
    expect(draftOf(drafts, 'T-1', 1)).toMatchObject({ note: 'half', choice: { code: 'PAY' } });
    expect(draftOf(drafts, 'T-1', 2)).toMatchObject({ note: '', choice: undefined });
    expect(draftOf(drafts, '1 T-1', 1)).toMatchObject({ note: '', choice: undefined });
  });

  it('leaves nothing once it is saved, and other drafts as they are', () => {
    const drafts = drafted(drafted(none, 'T-1', 1, draftOfPay), 'T-1', 2, { note: 'waits' });
    const left = settledDraft(drafts, 'saved', pay);
    expect([draftOf(left, 'T-1', 1).note, draftOf(left, 'T-1', 2).note]).toEqual(['', 'waits']);
  });

  it('is based on what was seen when the choice was begun, not when it was changed', () => {
    const first = { ...draftOf(none, 'T-1', 1), ...chosen(draftOf(none, 'T-1', 1), { code: 'PAY' }, begun) };
    const later = { seen: 'c2' };
    const second = { ...first, ...chosen(first, { code: null }, later) };
    expect(second).toEqual({ note: '', choice: { code: null }, sent: null, ...begun });
    const dropped = { ...second, ...chosen(second, undefined, later) };
    expect({ ...dropped, ...chosen(dropped, { code: 'PAY' }, later) }).toMatchObject(later);
  });

  it.each([
    ['the note', { note: 'clear case, but' }],
    ['the choice', { choice: { code: null } }],
  ])('keeps %s that was changed while it was saved, for the next one, made in knowledge of it', (_, change) => {
    const sent = { ...pay, correctionId: 'saved' };
    const drafts = drafted(none, 'T-1', 1, { ...draftOfPay, ...change, sent });
    const left = draftOf(settledDraft(drafts, 'saved', sent), 'T-1', 1);
    expect(left).toEqual({ ...draftOfPay, ...change, seen: 'saved', sent: null });
  });

  it('is forgotten when nothing is left of it', () => {
    const drafts = drafted(none, 'T-1', 1, draftOfPay);
    expect(drafted(drafts, 'T-1', 1, { choice: undefined, note: '' })).toEqual(none);
  });
});

describe('a correction whose answer was lost', () => {
  const sent = { ...pay, correctionId: 'first' };
  const newId = () => 'second';

  it('is the same one when it is sent once more', () => {
    expect(requestOf({ sent: null }, pay, newId)).toEqual({ ...pay, correctionId: 'second' });
    expect(requestOf({ sent }, { ...pay }, newId)).toEqual(sent);
  });

  it.each([
    ['note', { ...pay, note: 'clear case, but' }],
    ['choice', { ...pay, category: null }],
    ['last word seen', { ...pay, basedOn: 'c1' }],
  ])('is another one when it has another %s', (_, said) => {
    expect(requestOf({ sent }, said, newId)).toEqual({ ...said, correctionId: 'second' });
  });
});

it('when a correction is taken back, then its note is not said once more', () => {
  const { note: _, ...said } = pay;
  expect(takeBackOf({ ...pay, correctionId: 'first' }, 'first', () => 'second')).toEqual({
    ...{ ...said, correctionId: 'second', basedOn: 'first', retracts: 'first' },
  });
});
