import { Counter, Gauge, type Registry } from 'prom-client';

export interface ReviewMetrics {
  storeUp: Gauge;
  records: Counter<'kind'>;
  skipped: Counter<'kind'>;
  lag: Gauge<'topic' | 'partition'>;
  outbox: Gauge;
}

export function createReviewMetrics(registry: Registry): ReviewMetrics {
  const registers = [registry];
  return {
    storeUp: new Gauge({ name: 'signalbox_store_up', help: "1 while the analysts' store answers", registers }),
    records: new Counter({
      name: 'signalbox_reviewer_records_total',
      help: 'Messages written to the store, by what they are; a repetition counts again',
      labelNames: ['kind'],
      registers,
    }),
    skipped: new Counter({
      name: 'signalbox_reviewer_skipped_total',
      help: 'Messages left out of the store because they break their contract; the log says which and why',
      labelNames: ['kind'],
      registers,
    }),
    lag: new Gauge({
      name: 'signalbox_reviewer_lag',
      help: 'Messages of a partition that were not in the store when it was last read',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    outbox: new Gauge({
      name: 'signalbox_corrections_outbox',
      help: "Analysts' corrections that are not known to be on the topic yet",
      registers,
    }),
  };
}
