import { errorUpperBound95 } from '../statistics/binomial-bound.ts';
import { areaUnderRoc, averagePrecision } from './ranking.ts';
import { calibrationError, reliabilityBins } from './reliability.ts';

/** One labelled ticket after the way of the service. */
export interface EvaluatedTicket {
  label: string | null;
  /** Top choice; null when there was no text to read. */
  predicted: string | null;
  /** Calibrated probabilities in the order of the codes; uniform when there was no text. */
  probabilities: ArrayLike<number>;
  outOfTaxonomy: number | null;
  /** Whether the policy routes it without asking anybody. */
  isAuto: boolean;
}

export interface CategoryMetrics {
  support: number;
  precision: number;
  recall: number;
  f1: number;
}

export interface Metrics {
  n: number;
  accuracy: number;
  /** Mean F1 of the categories that occur, as label or as prediction. */
  macroF1: number;
  /** Expected calibration error of the top choice, 15 bins of equal mass. */
  ece: number;
  nll: number;
  /** Multi-class Brier score, 0 to 2. */
  brier: number;
  auto: {
    n: number;
    coverage: number;
    accuracy: number | null;
    errorUpperBound95: number;
    /** Of all tickets that are routed without asking; one out of taxonomy is an error, as the released threshold's bound counts it. */
    all: { n: number; errors: number; errorUpperBound95: number };
  };
  outOfTaxonomy: { n: number; auroc: number | null; auprc: number | null; reviewed: number | null };
  perCategory: Record<string, CategoryMetrics>;
  /** label → predicted → count; only what occurs. */
  confusion: Record<string, Record<string, number>>;
}

/** Metrics of interfaces that people rely on: in-taxonomy tickets by top choice, the others under `outOfTaxonomy` only. */
export function computeMetrics(tickets: readonly EvaluatedTicket[], codes: readonly string[]): Metrics {
  const inside = tickets.filter((ticket) => ticket.label !== null);
  const outside = tickets.filter((ticket) => ticket.label === null);
  const right = inside.filter((ticket) => ticket.label === ticket.predicted);
  const auto = inside.filter((ticket) => ticket.isAuto);
  const autoErrors = auto.filter((ticket) => ticket.label !== ticket.predicted).length;
  const allAuto = tickets.filter((ticket) => ticket.isAuto);
  const allErrors = allAuto.filter((ticket) => ticket.label === null || ticket.label !== ticket.predicted).length;
  const perCategory = categoryMetrics(inside, codes);
  const occurring = new Set(inside.flatMap(({ label, predicted }) => [label, predicted]));
  const scored = tickets.flatMap(({ outOfTaxonomy, label }) =>
    outOfTaxonomy === null ? [] : [{ score: outOfTaxonomy, positive: label === null }],
  );
  return {
    n: inside.length,
    accuracy: share(right.length, inside.length),
    macroF1: mean(codes.flatMap((code) => (occurring.has(code) ? [perCategory[code]?.f1 ?? 0] : []))),
    ece: calibrationError(reliabilityBins(inside.map(judgedOf))),
    nll: mean(inside.map((ticket) => -Math.log(Math.max(probabilityOfLabel(ticket, codes), 1e-12)))),
    brier: mean(inside.map((ticket) => brierScore(ticket, codes))),
    auto: {
      n: auto.length,
      coverage: share(auto.length, inside.length),
      accuracy: auto.length === 0 ? null : 1 - autoErrors / auto.length,
      errorUpperBound95: errorUpperBound95(autoErrors, auto.length),
      all: {
        n: allAuto.length,
        errors: allErrors,
        errorUpperBound95: errorUpperBound95(allErrors, allAuto.length),
      },
    },
    outOfTaxonomy: {
      n: outside.length,
      auroc: areaUnderRoc(scored),
      auprc: averagePrecision(scored),
      reviewed: outside.length === 0 ? null : share(outside.filter((ticket) => !ticket.isAuto).length, outside.length),
    },
    perCategory,
    confusion: confusionOf(inside),
  };
}

function categoryMetrics(
  tickets: readonly EvaluatedTicket[],
  codes: readonly string[],
): Record<string, CategoryMetrics> {
  return Object.fromEntries(
    codes.map((code) => {
      const support = tickets.filter(({ label }) => label === code).length;
      const predicted = tickets.filter((ticket) => ticket.predicted === code).length;
      const both = tickets.filter((ticket) => ticket.label === code && ticket.predicted === code).length;
      const f1 = support + predicted === 0 ? 0 : (2 * both) / (support + predicted);
      return [code, { support, precision: share(both, predicted), recall: share(both, support), f1 }];
    }),
  );
}

function confusionOf(tickets: readonly EvaluatedTicket[]): Metrics['confusion'] {
  const confusion: Metrics['confusion'] = {};
  for (const { label, predicted } of tickets) {
    confusion[label as string] ??= {};
    const row = confusion[label as string] as Record<string, number>;
    row[predicted ?? ''] = (row[predicted ?? ''] ?? 0) + 1;
  }
  return confusion;
}

const judgedOf = ({ label, predicted, probabilities }: EvaluatedTicket) => ({
  confidence: Math.max(...Array.from(probabilities)),
  isRight: label === predicted,
});

function probabilityOfLabel({ label, probabilities }: EvaluatedTicket, codes: readonly string[]): number {
  return probabilities[codes.indexOf(label as string)] ?? 0;
}

function brierScore({ label, probabilities }: EvaluatedTicket, codes: readonly string[]): number {
  return codes.reduce((sum, code, i) => sum + ((probabilities[i] ?? 0) - (code === label ? 1 : 0)) ** 2, 0);
}

function share(part: number, of: number): number {
  return of === 0 ? 0 : part / of;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
}
