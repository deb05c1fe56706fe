import { mcNemar } from './mcnemar.ts';

/**
 * One-sided exact McNemar test: how likely so many lost among all that changed, or more, when each was as likely to be won.
 * The two-sided test is twice the smaller tail, so that each tail is half of it.
 */
export function oneSidedLoss(won: number, lost: number): number {
  if (lost === 0) return 1;
  return lost > won ? mcNemar(won, lost) / 2 : 1 - mcNemar(lost - 1, won + 1) / 2;
}
