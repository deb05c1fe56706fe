import { sql } from 'kysely';
import type { MisclassificationReport, TicketReference } from '../contracts/misclassification-report.ts';
import { buildReport } from './report/build-report.ts';
import { confusionOf } from './report/confusion.ts';
import { driftAlerts, driftSignals } from './report/drift.ts';
import {
  type DisagreementFact,
  type DisagreementGroup,
  type Period,
  type ReportFacts,
  wholePeriod,
} from './report/facts.ts';
import { selfConfidence } from './report/judge-disagreement.ts';
import { worstPairs } from './report/pairs.ts';
import {
  countConfidence,
  countFallback,
  countLabelledConfidence,
  countLabels,
  countPopulation,
  countSupersededCost,
  countUndecided,
  findModelVersions,
} from './store/count-facts.ts';
import { groupDisagreements, pickDisagreements } from './store/find-disagreements.ts';
import type { Database } from './store/open-store.ts';
import { countUnplaced, pickDriftExamples, pickUnplaced } from './store/pick-tickets.ts';
import { windowsOf } from './store/report-windows.ts';

export interface ReportRequest {
  period: Period;
  /** Null: all that decided in the period. */
  modelVersion: string | null;
  /** Code → name of the taxonomy's categories, in its order. */
  names: ReadonlyMap<string, string>;
  now: Date;
  /** After it PostgreSQL gives up on a query; the embedded store cannot. */
  longestQueryMs?: number;
}

const alertsWithExamples = 12;

/**
 * The report of a period: the store counts, the builders estimate, and only tickets that are shown are read one by one.
 * All in one snapshot, so that no part counts a ticket that another has not seen.
 */
export async function loadReport(
  db: Database,
  { period, modelVersion, names, now, longestQueryMs }: ReportRequest,
): Promise<MisclassificationReport> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      if (longestQueryMs !== undefined) {
        await sql`set local statement_timeout = ${sql.lit(longestQueryMs)}`.execute(trx);
      }
      await sql`set local jit = off`.execute(trx); // compiling takes longer than these queries do
      await sql`set local work_mem = '64MB'`.execute(trx); // so that groups are hashed in memory and not sorted on disk
      // The planner expects a hundred times as many groups as there are, and would count on one core to spare passing them on.
      await sql`set local parallel_tuple_cost = 0.001`.execute(trx);
      // The default is that of turning disks, for which it would rather read the whole table than an index that holds all it asks for.
      await sql`set local random_page_cost = 1.1`.execute(trx);
      const windows = windowsOf(period);
      const { windowMs, starts } = windows;
      const scope = { period, modelVersion, windows };
      const population = await countPopulation(trx, scope);
      const labels = await countLabels(trx, scope);
      const counted = { population, labels, windows: starts };

      const whole = wholePeriod(counted);
      const usual = selfConfidence(whole.labels);
      const disagreements: DisagreementFact[] = [];
      const disagreementGroups: DisagreementGroup[] = [];
      for (const pair of worstPairs(confusionOf(whole))) {
        const ofPair = { period, modelVersion, pair };
        disagreements.push(...(await pickDisagreements(trx, ofPair)));
        const all = await groupDisagreements(trx, { ...ofPair, usual: usual.get(pair.predicted ?? '') ?? null });
        disagreementGroups.push(...all);
      }
      const inPeriod = population.filter(({ window }) => window >= 0);
      const facts: ReportFacts = {
        ...counted,
        period,
        windowMs,
        modelVersion,
        modelVersions: await findModelVersions(trx, period),
        taxonomyVersions: [...new Set(inPeriod.map((fact) => fact.taxonomyVersion))].sort(),
        confidence: await countConfidence(trx, scope),
        labelledConfidence: await countLabelledConfidence(trx, scope),
        fallback: await countFallback(trx, scope),
        supersededCost: await countSupersededCost(trx, scope),
        disagreements,
        disagreementGroups,
        unplaced: await pickUnplaced(trx, period, modelVersion),
        unplacedCount: await countUnplaced(trx, period, modelVersion),
        ...(await countUndecided(trx, period)),
      };

      const examples = new Map<string, TicketReference[]>();
      const nothing = () => [];
      for (const alert of driftAlerts(driftSignals(facts), nothing).slice(0, alertsWithExamples)) {
        examples.set(alertKey(alert), await pickDriftExamples(trx, alert, scope));
      }
      const examplesOf = (alert: AlertName) => examples.get(alertKey(alert)) ?? [];
      return buildReport(facts, { names, generatedAt: now, examplesOf });
    });
}

type AlertName = { metric: string; category: string | null; start: string };
const alertKey = ({ metric, category, start }: AlertName): string => `${metric} ${start} ${category ?? ''}`;
