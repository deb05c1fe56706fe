import { categoriesWithoutLift, type FrontierLift } from '../evaluate/frontier-lift.ts';
import type { Metrics } from '../evaluate/metrics.ts';

/** What `--json` writes. */
export interface EvaluationResult extends Metrics {
  escalated?: FrontierLift;
  /** Of one ticket after the other, milliseconds. */
  latencyMs: { p50: number; p99: number };
  ticketsPerSecond: number;
  /** Null: nothing tells. */
  trainedOn: number | null;
  /** Tickets by which its confidences were fitted or its thresholds chosen; null: nothing tells. */
  calibratedOn: number | null;
  /** Versions. */
  model: string;
  taxonomy: string;
}

/** For people: the figures, what is weakest, what asking the frontier model brings. */
export function describeEvaluation(m: EvaluationResult): string {
  const percent = (value: number | null) => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);
  const upTo = (bound: number) => percent(Math.ceil(bound * 1000) / 1000); // a bound that is rounded down is none
  const worst = Object.entries(m.perCategory)
    .filter(([, { support }]) => support > 0)
    .sort(([, a], [, b]) => a.f1 - b.f1)
    .slice(0, 5)
    .map(([code, { f1, support }]) => `${code} ${f1.toFixed(2)} (${support})`);
  return [
    `model ${m.model} · taxonomy ${m.taxonomy} · ${m.n} tickets of its categories, ${m.outOfTaxonomy.n} more out of taxonomy`,
    ...(m.trainedOn ? [`${m.trainedOn} of them were trained on: what they show flatters the model`] : []),
    ...(m.calibratedOn
      ? [
          `${m.calibratedOn} of them ${m.calibratedOn === 1 ? 'has' : 'have'} the text of tickets that calibrated the model: thresholds were chosen by it, so bounds on its error flatter it`,
        ]
      : []),
    `accuracy ${percent(m.accuracy)} · macro-F1 ${m.macroF1.toFixed(4)} · ECE ${m.ece.toFixed(4)} · NLL ${m.nll.toFixed(4)} · Brier ${m.brier.toFixed(4)}`,
    `routed without asking: ${percent(m.auto.coverage)} of them, ${percent(m.auto.accuracy)} rightly (error ≤ ${upTo(m.auto.errorUpperBound95)} at 95 %)`,
    `with tickets out of taxonomy counted as errors: ${m.auto.all.n} routed, ${m.auto.all.errors} wrong (error ≤ ${upTo(m.auto.all.errorUpperBound95)} at 95 %)`,
    `out of taxonomy: AUROC ${m.outOfTaxonomy.auroc?.toFixed(4) ?? '–'} · ${percent(m.outOfTaxonomy.reviewed)} not auto-routed`,
    ...(m.escalated ? liftLines(m.escalated) : []),
    `weakest by F1: ${worst.join(', ')}`,
    `one ticket ${m.latencyMs.p50.toFixed(1)} ms (p99 ${m.latencyMs.p99.toFixed(1)}) · ${m.ticketsPerSecond.toFixed(0)} tickets/s`,
  ].join('\n');
}

function liftLines(lift: FrontierLift): string[] {
  const { n, answered, unusable, fixed, broke, unchanged, mcNemarP, usd, usdPerFixed, outcome } = lift;
  const significance = `McNemar p ${mcNemarP < 0.001 ? '< 0.001' : mcNemarP.toFixed(3)}`;
  const cost =
    usd > 0 ? ` · $${usd.toFixed(4)}${usdPerFixed === null ? '' : `, $${usdPerFixed.toFixed(4)} a fixed one`}` : '';
  const vain = categoriesWithoutLift(lift);
  return [
    `fallback: ${n} unsure, ${answered} answered (${unusable} unusable) · ${fixed} fixed, ${broke} broken, ${unchanged} unchanged · ${significance}${cost}`,
    `after the policy: ${outcome.routed} of them routed, ${outcome.right} rightly · ${outcome.reviewed} to review`,
    ...(vain.length > 0 ? [`asking does not pay for ${vain.join(', ')}: candidates for frontier.neverAsked`] : []),
  ];
}
