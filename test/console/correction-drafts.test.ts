import { describe, expect, it } from 'vitest';
import {
  type CorrectionDrafts,
  chosen,
  drafted,
  draftOf,
  settledDraft,
} from '../../service/console/ticket/correction-drafts.ts';

const none: CorrectionDrafts = new Map();
const begun = { seen: 'c1', id: { correctionId: 'new' } };

describe('a correction that is half written', () => {
  it('is of one ticket and one revision, and is found again', () => {
    const drafts = drafted(drafted(none, 'T-1', 1, { note: 'half' }), 'T-1', 1, { choice: { code: 'PAY' } });
    expect(draftOf(drafts, 'T-1', 1)).toMatchObject({ note: 'half', choice: { code: 'PAY' } });
    expect(draftOf(drafts, 'T-1', 2)).toMatchObject({ note: '', choice: undefined });
    expect(draftOf(drafts, '1 T-1', 1)).toMatchObject({ note: '', choice: undefined });
  });

  it('leaves nothing once it is saved, and other drafts as they are', () => {
    const drafts = drafted(drafted(none, 'T-1', 1, { note: 'saved' }), 'T-1', 2, { note: 'waits' });
    const left = settledDraft(drafts, 'T-1', 1);
    expect([draftOf(left, 'T-1', 1).note, draftOf(left, 'T-1', 2).note]).toEqual(['', 'waits']);
  });

  it('is based on what was seen when the choice was begun, not when it was changed', () => {
    const first = { ...draftOf(none, 'T-1', 1), ...chosen(draftOf(none, 'T-1', 1), { code: 'PAY' }, begun) };
    const later = { seen: 'c2', id: { correctionId: 'other' } };
    const second = { ...first, ...chosen(first, { code: null }, later) };
    expect(second).toEqual({ note: '', choice: { code: null }, ...begun });
    const dropped = { ...second, ...chosen(second, undefined, later) };
    expect({ ...dropped, ...chosen(dropped, { code: 'PAY' }, later) }).toMatchObject(later);
  });
});
