import { holm } from '../statistics/holm.ts';
import { oneSidedLoss } from '../statistics/one-sided-loss.ts';
import type { CategoryMetrics, EvaluatedTicket, Metrics } from './metrics.ts';

/** Risk that any category is called worse when none is. */
const significance = 0.05;

/** A category that loses half of what was right is told of from so many tickets on, also where it may be chance. */
export const halvedFrom = 5;

export interface CategoryChange {
  support: number;
  /** Of its labelled tickets, those that the current model gets right: it can lose no more of them. */
  formerlyRight: number;
  current: Pick<CategoryMetrics, 'recall' | 'f1'>;
  candidate: Pick<CategoryMetrics, 'recall' | 'f1'>;
  /** Of its labelled tickets: wrong before and right now, and the other way round. */
  fixed: number;
  broke: number;
  /** Tickets of other categories that only the candidate takes for it, and that only the current model did. */
  newlyTaken: number;
  noLongerTaken: number;
  /** One-sided exact test on all four, and what Holm's correction over the categories makes of it. */
  p: number;
  adjustedP: number;
  /**
   * `worse`: it lost more than it won, beyond chance. `halved`: at most half as many of its tickets are right as before, at
   * least five fewer, and chance is not ruled out. `watch`: it lost more than it won, which may be chance.
   */
  state: 'worse' | 'halved' | 'watch' | 'fine';
}

/** Both models on the same tickets of the taxonomy, category by category. */
export function compareCategories(
  current: readonly EvaluatedTicket[],
  candidate: readonly EvaluatedTicket[],
  metrics: { current: Pick<Metrics, 'perCategory'>; candidate: Pick<Metrics, 'perCategory'> },
  codes: readonly string[],
): Record<string, CategoryChange> {
  const none = { fixed: 0, broke: 0, newlyTaken: 0, noLongerTaken: 0 };
  const counts = new Map(codes.map((code) => [code, { ...none }]));
  for (const [i, { label, predicted: before }] of current.entries()) {
    const after = candidate[i]?.predicted ?? null;
    if (before === after) continue;
    const count = (code: string | null, what: keyof typeof none) => {
      const row = counts.get(code ?? '');
      if (row) row[what] += 1;
    };
    if (after === label) count(label, 'fixed');
    else count(after, 'newlyTaken');
    if (before === label) count(label, 'broke');
    else count(before, 'noLongerTaken');
  }
  const pValues = new Map(
    [...counts]
      .filter(([, row]) => hasChanged(row))
      .map(([code, row]) => [code, oneSidedLoss(row.fixed + row.noLongerTaken, row.broke + row.newlyTaken)]),
  );
  // A category in which nothing changed has nothing to test, and takes nothing from what the others can show.
  const corrected = holm([...pValues.values()]);
  const adjusted = new Map([...pValues.keys()].map((code, i) => [code, corrected[i] ?? 1]));
  return Object.fromEntries(
    [...counts].map(([code, row]): [string, CategoryChange] => {
      const adjustedP = adjusted.get(code) ?? 1;
      const formerlyRight = current.filter(({ label, predicted }) => label === code && predicted === code).length;
      return [
        code,
        {
          support: metrics.current.perCategory[code]?.support ?? 0,
          formerlyRight,
          current: ratesOf(metrics.current, code),
          candidate: ratesOf(metrics.candidate, code),
          ...row,
          p: pValues.get(code) ?? 1,
          adjustedP,
          state: stateOf({ ...row, adjustedP, formerlyRight }),
        },
      ];
    }),
  );
}

function stateOf({
  adjustedP,
  formerlyRight,
  fixed,
  broke,
  newlyTaken,
  noLongerTaken,
}: Omit<CategoryChange, 'support' | 'current' | 'candidate' | 'p' | 'state'>): CategoryChange['state'] {
  if (adjustedP < significance) return 'worse';
  const lost = broke - fixed;
  if (lost >= halvedFrom && 2 * lost >= formerlyRight) return 'halved';
  return broke + newlyTaken > fixed + noLongerTaken ? 'watch' : 'fine';
}

/** How many tickets a category must lose at least, and win none, to be called worse when this many changed. */
export function leastLosses(changedCategories: number): number {
  return Math.floor(Math.log2(Math.max(1, changedCategories) / significance)) + 1;
}

export const hasChanged = ({
  fixed,
  broke,
  newlyTaken,
  noLongerTaken,
}: Pick<CategoryChange, 'fixed' | 'broke' | 'newlyTaken' | 'noLongerTaken'>) =>
  fixed + broke + newlyTaken + noLongerTaken > 0;

function ratesOf({ perCategory }: Pick<Metrics, 'perCategory'>, code: string): Pick<CategoryMetrics, 'recall' | 'f1'> {
  const { recall = 0, f1 = 0 } = perCategory[code] ?? {};
  return { recall, f1 };
}
