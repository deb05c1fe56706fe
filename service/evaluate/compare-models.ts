import { errorUpperBound95 } from '../statistics/binomial-bound.ts';
import type { Estimated } from '../statistics/intervals.ts';
import { mcNemar } from '../statistics/mcnemar.ts';
import { pairedDifference } from '../statistics/paired-difference.ts';
import { type CategoryChange, compareCategories } from './compare-categories.ts';
import { macroF1Difference, resamples } from './macro-f1-difference.ts';
import { computeMetrics, type EvaluatedTicket, type Metrics } from './metrics.ts';

/**
 * By the interval of the difference in accuracy: all of it above 0; not below the margin; reaching below the margin, and 0 or
 * more still possible; or all of it below 0 and reaching below the margin.
 */
export type Verdict = 'better' | 'no worse' | 'not shown' | 'worse';

/** All that is routed without asking, tickets out of taxonomy as errors; both bounds are one-sided. */
export interface AutoError {
  n: number;
  errors: number;
  errorLowerBound95: number;
  errorUpperBound95: number;
}

/** Differences are candidate − current, in shares of 1. */
export interface ModelComparison {
  /** Tickets of the taxonomy, and those out of it. */
  n: number;
  outOfTaxonomy: number;
  verdict: Verdict;
  margin: number;
  /** Roughly how many tickets would show that an equally good candidate is no worse; null: none are missing, or no number would do. */
  ticketsNeeded: number | null;
  worseCategories: string[];
  halvedCategories: string[];
  watchedCategories: string[];
  accuracy: Estimated & { fixed: number; broke: number; mcNemarP: number };
  macroF1: Estimated & { resamples: number };
  ece: number;
  /** Null: no ticket out of taxonomy, or a model without such a score. */
  auroc: number | null;
  /** Tickets out of taxonomy that are not routed without asking, counted, and the difference in their share; null: there are none. */
  outOfTaxonomyHeld: (Estimated & { current: number; candidate: number }) | null;
  coverage: Estimated;
  auto: {
    current: AutoError;
    candidate: AutoError;
    /** Routed without asking and wrong, as a share of all tickets: more of them may come of more that is routed, too. */
    wrong: Estimated & { gained: number; lost: number };
    target: number | null;
    contradictsTarget: boolean;
  };
  perCategory: Record<string, CategoryChange>;
  current: Metrics;
  candidate: Metrics;
}

export interface ComparedRuns {
  /** The same tickets in the same order, at least one of them of the taxonomy. */
  current: readonly EvaluatedTicket[];
  candidate: readonly EvaluatedTicket[];
  codes: readonly string[];
  /** Loss in accuracy that would be put up with. */
  margin: number;
  /** Error among auto-routed tickets that the candidate's thresholds were released for; null: others hold. */
  target: number | null;
}

/** Whether a candidate is at least as good as the current model, from what both made of the same labelled tickets. */
export function compareModels({ current, candidate, codes, margin, target }: ComparedRuns): ModelComparison {
  const metrics = { current: computeMetrics(current, codes), candidate: computeMetrics(candidate, codes) };
  const inside = ({ label }: EvaluatedTicket) => label !== null;
  const before = current.filter(inside);
  const after = candidate.filter(inside);
  const n = before.length;
  const right = change(before, after, ({ label, predicted }) => label === predicted);
  const routed = change(before, after, ({ isAuto }) => isAuto);
  const wrong = change(current, candidate, isWronglyRouted);
  const accuracy = pairedDifference(right.gained, right.lost, n);
  const verdict = verdictOf(accuracy, margin);
  const auto = { current: autoError(metrics.current), candidate: autoError(metrics.candidate) };
  const perCategory = compareCategories(before, after, metrics, codes);
  const inState = (state: CategoryChange['state']) => codes.filter((code) => perCategory[code]?.state === state);
  const auroc = { current: metrics.current.outOfTaxonomy.auroc, candidate: metrics.candidate.outOfTaxonomy.auroc };
  return {
    n,
    outOfTaxonomy: current.length - n,
    verdict,
    margin,
    ticketsNeeded: verdict === 'not shown' ? ticketsNeeded(right.gained + right.lost, n, margin) : null,
    worseCategories: inState('worse'),
    halvedCategories: inState('halved'),
    watchedCategories: inState('watch'),
    accuracy: { ...accuracy, fixed: right.gained, broke: right.lost, mcNemarP: mcNemar(right.gained, right.lost) },
    macroF1: { ...macroF1Difference(before, after, codes), resamples },
    ece: metrics.candidate.ece - metrics.current.ece,
    auroc: auroc.current === null || auroc.candidate === null ? null : auroc.candidate - auroc.current,
    outOfTaxonomyHeld: heldOutside(current, candidate),
    coverage: pairedDifference(routed.gained, routed.lost, n),
    auto: {
      ...auto,
      wrong: { ...pairedDifference(wrong.gained, wrong.lost, current.length), ...wrong },
      target,
      contradictsTarget: target !== null && auto.candidate.errorLowerBound95 > target,
    },
    perCategory,
    ...metrics,
  };
}

function change(
  before: readonly EvaluatedTicket[],
  after: readonly EvaluatedTicket[],
  has: (ticket: EvaluatedTicket) => boolean,
): { gained: number; lost: number } {
  const pairs = before.map((ticket, i) => [has(ticket), has(after[i] as EvaluatedTicket)] as const);
  return {
    gained: pairs.filter(([had, has]) => !had && has).length,
    lost: pairs.filter(([had, has]) => had && !has).length,
  };
}

function isWronglyRouted({ label, predicted, isAuto }: EvaluatedTicket): boolean {
  return isAuto && (label === null || label !== predicted);
}

function heldOutside(
  current: readonly EvaluatedTicket[],
  candidate: readonly EvaluatedTicket[],
): ModelComparison['outOfTaxonomyHeld'] {
  const outside = ({ label }: EvaluatedTicket) => label === null;
  const isHeld = ({ isAuto }: EvaluatedTicket) => !isAuto;
  const [before, after] = [current.filter(outside), candidate.filter(outside)];
  if (before.length === 0) return null;
  const { gained, lost } = change(before, after, isHeld);
  const held = { current: before.filter(isHeld).length, candidate: after.filter(isHeld).length };
  return { ...pairedDifference(gained, lost, before.length), ...held };
}

/** A loss that is certain and lies within the margin is one that would be put up with: no worse, as the margin means it. */
function verdictOf({ low, high }: Estimated, margin: number): Verdict {
  if (low > 0) return 'better';
  if (low >= -margin) return 'no worse';
  return high < 0 ? 'worse' : 'not shown';
}

function autoError({ auto }: Metrics): AutoError {
  const { n, errors, errorUpperBound95: upper } = auto.all;
  return {
    n,
    errors,
    errorLowerBound95: n === 0 ? 0 : 1 - errorUpperBound95(n - errors, n),
    errorUpperBound95: upper,
  };
}

const normal = { at975: 1.96, at80: 0.8416 };

/**
 * For a chance of 80 % that the interval stays above the margin when both models are equally good and differ as often as here
 * (Liu and others 2002, Statistics in Medicine 21:231); at least as many as it takes where they never differ.
 */
function ticketsNeeded(discordant: number, n: number, margin: number): number | null {
  if (margin === 0) return null;
  // One more of each kind, so that few tickets without any difference do not promise that there is none.
  const share = (discordant + 1) / (n + 2);
  const needed = Math.ceil(
    Math.max((share * (normal.at975 + normal.at80) ** 2) / margin ** 2, (normal.at975 ** 2 * (1 - margin)) / margin),
  );
  return needed > n ? needed : null;
}
