import type { DriftAlert, DriftSignal, TicketReference } from '../../contracts/misclassification-report.ts';
import type { PopulationFact, ReportFacts } from './facts.ts';

type Metric = DriftSignal['metric'];

/** Fewer windows tell no spread. */
const leastReferenceWindows = 5;
/** A window with fewer tickets is not judged: its shares jump by themselves. */
const leastTickets = 30;
const deviations = 3;

interface Point {
  window: number;
  n: number;
  value: number;
  /** Of what a single ticket adds to `value`. */
  variance: number;
}

/**
 * Signals that need no label: mean confidence, the shares of review and of out-of-taxonomy tickets, and each category's
 * share, window by window against mean ± 3 SD of the reference. The reference is what came before the period; without it,
 * the period's first third.
 */
export function driftSignals({ population, windows }: Pick<ReportFacts, 'population' | 'windows'>): DriftSignal[] {
  const byWindow = sumsByWindow(population);
  const order = [...byWindow.keys()].sort((a, b) => a - b);
  const before = order.filter((window) => window < 0);
  const first = order.slice(
    before.length,
    before.length + Math.max(leastReferenceWindows, Math.ceil(windows.length / 3)),
  );
  const reference = new Set(before.length >= leastReferenceWindows ? before : [...before, ...first]);
  const codes = [...new Set(population.flatMap(({ choice }) => choice ?? []))].sort();

  const signal = (metric: Metric, category: string | null): DriftSignal[] => {
    const points = order.flatMap((window) => pointOf(metric, category, window, byWindow.get(window)) ?? []);
    const known = points.filter(({ window }) => reference.has(window));
    if (known.length < leastReferenceWindows) return [];
    const mean = average(known.map(({ value }) => value));
    const sd = Math.sqrt(average(known.map(({ value }) => (value - mean) ** 2)) * (known.length / (known.length - 1)));
    // What a ticket varies by where all is as usual. A small window says little of it: one without a hit would say nothing at all.
    const usual = metric === 'mean_confidence' ? average(known.map(({ variance }) => variance)) : varianceOfShare(mean);
    const judged = points.flatMap(({ window, n, value, variance }) => {
      const start = windows[window];
      if (!start) return [];
      // Calm reference windows must not make an alarm of what a window's size alone explains.
      const noise = Math.sqrt(Math.max(usual, variance) / n);
      const reach = deviations * Math.max(sd, noise);
      const [low, high] = [mean - reach, mean + reach];
      const compared = n >= leastTickets && !reference.has(window);
      const alert = compared && (value < low || value > high);
      return [{ start: start.toISOString(), n, value, low, high, compared, alert }];
    });
    return [{ metric, category, reference: { windows: known.length, mean, sd }, windows: judged }];
  };
  return [
    ...signal('mean_confidence', null),
    ...signal('review_share', null),
    ...signal('out_of_taxonomy_share', null),
    ...codes.flatMap((code) => signal('category_share', code)),
  ];
}

/** Every window out of its limits, the latest first, with the categories that moved most in it. */
export function driftAlerts(
  signals: readonly DriftSignal[],
  examplesOf: (alert: Pick<DriftAlert, 'metric' | 'category' | 'start'>) => TicketReference[],
): DriftAlert[] {
  return signals
    .flatMap(({ metric, category, windows }) =>
      windows
        .filter(({ alert }) => alert)
        .map(({ start, value, low, high }) => ({ metric, category, start, value, low, high })),
    )
    .sort((a, b) => (a.start === b.start ? 0 : a.start < b.start ? 1 : -1))
    .map((alert) => ({
      ...alert,
      categories: alert.category === null ? movedMost(signals, alert.start) : [alert.category],
      examples: examplesOf(alert),
    }));
}

function movedMost(signals: readonly DriftSignal[], start: string): string[] {
  return signals
    .flatMap(({ category, windows }) => {
      const now = windows.find((window) => window.start === start);
      if (category === null || !now) return [];
      const middle = (now.low + now.high) / 2;
      const reach = (now.high - now.low) / 2;
      const moved = reach === 0 ? 0 : Math.abs(now.value - middle) / reach;
      return moved > 1 / deviations ? [{ category, moved }] : []; // more than one standard deviation
    })
    .sort((a, b) => b.moved - a.moved)
    .slice(0, 3)
    .map(({ category }) => category);
}

interface Sums {
  n: number;
  reviewed: number;
  outOfTaxonomy: number;
  byChoice: Map<string | null, number>;
  confident: number;
  confidenceSum: number;
  confidenceSquares: number;
}

/** Added up once: there is a point for each window and category. */
function sumsByWindow(population: readonly PopulationFact[]): Map<number, Sums> {
  const byWindow = new Map<number, Sums>();
  for (const { window, n, outcome, reason, choice, ...confidence } of population) {
    let sums = byWindow.get(window);
    if (!sums) {
      const none = { n: 0, reviewed: 0, outOfTaxonomy: 0, confident: 0, confidenceSum: 0, confidenceSquares: 0 };
      sums = { ...none, byChoice: new Map() };
      byWindow.set(window, sums);
    }
    sums.n += n;
    if (outcome === 'review') sums.reviewed += n;
    if (reason === 'out_of_taxonomy') sums.outOfTaxonomy += n;
    sums.byChoice.set(choice, (sums.byChoice.get(choice) ?? 0) + n);
    sums.confident += confidence.confident;
    sums.confidenceSum += confidence.confidenceSum;
    sums.confidenceSquares += confidence.confidenceSquares;
  }
  return byWindow;
}

function pointOf(metric: Metric, category: string | null, window: number, sums: Sums | undefined): Point | null {
  if (!sums || sums.n === 0) return null;
  const { n, confident } = sums;
  const shareOf = (hits: number): Point => {
    const value = hits / n;
    return { window, n, value, variance: varianceOfShare(value) };
  };
  switch (metric) {
    case 'mean_confidence': {
      if (confident === 0) return null;
      const value = sums.confidenceSum / confident;
      const variance = sums.confidenceSquares / confident - value ** 2;
      return { window, n: confident, value, variance: Math.max(0, variance) };
    }
    case 'review_share':
      return shareOf(sums.reviewed);
    case 'out_of_taxonomy_share':
      return shareOf(sums.outOfTaxonomy);
    case 'category_share':
      return shareOf(sums.byChoice.get(category) ?? 0);
    default:
      return metric satisfies never;
  }
}

const varianceOfShare = (share: number): number => share * (1 - share);
const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
