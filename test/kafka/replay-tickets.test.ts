import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import kafkajs from 'kafkajs';
import { expect, test } from 'vitest';
import type { ConsumedMessage } from '../../service/kafka/consume-exactly-once.ts';
import { kafkaClassPath } from '../../service/kafka/local-broker/class-path.ts';
import { createTicketPublisher } from '../../service/kafka/publish-tickets.ts';
import { readTopic } from '../../service/kafka/read-topic.ts';
import { replayedFromHeader, replayTickets } from '../../service/kafka/replay-tickets.ts';
import { committedOffsets } from '../support/java-consumer.ts';
import { type KafkaSetup, setUpKafka } from '../support/kafka-setup.ts';

const reason = 'frontier_unavailable';

/** One partition each, on a broker whose coordinators have begun to work: a new one's first groups are refused for a moment. */
async function setUp(): Promise<KafkaSetup> {
  const kafka = await setUpKafka({ partitions: 1 });
  const admin = kafka.client('test-admin').admin();
  await admin.connect();
  // Their names' hashes are consecutive: one for each of the local broker's four partitions of groups.
  for (const group of ['a', 'b', 'c', 'd']) await committedOffsets(admin, group, kafka.topics.inbound);
  await admin.disconnect();
  return kafka;
}

/** By Apache Kafka's own console producer: kafkajs cannot write a header without a value. */
async function publishWithHeaders(kafka: KafkaSetup, lines: readonly string[]): Promise<void> {
  const reading = {
    'parse.headers': true,
    'parse.key': true,
    'headers.delimiter': '|',
    'key.separator': '|',
    'null.marker': 'NULL',
  };
  const producer = spawn('java', [
    ...['-Xmx256m', '-XX:+UseSerialGC', '-cp', await kafkaClassPath(), 'org.apache.kafka.tools.ConsoleProducer'],
    ...['--bootstrap-server', kafka.broker, '--topic', kafka.topics.inbound],
    ...Object.entries(reading).flatMap(([name, value]) => ['--reader-property', `${name}=${value}`]),
  ]);
  const left = once(producer, 'exit');
  producer.stdin.end(lines.map((line) => `${line}\n`).join(''));
  expect((await left)[0]).toBe(0);
}

/** That the ticket went to review, as the router says it. */
async function sendToReview(kafka: KafkaSetup, ticketId: string, offset: number): Promise<void> {
  const publisher = await createTicketPublisher(kafka.client('test-review'), kafka.topics.routed);
  const source = { topic: kafka.topics.inbound, partition: 0, offset };
  const decidedAt = new Date().toISOString();
  const event = { ticketId, revision: 1, decision: 'needs_review', reason, decidedAt, source };
  await publisher.publishAll([{ ticketId, value: Buffer.from(JSON.stringify(event)) }]);
  await publisher.close();
}

async function inboundOf(kafka: KafkaSetup): Promise<ConsumedMessage[]> {
  const messages: ConsumedMessage[] = [];
  const place = { topic: kafka.topics.inbound, groupPrefix: kafka.groupPrefix };
  await readTopic(kafka.client('test-inbound'), place, (message) => messages.push(message));
  return messages;
}

test('when headers came without a value, alone or among others of their name, then the ticket is published again with empty ones', async () => {
  const kafka = await setUp();
  await publishWithHeaders(kafka, ['alone:NULL,tag:NULL,tag:late|t-1|{"body":"where is our payout?"}']);
  await sendToReview(kafka, 't-1', 0);
  const [came] = await inboundOf(kafka);
  expect(came?.headers).toEqual({ alone: null, tag: [null, Buffer.from('late')] });

  const done = await replayTickets(kafka.client, kafka, { reasons: [reason] });

  expect(done).toEqual({ found: 1, onTheWay: 0, corrected: 0, expired: 0, replayed: 1, tooLarge: [] });
  const [, again] = await inboundOf(kafka);
  expect([again?.key, again?.value]).toEqual([came?.key, came?.value]);
  expect(again?.headers).toEqual({
    alone: Buffer.alloc(0),
    tag: [Buffer.alloc(0), Buffer.from('late')],
    [replayedFromHeader]: Buffer.from(`${kafka.topics.inbound}/0/0`),
  });
});

