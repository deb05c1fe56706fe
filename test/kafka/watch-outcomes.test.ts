import { expect, test } from 'vitest';
import { createTicketPublisher } from '../../service/kafka/publish-tickets.ts';
import { type WatchedOutcome, watchOutcomes } from '../../service/kafka/watch-outcomes.ts';
import { routedEvent } from '../support/fixtures.ts';
import { setUpKafka } from '../support/kafka-setup.ts';
import { until } from '../support/until.ts';

test('when somebody else writes to the topic, then the outcomes behind it are shown all the same', async () => {
  const kafka = await setUpKafka({ partitions: 1 });
  const seen: WatchedOutcome[] = [];
  const watch = await watchOutcomes(kafka.client('test-watch'), kafka, (outcome) => seen.push(outcome));
  const publisher = await createTicketPublisher(kafka.client('test-publisher'), kafka.topics.routed);
  try {
    const values = ['no JSON', 'null', '{"decision":"routed"}', JSON.stringify(routedEvent)];
    await publisher.publishAll(values.map((value) => ({ ticketId: 'T-1', value: Buffer.from(value) })));
    await until('the outcome is seen', () => seen.length > 0);
    expect(seen).toEqual([{ kind: 'decided', event: routedEvent }]);
  } finally {
    await publisher.close();
    await watch.stop();
  }
});
