import { type RawBuilder, sql, type Transaction } from 'kysely';
import {
  type ConfidenceFact,
  confidenceEdges,
  type FallbackFact,
  type LabelFact,
  type LabelledConfidenceFact,
  type Period,
  type PopulationFact,
} from '../report/facts.ts';
import type { Tables } from './tables.ts';

type Reader = Transaction<Tables>;

export interface Scope {
  period: Period;
  modelVersion: string | null;
  /** Starts of all windows, those before the period included. */
  edges: Date[];
  /** How many of them lie before the period. */
  before: number;
}

// Counts are cast: the two drivers read a bigint differently.
const decidedIn = ({ from, to }: Period, modelVersion: string | null): RawBuilder<boolean> =>
  modelVersion === null
    ? sql`decided_at >= ${from} and decided_at < ${to}`
    : sql`decided_at >= ${from} and decided_at < ${to} and model_version = ${modelVersion}`;
const windowOf = ({ edges, before }: Scope): RawBuilder<number> =>
  sql`width_bucket(decided_at, ${edges.map((edge) => edge.toISOString())}::timestamptz[]) - 1 - ${before}::int`;
const binOf = sql`width_bucket(confidence, ${[...confidenceEdges]}::double precision[]) - 1`;

/** One pass over the period and the windows before it: the widest query of the report. */
export async function countPopulation(
  trx: Reader,
  scope: Scope,
): Promise<(PopulationFact & { modelVersion: string; taxonomyVersion: string })[]> {
  const from = scope.edges[0] ?? scope.period.from;
  const { rows } = await sql<PopulationFact & { modelVersion: string; taxonomyVersion: string }>`
    select ${windowOf(scope)} as "window", outcome, choice, audit_rate as "auditRate", reason,
      model_version as "modelVersion", taxonomy_version as "taxonomyVersion",
      count(*)::int as n,
      count(*) filter (where sampled)::int as sampled,
      count(confidence)::int as confident,
      coalesce(sum(confidence), 0) as "confidenceSum",
      coalesce(sum(confidence * confidence), 0) as "confidenceSquares",
      count(*) filter (where answered)::int as answered,
      sum(usd) as usd
    from decisions
    where ${decidedIn({ from, to: scope.period.to }, scope.modelVersion)}
    group by 1, 2, 3, 4, 5, 6, 7`.execute(trx);
  return rows;
}

export async function countLabels(trx: Reader, scope: Scope): Promise<LabelFact[]> {
  const { rows } = await sql<LabelFact>`
    select ${windowOf(scope)} as "window", outcome, choice, audit_rate as "auditRate", truth, label_basis as basis,
      count(*)::int as n, count(confidence)::int as confident, coalesce(sum(confidence), 0) as "confidenceSum"
    from decisions
    where label_basis is not null and ${decidedIn(scope.period, scope.modelVersion)}
    group by 1, 2, 3, 4, 5, 6`.execute(trx);
  return rows;
}

export async function countConfidence(trx: Reader, { period, modelVersion }: Scope): Promise<ConfidenceFact[]> {
  const { rows } = await sql<ConfidenceFact>`
    select ${binOf} as bin, count(*)::int as n, sum(confidence) as "confidenceSum"
    from decisions
    where confidence is not null and ${decidedIn(period, modelVersion)}
    group by 1`.execute(trx);
  return rows;
}

export async function countLabelledConfidence(
  trx: Reader,
  { period, modelVersion }: Scope,
): Promise<LabelledConfidenceFact[]> {
  const { rows } = await sql<LabelledConfidenceFact>`
    select ${binOf} as bin, outcome, choice, audit_rate as "auditRate", label_basis as basis,
      first_choice is not distinct from truth as "right",
      count(*)::int as n, sum(confidence) as "confidenceSum"
    from decisions
    where label_basis is not null and confidence is not null and ${decidedIn(period, modelVersion)}
    group by 1, 2, 3, 4, 5, 6`.execute(trx);
  return rows;
}

/** A frontier's route whose escalation has not been read yet has no "before" and is left out. */
export async function countFallback(trx: Reader, { period, modelVersion }: Scope): Promise<FallbackFact[]> {
  const { rows } = await sql<FallbackFact>`
    select outcome, choice, audit_rate as "auditRate", first_choice as "before", label_basis as basis,
      case when label_basis is not null then first_choice is not distinct from truth end as "beforeRight",
      case when label_basis is not null then opinion is not distinct from truth end as "afterRight",
      count(*)::int as n, sum(usd) as usd
    from decisions
    where answered and first_choice is not null and ${decidedIn(period, modelVersion)}
    group by 1, 2, 3, 4, 5, 6, 7`.execute(trx);
  return rows;
}

/** Of all model versions: neither kind of message has been decided by one. */
export async function countUndecided(
  trx: Reader,
  { from, to }: Period,
): Promise<{ rejected: number; escalatedPending: number }> {
  const { rows } = await sql<{ rejected: number; escalatedPending: number }>`
    select
      (select count(*)::int from rejections where received_at >= ${from} and received_at < ${to}) as rejected,
      (select count(*)::int from escalations
        where not settled and received_at >= ${from} and received_at < ${to}) as "escalatedPending"`.execute(trx);
  return rows[0] ?? { rejected: 0, escalatedPending: 0 };
}
