import { expect, test } from 'vitest';
import { consumeExactlyOnce, type ExactlyOnceOptions } from '../../service/kafka/consume-exactly-once.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { createFakeCluster } from '../support/fake-cluster.ts';

const record = {
  ...{ topic: 'out', key: null, value: null, headers: {} },
  summary: { outcome: 'routed', detail: 'PAY' } as const,
};

type Options = Pick<ExactlyOnceOptions, 'handle' | 'finishMs'> & { partitions?: number };

/** A member whose group is joined anew, as kafkajs does it where one broker of several answers a read with an error. */
async function member({ partitions = 1, ...options }: Options) {
  const cluster = createFakeCluster({ partitions });
  const failures: Error[] = [];
  const running = await consumeExactlyOnce({
    ...{ groupId: 'test', topic: 'in', partitionCounts: new Map([['out', partitions]]), stallSeconds: 60 },
    ...{ log: createLog('silent'), createClient: cluster.createClient, onFailure: (error) => failures.push(error) },
    ...{ messagesPerTransaction: 1, ...options },
  });
  cluster.join();
  await cluster.isInPlace();
  return { cluster, running, failures };
}

test('when the group is joined anew while answers are waited for that were paid, then those that come are kept, and nothing new is begun', async () => {
  const asked: string[] = [];
  const { cluster, running, failures } = await member({
    finishMs: 10_000,
    handle: async (messages) => {
      asked.push(...messages.map(({ offset }) => offset));
      if (asked.length === 2) cluster.join(); // with the first two in hand
      return messages.map(() => record);
    },
  });
  const values = Array.from({ length: 4 }, () => Buffer.from('x'));
  await cluster.deliver(0, 0, values);
  expect({ asked, committed: cluster.committed.get(0) }).toEqual({ asked: ['0', '1'], committed: '2' });

  await cluster.isInPlace();
  await cluster.deliver(0, 2, values.slice(2));
  expect({ asked, committed: cluster.committed.get(0) }).toEqual({ asked: ['0', '1', '2', '3'], committed: '4' });
  await running.stop();
  expect(failures).toEqual([]);
  expect(cluster.producers.closed).toBe(cluster.producers.opened);
});

test('when the group is joined anew and doing the work again costs nothing, then what is in hand is dropped', async () => {
  const { cluster, running } = await member({
    finishMs: 0,
    handle: async (messages) => {
      cluster.join();
      return messages.map(() => record);
    },
  });
  await cluster.deliver(0, 0, [Buffer.from('x')]);
  expect(cluster.sends).toEqual([]);
  await running.stop();
});

test('when the group is joined anew while the last of a batch is written, then its producer is closed all the same', async () => {
  const { cluster, running } = await member({ finishMs: 0, handle: async (messages) => messages.map(() => record) });
  cluster.whileSending(() => cluster.join());
  await cluster.deliver(0, 0, [Buffer.from('x')]);
  await cluster.isInPlace();
  await cluster.deliver(0, 1, [Buffer.from('x')]);
  await running.stop();
  expect(cluster.producers).toEqual({ opened: 2, closed: 2 });
});

test('when a batch fails after the group was joined anew, then it is left to those who read it again', async () => {
  const { cluster, running, failures } = await member({
    finishMs: 0,
    handle: async () => {
      cluster.join();
      throw new Error('the model is away');
    },
  });
  await expect(cluster.deliver(0, 0, [Buffer.from('x')])).resolves.toBeUndefined();
  await running.stop();
  expect(failures).toEqual([]);
  expect(cluster.producers.closed).toBe(cluster.producers.opened);
});

test('when the group is joined anew while batches wait for their turn, then none of them is begun', async () => {
  const asked: string[] = [];
  const { cluster, running } = await member({
    partitions: 2,
    finishMs: 10_000,
    handle: async (messages) => {
      asked.push(...messages.map(({ partition, offset }) => `${partition}/${offset}`));
      return messages.map(() => record);
    },
  });
  await cluster.deliver(0, 0, [Buffer.from('x')]);
  const [kept, given] = [cluster.read(0, 1, [Buffer.from('x')]), cluster.read(1, 0, [Buffer.from('x')])];
  const { opened } = cluster.producers;
  cluster.join([0]);
  await Promise.all([kept(), given()]); // while it is asked where to go on
  await cluster.isInPlace();
  await Promise.all([kept(), given()]);
  expect(asked).toEqual(['0/0']);
  expect(cluster.producers.opened).toBe(opened); // whose partition it is now is not fenced

  await cluster.deliver(0, 1, [Buffer.from('x')]);
  expect(asked).toEqual(['0/0', '0/1']);
  await running.stop();
});
