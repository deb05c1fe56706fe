import type { Kafka } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { createTicketPublisher, mostWaitingBytes } from '../../service/kafka/publish-tickets.ts';
import { setUpKafka } from '../support/kafka-setup.ts';

/** Producers that count their sends in flight; `fail` makes the next send of any of them fail, `refuses` what is opened. */
function kafkaThatCounts() {
  const state = {
    producers: 0,
    disconnected: 0,
    inFlight: 0,
    mostInFlight: 0,
    sent: [] as string[],
    fail: '',
    mostBytes: Number.POSITIVE_INFINITY,
    refuses: '',
    onSend: () => {},
  };
  let admins = 0;
  const open = async (what: string) => {
    if (state.refuses === what) throw new Error(`no ${what}`);
  };
  const producer = () => {
    state.producers++;
    return {
      connect: () => open('producer'),
      disconnect: async () => {
        state.disconnected++;
      },
      send: async ({
        messages,
        compression = 0,
      }: {
        messages: { key: string; value: Buffer }[];
        compression?: number;
      }) => {
        state.mostInFlight = Math.max(state.mostInFlight, ++state.inFlight);
        state.onSend();
        await new Promise((resolve) => setImmediate(resolve));
        state.inFlight--;
        const bytes = messages.reduce((sum, { value }) => sum + value.length, 0);
        if (bytes > state.mostBytes * (compression === 0 ? 1 : 2)) state.fail = 'MESSAGE_TOO_LARGE';
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
  const admin = () => {
    admins++;
    return {
      connect: () => open('admin'),
      disconnect: async () => {
        admins--;
      },
      fetchTopicMetadata: async () => {
        await open('topic');
        const partitions = [0, 1, 2].map((partitionId) => ({ partitionId, leader: 1, replicas: [1], isr: [1] }));
        return { topics: [{ partitions }] };
      },
    };
  };
  const openNow = () => admins + state.producers - state.disconnected;
  return { kafka: { producer, admin } as unknown as Kafka, state, openNow };
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

  it('what the topic does not take together goes one by one, and only what is too large by itself is refused', async () => {
    const { kafka, state, openNow } = kafkaThatCounts();
    const publisher = await createTicketPublisher(kafka, 'tickets.inbound');
    state.mostBytes = 20;
    await publisher.publishAll(['a', 'b', 'c'].map((value) => ({ ticketId: 'same', value: Buffer.alloc(9, value) })));
    expect(state.sent).toEqual(['same', 'same', 'same']);

    const sizes = [9, 9, 21];
    const refused = publisher.publishAll(sizes.map((bytes) => ({ ticketId: 'same', value: Buffer.alloc(bytes) })));
    await expect(refused).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('a ticket of 21 bytes'),
    });
    expect(state.sent).toHaveLength(5);
    await publisher.close();
    expect(openNow()).toBe(0);
  });

  it('when what is published again is too large, then it goes on compressed, and what is too large even so is left out', async () => {
    const { kafka, state, openNow } = kafkaThatCounts();
    const publisher = await createTicketPublisher(kafka, 'tickets.inbound');
    state.mostBytes = 20;
    const tickets = [9, 30, 41, 20].map((bytes, i) => ({
      ...{ ticketId: `t-${i}`, value: Buffer.alloc(bytes) },
      headers: { from: `${i}` },
    }));
    expect(await publisher.publishAgain(tickets)).toEqual([tickets[2]]);
    expect(state.sent.toSorted()).toEqual(['t-0', 't-1', 't-3']);
    state.fail = 'REQUEST_TIMED_OUT';
    await expect(publisher.publishAgain(tickets.slice(0, 1))).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE' });
    await publisher.close();
    expect(openNow()).toBe(0);
  });

  it('what gave up while it waited is not sent, and neither is what waits behind a close', async () => {
    const { kafka, state } = kafkaThatCounts();
    const publisher = await createTicketPublisher(kafka, 'tickets.inbound');
    const gaveUp = new AbortController();
    const first = publisher.publish('a', Buffer.from('{}'));
    const second = publisher.publish('b', Buffer.from('{}'), gaveUp.signal);
    gaveUp.abort(new Error('the client left'));
    await first;
    await expect(second).rejects.toThrow('the client left');
    let closed: Promise<void> | undefined;
    state.onSend = () => {
      closed = publisher.close();
    };
    const sent = publisher.publish('c', Buffer.from('{}'));
    const behind = publisher.publish('d', Buffer.from('{}'));
    const refused = expect(behind).rejects.toMatchObject({ code: 'STOPPING' });
    await Promise.all([sent, refused]);
    await closed;
    expect(state.sent).toEqual(['a', 'c']);
  });

  it('not more waits for the broker than memory is meant for; a single large ticket always may', async () => {
    const { kafka, state } = kafkaThatCounts();
    const publisher = await createTicketPublisher(kafka, 'tickets.inbound');
    const large = publisher.publish('a', Buffer.alloc(mostWaitingBytes + 1));
    await expect(publisher.publish('b', Buffer.from('{}'))).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE' });
    await large;
    await publisher.publish('c', Buffer.from('{}'));
    expect(state.sent).toEqual(['a', 'c']);
  });

  it.each(['admin', 'topic', 'producer'])(
    'when it cannot be made for want of the %s, then nothing is left open',
    async (what) => {
      const { kafka, state, openNow } = kafkaThatCounts();
      state.refuses = what;
      await expect(createTicketPublisher(kafka, 'tickets.inbound')).rejects.toThrow(`no ${what}`);
      expect(openNow()).toBe(0);
    },
  );

  it('when the broker stays away after an error, then no attempt leaves a producer open', async () => {
    const { kafka, state, openNow } = kafkaThatCounts();
    const publisher = await createTicketPublisher(kafka, 'tickets.inbound');
    state.fail = 'REQUEST_TIMED_OUT';
    state.refuses = 'producer';
    for (const id of ['a', 'b', 'c'])
      await expect(publisher.publish(id, Buffer.from('{}'))).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE' });
    expect(openNow()).toBe(0);
    state.refuses = '';
    await publisher.publish('d', Buffer.from('{}'));
    expect(state.sent).toEqual(['d']);
  });
});

