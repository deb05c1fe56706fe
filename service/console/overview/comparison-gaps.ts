import type { Change, ReportComparison } from '../../contracts/misclassification-report.ts';
import { plural } from '../parts/format.ts';

export interface Gap {
  /** What is missing, and what it means for the comparison. */
  text: string;
  /** What to do about it. */
  remedy: 'other_sides' | 'read_audits';
}

/** Of fewer read tickets even a plain difference stays within its interval: 90 % and 100 % right are as one. */
const fewRead = 30;
const sides = ['before', 'after'] as const;
const names = { before: 'Before', after: 'After' };

/** What a comparison lacks, so that its dashes and wide intervals are not taken for a finding. */
export function comparisonGaps(comparison: ReportComparison): Gap[] {
  const { before, after, automation, routedAccuracy } = comparison;
  const without = sides.filter((side) => automation[side] === null);
  if (without.length === 2) return [{ text: 'No ticket was decided on either side.', remedy: 'other_sides' }];
  if (before.modelVersion === after.modelVersion && isSameTime(before.period, after.period)) {
    const model = before.modelVersion === null ? '' : ` and the same model, ${before.modelVersion}`;
    return [{ text: `Both sides are the same days${model}.`, remedy: 'other_sides' }];
  }
  return sides.flatMap((side): Gap[] => {
    const { estimate, labelled } = routedAccuracy[side];
    if (automation[side] === null) {
      return [
        { text: `${names[side]}: no ticket was decided, so there is nothing to compare.`, remedy: 'other_sides' },
      ];
    }
    if (automation[side] === 0) {
      return [
        { text: `${names[side]}: all tickets were left to people, so no accuracy is known.`, remedy: 'other_sides' },
      ];
    }
    if (estimate === null) {
      return [
        { text: `${names[side]}: no audited ticket has been read, so no accuracy is known.`, remedy: 'read_audits' },
      ];
    }
    if (labelled >= fewRead) return [];
    const rests = `${names[side]}: the accuracy rests on ${plural(labelled, 'audited ticket')}`;
    return [{ text: `${rests}, so that only a great difference would show.`, remedy: 'read_audits' }];
  });
}

/** Why a rate has no difference, by the side that lacks tickets. */
export function missingWords({ before, after }: Pick<Change, 'before' | 'after'>): string {
  const lacking = [before, after].filter(({ estimate }) => estimate === null);
  const words = lacking.every(({ labelled }) => labelled === 0) ? 'none read' : 'not known';
  if (lacking.length === 2) return words;
  return `${before.estimate === null ? 'before' : 'after'}: ${words}`;
}

/** An open end is the moment of the asking, for each side its own. */
const isSameTime = (one: Record<'from' | 'to', string>, other: Record<'from' | 'to', string>): boolean =>
  (['from', 'to'] as const).every((end) => Math.abs(Date.parse(one[end]) - Date.parse(other[end])) < 60_000);
