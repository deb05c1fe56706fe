import { auditPosition } from '../../../service/review/audit-sample.ts';
import type { LabelBasis, LabelFact, PopulationFact, Truth } from '../../../service/review/report/facts.ts';
import { seededRandom } from './seeded-random.ts';

/** Tickets whose truth is known to the simulation and to nobody in it who does not read them. */
export interface KnownTicket {
  ticketId: string;
  outcome: 'model' | 'frontier' | 'review';
  choice: string;
  truth: Truth;
  auditRate: number | null;
  basis: LabelBasis | null;
  isSampled: boolean;
}

export interface WorldOptions {
  seed: number;
  tickets: number;
  auditRate: number;
  /** Chance that a wrongly routed ticket is corrected by somebody whom nobody asked; less in even categories. */
  unasked: number;
  /** Whether an audit's verdict comes before such a correction, which then never comes. */
  auditComesFirst: boolean;
  /** Share of the drawn and of the reviewed tickets that nobody has read yet. */
  pending: number;
}

/** Eight categories from 30 % to 2 % of the tickets, each mostly mistaken for two others; 3 % belong nowhere. */
const volumes = [0.3, 0.22, 0.16, 0.1, 0.08, 0.06, 0.03, 0.02];
const errorRates = [0.02, 0.03, 0.05, 0.02, 0.1, 0.04, 0.15, 0.05];
export const worldCodes = volumes.map((_, i) => `C${i}`);

export function knownWorld(options: WorldOptions): KnownTicket[] {
  const random = seededRandom(options.seed);
  const pick = (weights: readonly number[]) => {
    let left = random();
    return weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
  };
  return Array.from({ length: options.tickets }, (_, i) => {
    const k = pick(volumes);
    const truth = k < 0 ? null : `C${k}`;
    // Unsure tickets are reviewed, and are wrong more often.
    const outcome = random() < 0.15 ? 'review' : random() < 0.1 ? 'frontier' : 'model';
    const wrong = k < 0 || random() < (errorRates[k] as number) * (outcome === 'review' ? 5 : 1);
    const neighbour = (Math.max(k, 0) + (random() < 0.7 ? 1 : random() < 0.5 ? 3 : 5)) % volumes.length;
    const choice = wrong ? `C${neighbour}` : `C${k}`;
    const ticketId = `${options.seed}-${i}`;
    const isSampled = outcome !== 'review' && auditPosition(ticketId) < options.auditRate;
    const isPending = random() < options.pending;
    const reported = choice !== truth && random() < options.unasked * (neighbour % 2 === 0 ? 0.4 : 1);
    let basis: LabelBasis | null = null;
    if (outcome === 'review') basis = isPending ? null : 'review';
    else if (isSampled && !isPending) basis = 'audit';
    else if (reported && !(isSampled && options.auditComesFirst)) basis = 'unasked';
    return {
      ticketId,
      outcome,
      choice,
      truth,
      auditRate: outcome === 'review' ? null : options.auditRate,
      basis,
      isSampled,
    };
  });
}

/** What the store would count, all in one window. */
export function factsOf(tickets: readonly KnownTicket[]): {
  population: PopulationFact[];
  labels: LabelFact[];
  windows: Date[];
} {
  const population = new Map<string, PopulationFact>();
  const labels = new Map<string, LabelFact>();
  for (const { outcome, choice, truth, auditRate, basis, isSampled } of tickets) {
    const drawn = { window: 0, outcome, choice, auditRate, reason: null };
    const key = JSON.stringify(drawn);
    const none = { confident: 0, confidenceSum: 0, n: 0 };
    const fact = population.get(key) ?? {
      ...drawn,
      ...none,
      confidenceSquares: 0,
      sampled: 0,
      answered: 0,
      usd: 0,
    };
    fact.n += 1;
    fact.sampled += isSampled ? 1 : 0;
    population.set(key, fact);
    if (basis === null) continue;
    const labelKey = JSON.stringify([drawn, truth, basis]);
    const label = labels.get(labelKey) ?? { ...drawn, truth, basis, ...none };
    label.n += 1;
    labels.set(labelKey, label);
  }
  return { population: [...population.values()], labels: [...labels.values()], windows: [new Date(0)] };
}

const share = (part: number, of: number): number | null => (of === 0 ? null : part / of);

export function truePrecision(tickets: readonly KnownTicket[], code: string): number | null {
  const there = tickets.filter(({ outcome, choice }) => outcome !== 'review' && choice === code);
  return share(there.filter(({ truth }) => truth === code).length, there.length);
}

export function trueRecall(
  tickets: readonly KnownTicket[],
  code: string,
  { endToEnd }: { endToEnd: boolean },
): number | null {
  const own = tickets.filter(({ outcome, truth }) => truth === code && (endToEnd || outcome !== 'review'));
  return share(own.filter(({ outcome, choice }) => outcome !== 'review' && choice === code).length, own.length);
}

export function trueAccuracy(tickets: readonly KnownTicket[]): number | null {
  const routed = tickets.filter(({ outcome }) => outcome !== 'review');
  return share(routed.filter(({ choice, truth }) => choice === truth).length, routed.length);
}
