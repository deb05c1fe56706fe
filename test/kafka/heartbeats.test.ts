import { afterEach, expect, test, vi } from 'vitest';
import { createGroupConsumer } from '../../service/kafka/group-consumer.ts';
import { setUpKafka } from '../support/kafka-setup.ts';
import { until } from '../support/until.ts';

afterEach(() => void vi.restoreAllMocks());

test('when the clock of the machine is set back, then a member goes on telling its group that it is there', async () => {
  const { client, groupPrefix, topics } = await setUpKafka({ partitions: 1 });
  const onFailure = vi.fn();
  const group = createGroupConsumer({
    ...{ groupId: `${groupPrefix}-test`, createClient: client, onFailure },
    ...{ sessionTimeoutMs: 8_000, finishMs: 0, stallSeconds: 300 },
  });
  const { consumer } = group;
  let beats = 0;
  consumer.on(consumer.events.HEARTBEAT, () => {
    beats += 1;
  });
  await group.run([topics.inbound], { partitionsAtOnce: 1, eachBatch: async () => undefined });
  await until('it is a member', group.isReady);
  const now = Date.now;
  vi.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
  beats = 0;
  await until('it has told so twice', () => beats >= 2);
  expect(onFailure).not.toHaveBeenCalled();
  await group.stop();
});

test('however many partitions have nothing to read, a member tells so no more often than it has to', async () => {
  const { client, groupPrefix, topics } = await setUpKafka({ partitions: 30 });
  const group = createGroupConsumer({
    ...{ groupId: `${groupPrefix}-test`, createClient: client, onFailure: vi.fn() },
    ...{ sessionTimeoutMs: 8_000, finishMs: 0, stallSeconds: 300 },
  });
  const { consumer } = group;
  const beatenAt: number[] = [];
  consumer.on(consumer.events.HEARTBEAT, () => void beatenAt.push(performance.now()));
  await group.run([topics.inbound], { partitionsAtOnce: 4, eachBatch: async () => undefined });
  await until('it has told so four times', () => beatenAt.length >= 4);
  await group.stop();
  const gaps = beatenAt.slice(1).map((at, i) => at - (beatenAt[i] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(1_400);
});