const kibibyte = 1024;

describe('a real topic that takes less than is sent', () => {
  /** Publishes tickets of so many bytes on a topic with such limits. */
  async function publishOn(limits: Record<string, number>, sizes: number[]) {
    const { topics, client } = await setUpKafka({ partitions: 1 });
    const topic = `${topics.inbound}.small`;
    const admin = client('test-admin').admin();
    await admin.connect();
    const settings = { 'max.message.bytes': 4 * kibibyte * kibibyte, ...limits };
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value: String(value) }));
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }] });
    const publisher = await createTicketPublisher(client('test-publisher'), topic);
    try {
      const tickets = sizes.map((bytes) => ({ ticketId: 'same', value: Buffer.alloc(bytes, 'x') }));
      const [result] = await Promise.allSettled([publisher.publishAll(tickets)]);
      const [log] = await admin.fetchTopicOffsets(topic);
      return { result, arrived: Number(log?.high) };
    } finally {
      await publisher.close();
      await admin.disconnect();
    }
  }

  it('takes one by one what it does not take together', async () => {
    const sizes = [200 * kibibyte, 200 * kibibyte, 100 * kibibyte];
    const { result, arrived } = await publishOn({ 'max.message.bytes': 300 * kibibyte }, sizes);
    expect({ result, arrived }).toMatchObject({ result: { status: 'fulfilled' }, arrived: 3 });
  });

  it.each(['max.message.bytes', 'segment.bytes'])('refuses a ticket that is larger than its %s', async (setting) => {
    const { result, arrived } = await publishOn({ [setting]: 1_100 * kibibyte }, [1_200 * kibibyte]);
    expect({ result, arrived }).toMatchObject({
      result: { status: 'rejected', reason: { code: 'INPUT_INVALID', remedy: expect.stringContaining(setting) } },
      arrived: 0,
    });
  });
});
