import type { DecisionOutcome, LabelBasis } from './facts.ts';
import type { Stratum } from './strata.ts';

/** What decides a ticket's chance to be read. */
interface Drawn {
  outcome: DecisionOutcome;
  choice: string | null;
  auditRate: number | null;
  reason: string | null;
}

/** Whether a label was asked for by the sample or the review, so that it may stand for others. */
export function isAsked({ outcome, basis }: { outcome: DecisionOutcome; basis: LabelBasis | null }): boolean {
  return basis === (outcome === 'review' ? 'review' : 'audit');
}

/** Routed tickets are drawn alike whether the model or the frontier routed them: both make one stratum. */
export function stratumKey({ outcome, choice, auditRate, reason }: Drawn): string {
  return outcome === 'review' ? reviewKey(choice, reason) : `routed ${auditRate} ${choice}`;
}

/**
 * Tickets of all categories that were drawn at one rate are one random sample. Apart, a category of which little has been read
 * yet would make an error there look possible for all of it.
 */
export function rateKey({ outcome, choice, auditRate, reason }: Drawn): string {
  return outcome === 'review' ? reviewKey(choice, reason) : `routed ${auditRate}`;
}

/** What was held as belonging to none says nothing of what had no text. */
const reviewKey = (choice: string | null, reason: string | null): string =>
  choice === null ? `reviewed for ${reason}` : `reviewed ${choice}`;

/**
 * Strata of these tickets for one property.
 * @param isHit whether a label has the property
 * @param keyOf what tickets of one stratum have in common
 */
export function strataOf<L extends Drawn & { basis: LabelBasis | null; n: number }>(
  population: readonly (Drawn & { n: number })[],
  labels: readonly L[],
  isHit: (label: L) => boolean,
  keyOf: (drawn: Drawn) => string = stratumKey,
): Stratum[] {
  const strata = new Map<string, Stratum & { known: { hits: number; misses: number } }>();
  for (const fact of population) {
    const key = keyOf(fact);
    const stratum = strata.get(key) ?? { population: 0, labelled: 0, hits: 0, known: { hits: 0, misses: 0 } };
    stratum.population += fact.n;
    strata.set(key, stratum);
  }
  for (const label of labels) {
    const stratum = strata.get(keyOf(label));
    if (!stratum || label.basis === null) continue;
    const hit = isHit(label);
    if (isAsked(label)) {
      stratum.labelled += label.n;
      if (hit) stratum.hits += label.n;
    } else stratum.known[hit ? 'hits' : 'misses'] += label.n;
  }
  return [...strata.values()];
}
