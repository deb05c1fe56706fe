import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Topics } from '../../service/config.ts';
import { createKafka } from '../../service/kafka/connect.ts';
import { createTicketPublisher } from '../../service/kafka/publish-tickets.ts';
import { createTopics } from '../../service/kafka/topics.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { committedOffsets } from './java-consumer.ts';

export interface KafkaSetup {
  broker: string;
  topics: Topics;
  groupPrefix: string;
  /** For a service process. */
  environment: Record<string, string>;
  client: (id: string) => ReturnType<typeof createKafka>;
  publish: (tickets: readonly { ticketId: string; value: Buffer }[]) => Promise<void>;
  /** Sums over partitions of what the router has committed and of the inbound topic's ends, both from the broker. */
  progress: () => Promise<{ committed: number; end: number }>;
}

/** Topics and groups of one test on the shared broker, under random names. */
export function setUpKafka({ partitions = 3 } = {}): Promise<KafkaSetup> {
  return setUpKafkaOn(inject('broker'), partitions, inject('dataDir'));
}

export async function setUpKafkaOn(broker: string, partitions: number, dataDir?: string): Promise<KafkaSetup> {
  const name = `t${randomBytes(5).toString('hex')}`;
  const topics: Topics = {
    inbound: `${name}.inbound`,
    routed: `${name}.routed`,
    escalated: `${name}.escalated`,
    rejected: `${name}.rejected`,
    corrections: `${name}.corrections`,
  };
  const log = createLog('fatal', 2);
  const client = (id: string) => createKafka({ brokers: [broker], ssl: false, sasl: undefined }, id, log);
  await createTopics(client('test'), { topics, partitions });
  const environment = {
    KAFKA_BROKERS: broker,
    KAFKA_GROUP_PREFIX: name,
    ...(dataDir ? { DATA_DIR: join(dataDir, name) } : {}),
    ...Object.fromEntries(Object.entries(topics).map(([key, topic]) => [`KAFKA_TOPIC_${key.toUpperCase()}`, topic])),
  };
  return {
    broker,
    topics,
    groupPrefix: name,
    environment,
    client,
    publish: async (tickets) => {
      const publisher = await createTicketPublisher(client('test-publisher'), topics.inbound);
      await publisher.publishAll(tickets);
      await publisher.close();
    },
    progress: async () => {
      const admin = client('test-admin').admin();
      await admin.connect();
      try {
        const offsets = await committedOffsets(admin, `${name}-router`, topics.inbound);
        const ends = await admin.fetchTopicOffsets(topics.inbound);
        return {
          committed: offsets.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0),
          end: ends.reduce((sum, { high }) => sum + Number(high), 0),
        };
      } finally {
        await admin.disconnect();
      }
    },
  };
}

/** Short tickets in different words, as JSON bytes. */
export function makeTickets(count: number, prefix = 'ticket'): { ticketId: string; value: Buffer }[] {
  const bodies = [
    'our sweep of Tuesday has not arrived at the bank',
    'customer was charged twice for one order',
    'the reader shows E-203 and does not print',
    'please add Apple Pay to our shop',
    'thanks, all good now!',
    'need an invoice for October',
    'I cannot log in since my phone was stolen',
  ];
  return Array.from({ length: count }, (_, i) => {
    const ticketId = `${prefix}-${i}`;
    const body = `${bodies[i % bodies.length]} (no ${i})`;
    return { ticketId, value: Buffer.from(JSON.stringify({ ticketId, subject: null, body, channel: 'chat' })) };
  });
}
