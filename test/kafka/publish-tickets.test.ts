import type { Kafka } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { createTicketPublisher } from '../../service/kafka/publish-tickets.ts';

/** Producers that count their sends in flight; `fail` makes the next send of any of them fail. */
function kafkaThatCounts() {
  const state = { producers: 0, disconnected: 0, inFlight: 0, mostInFlight: 0, sent: [] as string[], fail: '' };
  const producer = () => {
    state.producers++;
    return {
      connect: async () => {},
      disconnect: async () => {
        state.disconnected++;
      },
      send: async ({ messages }: { messages: { key: string }[] }) => {
        state.mostInFlight = Math.max(state.mostInFlight, ++state.inFlight);
        await new Promise((resolve) => setImmediate(resolve));
        state.inFlight--;
        if (state.fail) {
          const error = Object.assign(new Error(state.fail), { type: state.fail });
          state.fail = '';
          throw error;
        }
        state.sent.push(...messages.map(({ key }) => key));
        return [{ errorCode: 0 }];
      },
    };
  };
  const admin = () => ({
    connect: async () => {},
    disconnect: async () => {},
    fetchTopicMetadata: async () => ({
      topics: [{ partitions: [0, 1, 2].map((partitionId) => ({ partitionId, leader: 1, replicas: [1], isr: [1] })) }],
    }),
  });
  return { kafka: { producer, admin } as unknown as Kafka, state };
}

describe('publishing tickets', () => {
  it('sends one after the other, however many ask at once: a retry must not meet another send', async () => {
    const { kafka, state } = kafkaThatCounts();
    const publisher = await createTicketPublisher(kafka, 'tickets.inbound');
    const ids = Array.from({ length: 20 }, (_, i) => `t-${i}`);

    await Promise.all(ids.map((id) => publisher.publish(id, Buffer.from('{}'))));

    expect(state.mostInFlight).toBe(1);
    expect(state.sent).toEqual(ids);
  });

  it('after an error it goes on with a new producer and never with the failed one', async () => {
    const { kafka, state } = kafkaThatCounts();
    const publisher = await createTicketPublisher(kafka, 'tickets.inbound');
    state.fail = 'REQUEST_TIMED_OUT';

    const [first, second] = await Promise.allSettled(['a', 'b'].map((id) => publisher.publish(id, Buffer.from('{}'))));

    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'BROKER_UNREACHABLE' } });
    expect(second?.status).toBe('fulfilled');
    expect(state).toMatchObject({ producers: 2, disconnected: 1, sent: ['b'] });
  });

  it('a ticket that the topic does not take is the sender\u2019s matter, not the broker\u2019s', async () => {
    const { kafka, state } = kafkaThatCounts();
    const publisher = await createTicketPublisher(kafka, 'tickets.inbound');
    state.fail = 'MESSAGE_TOO_LARGE';

    await expect(publisher.publish('a', Buffer.alloc(9))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('9 bytes'),
    });
  });
});
