import { type RawBuilder, sql, type Transaction } from 'kysely';
import type {
  ConfidenceFact,
  FallbackFact,
  LabelFact,
  LabelledConfidenceFact,
  Period,
  PopulationFact,
  SupersededCost,
} from '../report/facts.ts';
import type { Windows } from './report-windows.ts';
import type { Tables } from './tables.ts';

type Reader = Transaction<Tables>;

export interface Scope {
  period: Period;
  modelVersion: string | null;
  windows: Windows;
}

const hourMs = 3_600_000;

/** Decisions of the scope are grouped by number first; the few groups then get the properties of their facets. */
const named = sql`f.outcome, f.choice, f.reason, f.audit_rate as "auditRate"`;

/** By the facet and not by the decision's own model version: then an index holds all that is asked for. */
const madeIn = ({ from, to }: Period, modelVersion: string | null): RawBuilder<boolean> =>
  modelVersion === null
    ? sql`decided_at >= ${from} and decided_at < ${to}`
    : sql`decided_at >= ${from} and decided_at < ${to}
        and facet_id in (select id from facets where model_version = ${modelVersion})`;

/** Each ticket counts once, by its latest decision. */
export const decidedIn = (period: Period, modelVersion: string | null): RawBuilder<boolean> =>
  sql`not superseded and ${madeIn(period, modelVersion)}`;

const startOf = ({ starts, windowMs, before }: Windows): Date =>
  new Date((starts[0]?.getTime() ?? 0) - before * windowMs);

/** By the stored hour: whole numbers divide fast, and the planner knows how many hours there are. */
function windowOf({ windows }: Scope): RawBuilder<number> {
  const firstHour = startOf(windows).getTime() / hourMs;
  return sql`(decided_hour - ${firstHour}::int) / ${windows.windowMs / hourMs}::int - ${windows.before}::int`;
}

/** Windows begin on an hour. Where the period does not, what came before it in its first hour belongs to none of them. */
function inWindows({ period: { from }, windows: { starts } }: Scope): RawBuilder<boolean> {
  const [first = from] = starts;
  return first < from ? sql`(decided_at < ${first} or decided_at >= ${from})` : sql`true`;
}

/** One pass over the period and the windows before it: the widest query of the report. */
export async function countPopulation(
  trx: Reader,
  scope: Scope,
): Promise<(PopulationFact & { taxonomyVersion: string })[]> {
  const all = { from: startOf(scope.windows), to: scope.period.to };
  const { rows } = await sql<PopulationFact & { taxonomyVersion: string }>`
    select g.*, ${named}, f.taxonomy_version as "taxonomyVersion"
    from (
      select facet_id, ${windowOf(scope)} as "window",
        count(*)::int as n,
        count(*) filter (where sampled)::int as sampled,
        count(confidence)::int as confident,
        coalesce(sum(confidence), 0) as "confidenceSum",
        coalesce(sum(confidence * confidence), 0) as "confidenceSquares",
        count(*) filter (where answered)::int as answered,
        sum(usd) as usd
      from decisions
      where ${decidedIn(all, scope.modelVersion)} and ${inWindows(scope)}
      group by 1, 2
    ) as g
    join facets as f on f.id = g.facet_id`.execute(trx);
  return rows.map(withoutFacet);
}

export async function countLabels(trx: Reader, scope: Scope): Promise<LabelFact[]> {
  const { rows } = await sql<LabelFact>`
    select g.*, ${named}
    from (
      select facet_id, ${windowOf(scope)} as "window", truth, label_basis as basis,
        count(*)::int as n, count(confidence)::int as confident, coalesce(sum(confidence), 0) as "confidenceSum"
      from decisions
      where label_basis is not null and ${decidedIn(scope.period, scope.modelVersion)}
      group by 1, 2, 3, 4
    ) as g
    join facets as f on f.id = g.facet_id`.execute(trx);
  return rows.map(withoutFacet);
}

export async function countConfidence(trx: Reader, { period, modelVersion }: Scope): Promise<ConfidenceFact[]> {
  const { rows } = await sql<ConfidenceFact>`
    select confidence_bin as bin, count(*)::int as n, sum(confidence) as "confidenceSum"
    from decisions
    where confidence_bin is not null and ${decidedIn(period, modelVersion)}
    group by 1`.execute(trx);
  return rows;
}

export async function countLabelledConfidence(
  trx: Reader,
  { period, modelVersion }: Scope,
): Promise<LabelledConfidenceFact[]> {
  const { rows } = await sql<LabelledConfidenceFact>`
    select g.*, ${named}
    from (
      select facet_id, confidence_bin as bin, label_basis as basis, first_choice is not distinct from truth as "right",
        count(*)::int as n, sum(confidence) as "confidenceSum"
      from decisions
      where label_basis is not null and confidence_bin is not null and ${decidedIn(period, modelVersion)}
      group by 1, 2, 3, 4
    ) as g
    join facets as f on f.id = g.facet_id`.execute(trx);
  return rows.map(withoutFacet);
}

/** A frontier's route whose escalation has not been read yet has no "before" and is left out. */
export async function countFallback(trx: Reader, { period, modelVersion }: Scope): Promise<FallbackFact[]> {
  const { rows } = await sql<FallbackFact>`
    select g.*, ${named}
    from (
      select facet_id, first_choice as "before", label_basis as basis,
        case when label_basis is not null then first_choice is not distinct from truth end as "beforeRight",
        case when label_basis is not null then opinion is not distinct from truth end as "afterRight",
        count(*)::int as n, sum(usd) as usd
      from decisions
      where answered and first_choice is not null and ${decidedIn(period, modelVersion)}
      group by 1, 2, 3, 4, 5
    ) as g
    join facets as f on f.id = g.facet_id`.execute(trx);
  return rows.map(withoutFacet);
}

/** What was spent on decisions that count no more, since the ticket was decided again. */
export async function countSupersededCost(trx: Reader, { period, modelVersion }: Scope): Promise<SupersededCost[]> {
  const { rows } = await sql<SupersededCost>`
    select f.outcome, sum(g.usd) as usd
    from (
      select facet_id, sum(usd) as usd
      from decisions
      where superseded and ${madeIn(period, modelVersion)}
      group by 1
    ) as g
    join facets as f on f.id = g.facet_id
    group by 1`.execute(trx);
  return rows;
}

/** The number is the store's own. */
function withoutFacet<T>(row: T): T {
  const { facet_id, ...fact } = row as T & { facet_id?: number };
  return fact as T;
}

/**
 * That decided in the period: of each one that is known at all, the first decision from its begin on. Sought by the order of the index
 * by model version; by time alone, one that did not decide in the period would be sought in all of it.
 */
export async function findModelVersions(trx: Reader, { from, to }: Period): Promise<string[]> {
  const { rows } = await sql<{ version: string }>`
    select version
    from (select distinct model_version as version from facets) as known
    cross join lateral (
      select model_version, decided_at from decisions
      where (model_version, decided_at) >= (version, ${from}) and not superseded
      order by model_version, decided_at
      limit 1
    ) as d
    where model_version = version and decided_at < ${to}`.execute(trx);
  return rows.map(({ version }) => version).sort();
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