test('when a ticket that was published again went to review again, then its latest place is named, once', async () => {
  const kafka = await setUp();
  await publishWithHeaders(kafka, ['tag:one|t-1|{"body":"where is our payout?"}']);
  for (const offset of [0, 1]) {
    await sendToReview(kafka, 't-1', offset);
    expect(await replayTickets(kafka.client, kafka, { reasons: [reason] })).toMatchObject({ replayed: 1 });
  }
  const places = (await inboundOf(kafka)).map(({ headers }) => headers?.[replayedFromHeader]?.toString());
  expect(places).toEqual([undefined, `${kafka.topics.inbound}/0/0`, `${kafka.topics.inbound}/0/1`]);
});

test('when the topic takes a ticket again only compressed, or not at all, then all others are published again and that one is named', async () => {
  const kafka = await setUp();
  const bodies = ['first', 'x'.repeat(1_500_000), randomBytes(1_500_000).toString('base64'), 'last'];
  const tickets = bodies.map((body, i) => ({ ticketId: `t-${i}`, value: Buffer.from(JSON.stringify({ body })) }));
  await kafka.publish(tickets);
  for (const [offset, { ticketId }] of tickets.entries()) await sendToReview(kafka, ticketId, offset);
  const admin = kafka.client('test-admin').admin();
  await admin.connect();
  const configEntries = [
    { name: 'max.message.bytes', value: String(1024 * 1024) },
    { name: 'compression.type', value: 'producer' },
  ];
  const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: kafka.topics.inbound, configEntries }];
  await admin.alterConfigs({ validateOnly: false, resources });
  await admin.disconnect();

  const done = await replayTickets(kafka.client, kafka, { reasons: [reason] });

  const tooLarge = [{ ticketId: 't-2', place: `${kafka.topics.inbound}/0/2` }];
  expect(done).toEqual({ found: 4, onTheWay: 0, corrected: 0, expired: 0, replayed: 3, tooLarge });
  const again = (await inboundOf(kafka)).slice(4).map(({ key, value }) => ({ ticketId: String(key), value }));
  expect(again).toEqual([tickets[0], tickets[1], tickets[3]]);
  expect(await replayTickets(kafka.client, kafka, { reasons: [reason] })).toMatchObject({ onTheWay: 3, tooLarge });
});

test('when one id has corrections of two tickets, then both are settled, and taking one back leaves the other', async () => {
  const kafka = await setUp();
  const publisher = await createTicketPublisher(kafka.client('test-corrections'), kafka.topics.corrections);
  const say = (ticketId: string, id: string, retracts?: string) => ({
    ticketId,
    value: Buffer.from(JSON.stringify({ ticketId, ...(retracts === undefined ? {} : { retracts }) })),
    headers: { ce_id: id },
  });
  await kafka.publish(['t-1', 't-2'].map((ticketId) => ({ ticketId, value: Buffer.from('{"body":"where is it?"}') })));
  for (const [offset, ticketId] of ['t-1', 't-2'].entries()) await sendToReview(kafka, ticketId, offset);
  await publisher.publishAll([say('t-1', '1'), say('t-2', '1')]);
  const replay = () => replayTickets(kafka.client, kafka, { reasons: [reason] });
  expect(await replay()).toMatchObject({ found: 2, corrected: 2, replayed: 0 });
  await publisher.publishAll([say('t-2', '2', '1')]);
  await publisher.close();
  expect(await replay()).toMatchObject({ found: 2, corrected: 1, replayed: 1 });
  expect((await inboundOf(kafka)).at(-1)?.key?.toString()).toBe('t-2');
});
