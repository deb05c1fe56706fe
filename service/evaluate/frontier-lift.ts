/** One ticket that the fine-tuned model was unsure of, before and after the fallback. Null is out of taxonomy. */
export interface SecondOpinion {
  label: string | null;
  /** First choice of the fine-tuned model; it always has one. */
  before: string;
  /** Undefined: no answer, or none that could be used. Then the first choice stands. */
  after: string | null | undefined;
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
  /** By the first choice of the fine-tuned model: where asking pays. */
  perCategory: Record<string, { n: number; fixed: number; broke: number }>;
}

export function frontierLift(opinions: readonly SecondOpinion[], answered: number): FrontierLift {
  const perCategory: FrontierLift['perCategory'] = {};
  let fixed = 0;
  let broke = 0;
  let usable = 0;
  for (const { label, before, after } of opinions) {
    const row = perCategory[before] ?? { n: 0, fixed: 0, broke: 0 };
    perCategory[before] = row;
    row.n += 1;
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
  return {
    n: opinions.length,
    answered,
    unusable: answered - usable,
    fixed,
    broke,
    unchanged: opinions.length - fixed - broke,
    mcNemarP: mcNemar(fixed, broke),
    perCategory,
  };
}

/** Two-sided exact McNemar test (McNemar 1947; binomial with p = 1/2 on the discordant pairs). */
export function mcNemar(fixed: number, broke: number): number {
  const discordant = fixed + broke;
  let logTerm = -discordant * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let i = 1; i <= Math.min(fixed, broke); i++) {
    logTerm += Math.log((discordant - i + 1) / i);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}
