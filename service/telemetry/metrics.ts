import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  /** Tickets settled by committed transactions; `detail` is the category or the reason. */
  outcomes: Counter<'role' | 'outcome' | 'detail'>;
  transactions: Counter<'role'>;
  /** Seconds of each call to the frontier model. */
  frontierCalls: Histogram<'result'>;
  frontierCostUsd: Counter;
  /** Until when the frontier model is not asked, on the clock of `performance.now()`. */
  frontierAwayUntil: (ms: number) => void;
  /** What the frontier model said of the fine-tuned one's first choice, and what came of it. */
  frontierOpinions: Counter<'opinion' | 'outcome'>;
}

/** One registry a service, so that two services in one process do not share counts. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  let frontierAwayUntilMs = 0;
  new Gauge({
    name: 'signalbox_frontier_circuit_open',
    help: '1 while the frontier model is not asked because calls to it failed',
    registers,
    // That it is over is no event: whether it may be asked again is found out by the next ticket.
    collect() {
      this.set(performance.now() < frontierAwayUntilMs ? 1 : 0);
    },
  });
  return {
    registry,
    outcomes: new Counter({
      name: 'signalbox_outcomes_total',
      help: 'Messages settled, by role, outcome and category or reason',
      labelNames: ['role', 'outcome', 'detail'],
      registers,
    }),
    transactions: new Counter({
      name: 'signalbox_transactions_total',
      help: 'Committed Kafka transactions',
      labelNames: ['role'],
      registers,
    }),
    frontierCalls: new Histogram({
      name: 'signalbox_frontier_call_seconds',
      help: 'Calls to the frontier model, by result',
      labelNames: ['result'],
      // Up to the longest `callSeconds` that a policy may name.
      buckets: [0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 180, 300],
      registers,
    }),
    frontierCostUsd: new Counter({
      name: 'signalbox_frontier_cost_usd_total',
      help: 'US dollars that calls to the frontier model are taken to have cost',
      registers,
    }),
    frontierAwayUntil: (ms) => {
      frontierAwayUntilMs = ms;
    },
    frontierOpinions: new Counter({
      name: 'signalbox_frontier_opinions_total',
      help: 'Tickets that the frontier model was asked about, by its opinion on the first choice of the fine-tuned one',
      labelNames: ['opinion', 'outcome'],
      registers,
    }),
  };
}
