import { describe, expect, it } from 'vitest';
import {
  canTakeBack,
  latestWord,
  occasionOf,
  saidMeanwhile,
  standingWord,
  type Word,
} from '../../service/console/ticket/correction-state.ts';

const word = (given: Partial<Word> & { correctionId: string }): Word => ({
  revision: 1,
  category: 'PAY',
  correctedBy: 'ana',
  correctedAt: '2026-01-02T00:00:00Z',
  occasion: 'unasked',
  note: null,
  retracts: null,
  ...given,
});

describe('a correction in the making', () => {
  const history = [
    word({ correctionId: 'c3', correctedBy: 'tom' }),
    word({ correctionId: 'c2' }),
    word({ correctionId: 'c1' }),
  ];

  it('is based on the latest word about its revision', () => {
    expect(latestWord([word({ correctionId: 'other', revision: 2 }), ...history], 1)?.correctionId).toBe('c3');
    expect(latestWord([], 1)).toBeNull();
  });

  it('shows what others said since it was begun', () => {
    expect(saidMeanwhile(history, 1, 'c2').map(({ correctionId }) => correctionId)).toEqual(['c3']);
    expect(saidMeanwhile(history, 1, 'c3')).toEqual([]);
    expect(saidMeanwhile(history, 1, null)).toHaveLength(3);
  });

  it('finds the word that holds: the latest that nobody took back', () => {
    const back = word({ correctionId: 'c4', retracts: 'c3' });
    expect(standingWord([back, ...history], 1)?.correctionId).toBe('c2');
    expect(standingWord(history, 1)?.correctionId).toBe('c3');
    expect(standingWord(history, 2)).toBeNull();
  });

  it('settles a review, and never counts as an audit', () => {
    expect(occasionOf({ outcome: 'review' })).toBe('review');
    expect(occasionOf({ outcome: 'model' })).toBe('unasked');
  });
});

describe('taking back', () => {
  const [c1, c2] = [word({ correctionId: 'c1' }), word({ correctionId: 'c2' })];
  const back = word({ correctionId: 'c3', retracts: 'c2' });

  it('is for one’s own latest word', () => {
    expect(canTakeBack(c2, [c2, c1], 'ana')).toBe(true);
    expect(canTakeBack(c1, [c2, c1], 'ana')).toBe(false);
    expect(canTakeBack(c2, [c2, c1], 'tom')).toBe(false);
  });

  it('leads to the word before it, and is not itself taken back', () => {
    expect(canTakeBack(back, [back, c2, c1], 'ana')).toBe(false);
    expect(canTakeBack(c2, [back, c2, c1], 'ana')).toBe(false);
    expect(canTakeBack(c1, [back, c2, c1], 'ana')).toBe(true);
  });
});
