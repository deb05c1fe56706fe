import { Counter, Gauge, type Registry } from 'prom-client';

export interface ReviewMetrics {
  /** The store is up while it does both. */
  storeAnswers: (does: boolean) => void;
  storeTakesWrites: (does: boolean) => void;
  records: Counter<'kind'>;
  skipped: Counter<'kind'>;
  lag: Gauge<'topic' | 'partition'>;
  outbox: Gauge;
}

export function createReviewMetrics(registry: Registry): ReviewMetrics {
  const registers = [registry];
  const storeUp = new Gauge({
    name: 'signalbox_store_up',
    help: "1 while the analysts' store answers and takes what is written to it",
    registers,
  });
  let answers = false;
  let takesWrites = true;
  const showStore = () => storeUp.set(answers && takesWrites ? 1 : 0);
  return {
    storeAnswers: (does) => {
      answers = does;
      showStore();
    },
    storeTakesWrites: (does) => {
      takesWrites = does;
      answers ||= does; // a look may still wait for a connection that is gone
      showStore();
    },
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
      help: 'Messages of a partition that are not in the store, as far as was known when it was last read; only while this process reads it',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    outbox: new Gauge({
      name: 'signalbox_corrections_outbox',
      help: "Analysts' corrections in the store that are not known to be on the topic yet; each process tells of all of them",
      registers,
    }),
  };
}
