import { describe, expect, it } from 'vitest';
import { keptNote, type NoteDrafts, noteOf, settledNote, written } from '../../service/console/review/note-drafts.ts';
import * as box from '../../service/console/review/outbox.ts';

const none: NoteDrafts = new Map();
const request = (correctionId: string, note?: string) => ({
  ...{ correctionId, ticketId: 'T', category: 'PAY', basedOn: null },
  ...(note === undefined ? {} : { note }),
});
const given = box.settle([], 'event', request('one', 'A long story.'));
const [verdict] = given as [box.Entry];

describe('a note of the review queue', () => {
  it('belongs to its ticket, whichever is looked at meanwhile', () => {
    const drafts = written(written(none, 'event', 'A long'), 'other', 'Short.');
    expect(['event', 'other', 'third'].map((id) => noteOf(drafts, id, null))).toEqual(['A long', 'Short.', '']);
  });

  it('is that of the verdict until another one is written, and then that one, be it empty', () => {
    expect(noteOf(none, 'event', verdict)).toBe('A long story.');
    expect(noteOf(written(none, 'event', ''), 'event', verdict)).toBe('');
  });

  it('is gone from the drafts once it has gone with a verdict, and no other is', () => {
    const drafts = written(written(none, 'event', 'A long story.'), 'other', 'Short.');
    expect(settledNote(drafts, 'event')).toEqual(new Map([['other', 'Short.']]));
  });

  it('stays when its verdict is taken back or dropped', () => {
    const drafts = keptNote(none, given, verdict);
    expect(noteOf(drafts, 'event', box.standingOf(box.undo(given, 'event', 'two'), 'event'))).toBe('A long story.');
    expect(noteOf(drafts, 'event', box.standingOf(box.drop(given, 'one'), 'event'))).toBe('A long story.');
  });

  it('stays as it was written since, when the verdict before is taken back', () => {
    const drafts = written(none, 'event', 'A longer story.');
    expect(keptNote(drafts, given, verdict)).toBe(drafts);
  });

  it('is not that of a verdict which another one has replaced, nor of one that had none', () => {
    const replaced = box.settle(box.started(given, 'one'), 'event', request('two'));
    const [first, second] = replaced as [box.Entry, box.Entry];
    expect(keptNote(none, replaced, first)).toBe(none);
    expect(keptNote(none, replaced, second)).toBe(none);
  });
});
