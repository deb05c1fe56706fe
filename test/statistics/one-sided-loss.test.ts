import { expect, test } from 'vitest';
import { oneSidedLoss } from '../../service/statistics/one-sided-loss.ts';

test.each([
  ['nothing changed', 0, 0, 1],
  ['nothing was lost', 5, 0, 1],
  ['all five were lost: 1 of 32', 0, 5, 1 / 32],
  ['two of three: (3 + 1) of 8', 1, 2, 1 / 2],
  ['one of three: (3 + 3 + 1) of 8', 2, 1, 7 / 8],
  ['one of two: (2 + 1) of 4', 1, 1, 3 / 4],
])(
  'of as many coins as changed, the chance that at least so many fall on the side of loss: %s',
  (_what, won, lost, p) => {
    expect(oneSidedLoss(won, lost)).toBeCloseTo(p, 12);
  },
);
