import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kafkaClassPath } from '../../service/kafka/local-broker/class-path.ts';
import { settledOutcomes } from '../support/count-outcomes.ts';
import { type KafkaSetup, makeTickets, setUpKafka } from '../support/kafka-setup.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';

let kafka: KafkaSetup;
let service: ServiceProcess;
beforeAll(async () => {
  kafka = await setUpKafka();
  const admin = kafka.client('as-it-comes').admin();
  await admin.connect();
  // As on a cluster whose inbound topic is not ours: batches stay as their producer compressed them.
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      { type: 2, name: kafka.topics.inbound, configEntries: [{ name: 'compression.type', value: 'producer' }] },
    ],
  });
  await admin.disconnect();
  service = startServiceProcess(kafka.environment);
  await service.ready();
});
afterAll(() => service?.stop('SIGTERM'));

/** Apache Kafka's own console producer, one line a ticket. */
async function publishCompressed(
  codec: string,
  tickets: readonly { ticketId: string; value: Buffer }[],
): Promise<void> {
  const producer = spawn('java', [
    ...['-Xmx256m', '-cp', await kafkaClassPath(), 'org.apache.kafka.tools.ConsoleProducer'],
    ...['--bootstrap-server', kafka.broker, '--topic', kafka.topics.inbound, '--compression-codec', codec],
    ...['--reader-property', 'parse.key=true', '--reader-property', 'key.separator=|'],
  ]);
  const left = once(producer, 'exit');
  producer.stdin.end(tickets.map(({ ticketId, value }) => `${ticketId}|${value}\n`).join(''));
  expect((await left)[0]).toBe(0);
}

it('reads what helpdesks publish in any codec of Java clients', async () => {
  const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
  const all: { ticketId: string; value: Buffer }[] = [];
  for (const codec of codecs) {
    const tickets = makeTickets(40, codec);
    await publishCompressed(codec, tickets);
    all.push(...tickets);
  }
  expect(await settledOutcomes(kafka, all)).toEqual({ outcomes: all.length, lost: [], doubled: [] });
  service.assertAlive();
});
