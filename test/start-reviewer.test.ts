import type { Kafka } from 'kafkajs';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../service/review/store/open-store.ts';
import { recordCorrections } from '../service/review/store/record-corrections.ts';
import type { Review } from '../service/start-review.ts';
import { startReviewer } from '../service/start-reviewer.ts';
import { createLog } from '../service/telemetry/log.ts';
import { createReviewMetrics } from '../service/telemetry/review-metrics.ts';
import { correction } from './review/support/records.ts';
import { taxonomy } from './support/fixtures.ts';
import { until } from './support/until.ts';

const nothing = async () => undefined;

/** A broker that takes no consumers, and whose answer to a send comes when it is given. */
function halfABroker() {
  let sending: () => void = () => undefined;
  let answer: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (sending = resolve));
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const topic = { partitions: [{ partitionId: 0, leader: 1, replicas: [1], isr: [1] }] };
  const kafka = {
    consumer: () => ({ events: {}, on: nothing, connect: () => Promise.reject(new Error('no')), disconnect: nothing }),
    admin: () => ({ connect: nothing, disconnect: nothing, fetchTopicMetadata: async () => ({ topics: [topic] }) }),
    producer: () => ({
      connect: nothing,
      disconnect: nothing,
      send: async () => {
        sending();
        await answered;
        return [{ errorCode: 0 }];
      },
    }),
  };
  return { createClient: () => kafka as unknown as Kafka, begun, answer };
}

/** A reviewer on such a broker, with corrections that are to be published, and a store that is open when `open` is called. */
async function withCorrections(ticketIds: string[]) {
  const store = await openStore({});
  onTestFinished(() => store.close());
  await recordCorrections(
    store.db,
    ticketIds.map((ticketId) => correction({ ticketId })),
  );
  await store.db.updateTable('corrections').set({ on_topic: false }).execute();
  const { createClient, begun, answer } = halfABroker();
  const onFailure = vi.fn();
  const registry = new Registry();
  let isOpen = false;
  const review = {
    store: () => {
      if (isOpen) return store.db;
      throw new Error('not yet');
    },
    opened: begun.then(() => store.db),
    onWake: () => () => undefined,
  } as unknown as Review;
  const reviewer = await startReviewer({
    review,
    settings: { databaseUrl: undefined, folder: '', auditRate: 0, retention: { textDays: 1, decisionDays: 36_500 } },
    kafka: {
      groupPrefix: 'test',
      topics: { inbound: 'in', routed: 'out', escalated: 'esc', rejected: 'rej', corrections: 'cor' },
      stallSeconds: 60,
    },
    createClient,
    taxonomy,
    metrics: createReviewMetrics(registry),
    onFailure,
    log: createLog('silent'),
  });
  isOpen = true;
  return { store, registry, reviewer, begun, answer, onFailure };
}

test('when the consumer could not start, then a stop waits for the correction on its way all the same', async () => {
  const { store, reviewer, answer, onFailure } = await withCorrections(['T-1']);
  await until('it is told', () => onFailure.mock.calls.length > 0);
  const stopped = reviewer.stop();
  setImmediate(answer);
  await stopped;
  const rows = await store.db.selectFrom('corrections').select('on_topic').execute();
  expect(rows).toEqual([{ on_topic: true }]);
});

test('when more corrections wait than are published at once, then the metric tells of all of them', async () => {
  const { registry, reviewer, begun, answer } = await withCorrections(Array.from({ length: 205 }, (_, i) => `T-${i}`));
  try {
    await begun;
    expect(await registry.getSingleMetricAsString('signalbox_corrections_outbox')).toMatch(/ 205$/);
  } finally {
    answer();
    await reviewer.stop();
  }
});
