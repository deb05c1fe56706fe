import type { FrontierRecord } from '../contracts/frontier-record.ts';
import { mcNemar } from '../statistics/mcnemar.ts';

/** One ticket that the fine-tuned model was unsure of, before and after the fallback. Null is out of taxonomy. */
export interface SecondOpinion {
  label: string | null;
  /** First choice of the fine-tuned model; it always has one. */
  before: string;
  /** Undefined: no answer, or none that could be used. Then the first choice stands. */
  after: string | null | undefined;
  /** What asking cost, US dollars. */
  usd: number;
  /** What the policy makes of it: the category that it is routed to, or null for review. */
  routedTo: string | null;
}

export interface FrontierLift {
  n: number;
  answered: number;
  /** Answers that named no category of the taxonomy; they change nothing. */
  unusable: number;
  /** Wrong before, right after. */
  fixed: number;
  /** Right before, wrong after. */
  broke: number;
  unchanged: number;
  /** Two-sided exact McNemar test: how likely so uneven a split of fixed and broken is when the fallback is worth nothing. */
  mcNemarP: number;
  usd: number;
  /** Null: nothing was fixed. */
  usdPerFixed: number | null;
  /** After the policy: how many are routed, how many of them rightly, and how many a person still has to see. */
  outcome: { routed: number; right: number; reviewed: number };
  /** By the first choice of the fine-tuned model: where asking pays. */
  perCategory: Record<string, { n: number; fixed: number; broke: number; usd: number }>;
}

/** Asked often enough to tell, and no better for it: candidates for `frontier.neverAsked` of the policy. */
export function categoriesWithoutLift({ perCategory }: Pick<FrontierLift, 'perCategory'>, least = 10): string[] {
  return Object.entries(perCategory)
    .filter(([, { n, fixed, broke }]) => n >= least && fixed <= broke)
    .map(([code]) => code);
}

/** How often each was right where the two named different categories, for the rule of disagreement. */
export function recordOfPairs(opinions: readonly SecondOpinion[]): FrontierRecord['pairs'] {
  const pairs = new Map<string, FrontierRecord['pairs'][number]>();
  for (const { label, before, after } of opinions) {
    if (after === undefined || after === null || after === before) continue;
    const key = JSON.stringify([before, after]);
    const pair = pairs.get(key) ?? { fineTuned: before, frontier: after, n: 0, fineTunedRight: 0, frontierRight: 0 };
    pairs.set(key, pair);
    pair.n += 1;
    if (label === before) pair.fineTunedRight += 1;
    if (label === after) pair.frontierRight += 1;
  }
  return [...pairs.values()].sort((a, b) => b.n - a.n);
}

export function frontierLift(opinions: readonly SecondOpinion[], answered: number): FrontierLift {
  const perCategory: FrontierLift['perCategory'] = {};
  let fixed = 0;
  let broke = 0;
  let usable = 0;
  for (const { label, before, after, usd } of opinions) {
    const row = perCategory[before] ?? { n: 0, fixed: 0, broke: 0, usd: 0 };
    perCategory[before] = row;
    row.n += 1;
    row.usd += usd;
    if (after === undefined) continue;
    usable += 1;
    if (before !== label && after === label) {
      fixed += 1;
      row.fixed += 1;
    } else if (before === label && after !== label) {
      broke += 1;
      row.broke += 1;
    }
  }
  const usd = opinions.reduce((sum, opinion) => sum + opinion.usd, 0);
  const routed = opinions.filter(({ routedTo }) => routedTo !== null);
  return {
    n: opinions.length,
    usd,
    usdPerFixed: fixed === 0 ? null : usd / fixed,
    outcome: {
      routed: routed.length,
      right: routed.filter(({ label, routedTo }) => label === routedTo).length,
      reviewed: opinions.length - routed.length,
    },
    answered,
    unusable: answered - usable,
    fixed,
    broke,
    unchanged: opinions.length - fixed - broke,
    mcNemarP: mcNemar(fixed, broke),
    perCategory,
  };
}
