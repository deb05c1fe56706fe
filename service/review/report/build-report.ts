import type { DriftAlert, MisclassificationReport, TicketReference } from '../../contracts/misclassification-report.ts';
import { categoryReports, routedAccuracy } from './categories.ts';
import { outOfTaxonomyClusters } from './clusters.ts';
import { confusionOf } from './confusion.ts';
import { costOf } from './cost.ts';
import { driftAlerts, driftSignals } from './drift.ts';
import { type ReportFacts, wholePeriod } from './facts.ts';
import { fallbackOf } from './fallback.ts';
import { funnelOf } from './funnel.ts';
import { confusionPairs } from './pairs.ts';
import { reliabilityOf, riskCoverageOf } from './reliability.ts';

export interface ReportContext {
  /** Code → name of the taxonomy's categories, in its order. */
  names: ReadonlyMap<string, string>;
  generatedAt: Date;
  /** Tickets of a window that shows drift. */
  examplesOf: (alert: Pick<DriftAlert, 'metric' | 'category' | 'start'>) => TicketReference[];
}

/** The misclassification report of a period, from what the store counted. */
export function buildReport(
  facts: ReportFacts,
  { names, generatedAt, examplesOf }: ReportContext,
): MisclassificationReport {
  const whole = wholePeriod(facts);
  const confusion = confusionOf(whole);
  const signals = driftSignals(facts);
  return {
    schemaVersion: 1,
    generatedAt: generatedAt.toISOString(),
    period: { from: facts.period.from.toISOString(), to: facts.period.to.toISOString() },
    modelVersion: facts.modelVersion,
    modelVersions: facts.modelVersions,
    taxonomyVersions: facts.taxonomyVersions,
    funnel: funnelOf(facts, whole),
    routedAccuracy: routedAccuracy(whole),
    categories: categoryReports(facts, names, whole),
    confusion,
    pairs: confusionPairs(confusion, whole),
    reliability: reliabilityOf(whole),
    riskCoverage: riskCoverageOf(whole),
    fallback: fallbackOf(facts.fallback),
    drift: { signals, alerts: driftAlerts(signals, examplesOf) },
    outOfTaxonomy: {
      tickets: facts.unplacedCount,
      grouped: facts.unplaced.length,
      clusters: outOfTaxonomyClusters(facts.unplaced),
    },
    cost: costOf(whole),
  };
}
