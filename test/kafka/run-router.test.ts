import { afterEach, expect, test, vi } from 'vitest';
import type { Classifier } from '../../service/classify/classifier.ts';
import { createRoutingEventValidator } from '../../service/contracts/routing-event.ts';
import { runRouter } from '../../service/kafka/run-router.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { createFakeCluster } from '../support/fake-cluster.ts';
import { fakeClassifier, routerParts, scoresOf, taxonomy } from '../support/fixtures.ts';

const topics = { inbound: 'in', routed: 'out', escalated: 'unsure', rejected: 'dead', corrections: 'said' };

async function router(classifier: Classifier, { partitions = 1, stallSeconds = 60 } = {}) {
  const cluster = createFakeCluster({ partitions });
  const onFailure = vi.fn();
  const running = await runRouter(
    {
      ...{ groupPrefix: 'test', topics, validate: createRoutingEventValidator(taxonomy), stallSeconds, onFailure },
      ...{ log: createLog('silent'), createClient: cluster.createClient },
      partitionCounts: new Map(Object.values(topics).map((topic) => [topic, partitions])),
    },
    routerParts(classifier),
  );
  cluster.join();
  await cluster.isInPlace();
  return { cluster, running, onFailure };
}

const ticket = (id: number, body: string) =>
  Buffer.from(JSON.stringify({ ticketId: `T-${id}`, channel: 'chat', body }));

afterEach(() => {
  vi.useRealTimers();
});

test('when many tickets are escalated together, then each send fits the smallest read of an escalator', async () => {
  const { cluster, running } = await router(fakeClassifier(() => scoresOf([0.25, 0.5, 0.25])));
  const body = 'It still does not work. '.repeat(250);
  await cluster.deliver(
    0,
    0,
    Array.from({ length: 100 }, (_, i) => ticket(i, body)),
  );
  await running.stop();
  const escalated = cluster.sends.filter(({ topic }) => topic === topics.escalated);
  const bytesOf = (messages: { value: Buffer | string | null }[]) =>
    messages.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
  expect(escalated.flatMap(({ messages }) => messages)).toHaveLength(100);
  expect(bytesOf(escalated.flatMap(({ messages }) => messages))).toBeGreaterThan(500_000);
  expect(Math.max(...escalated.map(({ messages }) => bytesOf(messages)))).toBeLessThanOrEqual(64 * 1024);
});

test('when partitions wait for one slow model, then none of them is taken for stalled while it gets on', async () => {
  vi.useFakeTimers();
  let line: Promise<unknown> = Promise.resolve();
  const slow: Classifier = {
    classify: (texts) => {
      const answered = line
        .then(() => new Promise((answer) => setTimeout(answer, 2_000)))
        .then(() => texts.map(() => scoresOf([0.9375, 0.0625, 0])));
      line = answered;
      return answered;
    },
    close: async () => undefined,
  };
  const { cluster, running, onFailure } = await router(slow, { partitions: 6, stallSeconds: 5 });
  const settled = Promise.all(
    [0, 1, 2, 3, 4, 5].map((partition) => cluster.deliver(partition, 0, [ticket(partition, 'My card was refused.')])),
  );
  for (let second = 0; second < 60 && cluster.committed.size < 6; second++) await vi.advanceTimersByTimeAsync(1_000);
  await settled;
  expect(onFailure).not.toHaveBeenCalled();
  await running.stop();
});
