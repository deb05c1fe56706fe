import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  /** Tickets settled by committed transactions; `detail` is the category or the reason. */
  outcomes: Counter<'role' | 'outcome' | 'detail'>;
  transactions: Counter<'role'>;
}

/** One registry a service, so that two services in one process do not share counts. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
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
  };
}
