import {
  clopperPearson,
  type Estimated,
  finitePopulationInterval,
  weightedCountInterval,
} from '../../statistics/intervals.ts';

/**
 * Tickets that had the same chance to be read: one routed category at one audit rate, or one choice among the
 * reviewed. Within it the read ones stand for all; a stratum read whole is a census and adds no uncertainty.
 */
export interface Stratum {
  population: number;
  /** Read because the sample or the review asked for it. */
  labelled: number;
  /** Of the labelled, those with the property that is counted. */
  hits: number;
  /**
   * Not labelled, but known from a correction that nobody asked for. Such tickets are no random sample (mistakes are
   * reported, right routes are not), so they estimate nothing. What they prove still holds: there are at least so many
   * hits and at least so many misses, and no interval may say less.
   */
  known?: { hits: number; misses: number };
}

/**
 * How many tickets of all strata have the property; null where nothing has been read. Rare properties are its purpose; for one
 * stratum its interval is exact.
 */
export function estimateTotal(strata: readonly Stratum[]): (Estimated & { labelled: number }) | null {
  const joined = withoutEmpty(strata);
  const labelled = sum(joined.map((s) => s.labelled));
  if (labelled === 0 && sum(joined.map((s) => s.population)) > 0) return null;
  const seen = sum(joined.map((s) => s.hits));
  // What was read is certain; only the rest is estimated, each read ticket standing for `weight` unread ones.
  const rest = joined
    .filter((s) => s.population > s.labelled)
    .map((s) => ({ weight: (s.population - s.labelled) / s.labelled, hits: s.hits }));
  const unread = sum(rest.map(({ weight, hits }) => weight * hits));
  const variance = sum(rest.map(({ weight, hits }) => weight * (1 + weight) * hits));
  const { least, most } = provenBounds(joined);
  const bound = (value: number) => Math.min(most, Math.max(least, value));
  const [only] = joined;
  if (joined.length === 1 && only) {
    const exact = finitePopulationInterval(only.hits, only.labelled, only.population);
    return { estimate: bound(seen + unread), low: bound(exact.low), high: bound(exact.high), labelled };
  }
  const heaviest = Math.max(0, ...rest.map(({ weight }) => weight));
  const interval = weightedCountInterval(unread, variance, { sum: heaviest, variance: heaviest * (1 + heaviest) });
  return {
    estimate: bound(seen + unread),
    low: bound(seen + interval.low),
    high: bound(seen + interval.high),
    labelled,
  };
}

/** Share of the tickets with the property; null where nothing has been read. For one stratum its interval is exact. */
export function estimateShare(strata: readonly Stratum[]): (Estimated & { labelled: number }) | null {
  const joined = withoutEmpty(strata.filter((s) => s.population > 0));
  const population = sum(joined.map((s) => s.population));
  const labelled = sum(joined.map((s) => s.labelled));
  if (labelled === 0) return null;
  const mean = sum(joined.map((s) => (s.population * s.hits) / s.labelled)) / population;
  const { least, most } = provenBounds(joined);
  const bound = (value: number) => Math.min(most / population, Math.max(least / population, value));
  const [only] = joined;
  if (joined.length === 1 && only) {
    const { low, high } = finitePopulationInterval(only.hits, only.labelled, only.population);
    return { estimate: bound(mean), low: bound(low / population), high: bound(high / population), labelled };
  }
  // Kish's effective size: so many tickets of equal weight would tell as much.
  const effective = population ** 2 / sum(joined.map((s) => s.population ** 2 / s.labelled));
  const { low, high } = clopperPearson(mean * effective, effective);
  return { estimate: bound(mean), low: bound(low), high: bound(high), labelled };
}

/** A stratum of which nothing has been read is joined to the least-read other one, whose wide weights say how little is known. */
function withoutEmpty(strata: readonly Stratum[]): Stratum[] {
  const read = strata.filter((s) => s.labelled > 0).sort((a, b) => a.labelled - b.labelled);
  const empty = strata.filter((s) => s.labelled === 0 && s.population > 0);
  const [host, ...others] = read;
  if (empty.length === 0) return read;
  return [joinStrata(host ? [host, ...empty] : empty), ...others];
}

export function joinStrata(strata: readonly Stratum[]): Stratum {
  return {
    population: sum(strata.map((s) => s.population)),
    labelled: sum(strata.map((s) => s.labelled)),
    hits: sum(strata.map((s) => s.hits)),
    known: {
      hits: sum(strata.map((s) => s.known?.hits ?? 0)),
      misses: sum(strata.map((s) => s.known?.misses ?? 0)),
    },
  };
}

function provenBounds(strata: readonly Stratum[]): { least: number; most: number } {
  return {
    least: sum(strata.map((s) => s.hits + (s.known?.hits ?? 0))),
    most: sum(strata.map((s) => s.population - (s.labelled - s.hits) - (s.known?.misses ?? 0))),
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
