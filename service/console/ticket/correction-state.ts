import type { DecisionSummaryView } from '../../contracts/api-decisions.ts';
import type { TicketView } from '../../contracts/api-tickets.ts';
import type { CorrectionOccasion } from '../../contracts/correction.ts';

export type Word = TicketView['history'][number];

/** The correction that the next one is based on: the latest one of that revision. */
export const latestWord = (history: readonly Word[], revision: number): Word | null =>
  history.find((word) => word.revision === revision) ?? null;

/** What was said about the revision since somebody began to decide, latest first. */
export function saidMeanwhile(history: readonly Word[], revision: number, seen: string | null): Word[] {
  const own = history.filter((word) => word.revision === revision);
  const at = own.findIndex(({ correctionId }) => correctionId === seen);
  return at < 0 ? own : own.slice(0, at);
}

/** Ids of corrections that were taken back. */
export const takenBack = (history: readonly Word[]): ReadonlySet<string> =>
  new Set(history.flatMap(({ retracts }) => (retracts === null ? [] : [retracts])));

/** The word that holds: the latest that was not taken back; null where nobody's does. */
export function standingWord(history: readonly Word[], revision: number): Word | null {
  const gone = takenBack(history);
  const isStanding = (word: Word) =>
    word.revision === revision && word.retracts === null && !gone.has(word.correctionId);
  return history.find(isStanding) ?? null;
}

/** One's own word can be taken back while it is the latest that still stands. */
export function canTakeBack(word: Word, history: readonly Word[], user: string): boolean {
  const standing = standingWord(history, word.revision);
  return word.correctedBy === user && standing?.correctionId === word.correctionId;
}

/**
 * What a verdict on the ticket's page may prove. A ticket that was left to people is settled by it. A drawn ticket is not
 * audited here: whoever sees the machine's reasons first is led by them.
 */
export const occasionOf = ({ outcome }: Pick<DecisionSummaryView, 'outcome'>): CorrectionOccasion =>
  outcome === 'review' ? 'review' : 'unasked';
