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
