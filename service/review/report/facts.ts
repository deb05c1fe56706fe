/**
 * What the report builders know of a period: counts that the store made in SQL. The builders never see a million rows.
 * A ticket's `choice` is the category that it was routed to, or for a reviewed one the model's first choice. Null where it was held
 * as out of taxonomy, for "none" was chosen then, or where there was nothing to choose from: `reason` tells them apart.
 */
export type DecisionOutcome = 'model' | 'frontier' | 'review';

/** How a person came to label a ticket; see `CorrectionOccasion`. An audit verdict counts only for a ticket of the sample. */
export type LabelBasis = 'audit' | 'review' | 'unasked';

/** Null as a truth: the ticket belongs to no category. */
export type Truth = string | null;

/** All tickets with these properties. */
export interface PopulationFact {
  /** Index into `windows`. Negative before the period: those windows are what drift is measured against. */
  window: number;
  outcome: DecisionOutcome;
  choice: string | null;
  /** Null: reviewed tickets are all read, none is drawn. */
  auditRate: number | null;
  /** Of a review. */
  reason: string | null;
  n: number;
  sampled: number;
  /** Tickets with a calibrated confidence of the model, its sum and its sum of squares. */
  confident: number;
  confidenceSum: number;
  confidenceSquares: number;
  /** Tickets that the frontier model answered. */
  answered: number;
  usd: number;
}

/** Labelled tickets with these properties. */
export interface LabelFact {
  window: number;
  outcome: DecisionOutcome;
  choice: string | null;
  auditRate: number | null;
  /** Of a review. */
  reason: string | null;
  truth: Truth;
  basis: LabelBasis;
  n: number;
  confident: number;
  confidenceSum: number;
}

/** Tickets of the period with a calibrated confidence in this bin of `confidenceEdges`. */
export interface ConfidenceFact {
  bin: number;
  n: number;
  confidenceSum: number;
}

/** Labelled ones of them, by whether the model's first choice was right. */
export interface LabelledConfidenceFact extends ConfidenceFact {
  outcome: DecisionOutcome;
  choice: string | null;
  auditRate: number | null;
  reason: string | null;
  basis: LabelBasis;
  right: boolean;
}

/** Tickets on which the frontier model gave an answer: the model's first choice before, the frontier's after. */
export interface FallbackFact {
  outcome: DecisionOutcome;
  choice: string | null;
  auditRate: number | null;
  reason: string | null;
  before: string | null;
  /** Null basis: nobody has labelled them. */
  basis: LabelBasis | null;
  beforeRight: boolean | null;
  afterRight: boolean | null;
  n: number;
  usd: number;
}

/** Cost of decisions of this kind whose tickets were decided again: they count no more, their money was spent. */
export interface SupersededCost {
  outcome: DecisionOutcome;
  usd: number;
}

/** One labelled ticket whose first choice was wrong, with what tells model error, label error and overlap apart. */
export interface DisagreementFact {
  eventId: string;
  ticketId: string;
  revision: number;
  /** Null: held as out of taxonomy. */
  predicted: Truth;
  truth: Truth;
  outcome: DecisionOutcome;
  confidence: number | null;
  /** Best first; empty for tickets that were routed by the model, whose event names one category. */
  candidates: { category: string; probability: number }[];
  /** The frontier model's answer, where there was one. */
  opinion: string | null;
  votes: { for: number; of: number } | null;
  /** Each person's last word on the ticket. */
  verdicts: { by: string; category: Truth }[];
  subject: string | null;
  /** First words of its text. */
  excerpt: string | null;
}

/** Tickets of a pair that are alike in all that tells model error, label error and overlap apart: one of them, and how many they are. */
export interface DisagreementGroup {
  example: DisagreementFact;
  n: number;
}

/** A ticket to look at. */
export interface TicketExample {
  eventId: string;
  ticketId: string;
  revision: number;
  subject: string | null;
  /** First words of its text. */
  excerpt: string | null;
  confidence: number | null;
}

/** A ticket that belongs to no category, by the machine's word or a person's. */
export interface UnplacedTicket extends TicketExample {
  text: string;
}

export interface Period {
  from: Date;
  to: Date;
}

export interface ReportFacts {
  period: Period;
  /** Starts of the windows of the period, ascending; each ends where the next begins, the last at `period.to`. */
  windows: Date[];
  windowMs: number;
  /** All that decided in the period. */
  modelVersions: string[];
  /** Restriction of all other facts to one model version. */
  modelVersion: string | null;
  taxonomyVersions: string[];
  population: PopulationFact[];
  labels: LabelFact[];
  confidence: ConfidenceFact[];
  labelledConfidence: LabelledConfidenceFact[];
  fallback: FallbackFact[];
  supersededCost: SupersededCost[];
  /** Of each of the worst pairs the latest. */
  disagreements: DisagreementFact[];
  /** Of each of the worst pairs all. */
  disagreementGroups: DisagreementGroup[];
  /** The latest whose texts are kept. */
  unplaced: UnplacedTicket[];
  /** How many there are in all. */
  unplacedCount: number;
  rejected: number;
  /** Tickets that were escalated and have no decision yet. */
  escalatedPending: number;
}

/** Lower edges of the confidence bins. Finer near 1, where a sure model's tickets and every threshold lie. */
export const confidenceEdges = [
  0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.9925, 0.995,
  0.9975, 0.999,
] as const;

export const isInPeriod = ({ window }: { window: number }): boolean => window >= 0;

/** Whether something was chosen, a category or "none". Where there was nothing to read, nobody can be wrong about it. */
export const isChosen = ({ choice, reason }: { choice: string | null; reason: string | null }): boolean =>
  choice !== null || reason === 'out_of_taxonomy';

/** The facts of the period as if it were one window: what is estimated over all of it needs no finer ones. */
export function wholePeriod<F extends Pick<ReportFacts, 'population' | 'labels'>>(facts: F): F {
  return {
    ...facts,
    population: merged(facts.population.filter(isInPeriod), ['outcome', 'choice', 'auditRate', 'reason']),
    labels: merged(facts.labels.filter(isInPeriod), ['outcome', 'choice', 'auditRate', 'reason', 'truth', 'basis']),
  };
}

/** Adds up the numbers of facts that agree in these properties. */
function merged<T extends { window: number }>(facts: readonly T[], properties: readonly (keyof T)[]): T[] {
  const names = Object.keys(facts[0] ?? {}) as (keyof T)[];
  const added = names.filter(
    (name) => name !== 'window' && !properties.includes(name) && typeof facts[0]?.[name] === 'number',
  );
  const sums = new Map<string, T>();
  for (const fact of facts) {
    const key = properties.map((property) => fact[property]).join('\n'); // null is '', which no code is
    const sum = sums.get(key);
    if (!sum) sums.set(key, { ...fact, window: 0 });
    else for (const name of added) (sum[name] as number) += fact[name] as number;
  }
  return [...sums.values()];
}
