import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Admin } from 'kafkajs';
import { createKafka } from '../../service/kafka/connect.ts';
import { kafkaClassPath } from '../../service/kafka/local-broker/class-path.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { until } from './until.ts';

const log = createLog('fatal', 2);

export interface ReadRecord {
  partition: number;
  headers: Record<string, string>;
  key: string | null;
  value: string | null;
}

// A separator that no test's text contains.
const separator = '\u241f';

/**
 * All that a read-committed reader sees of a topic now, by Apache Kafka's own console consumer: the checker of every
 * guarantee is not the client under test. It is ended when it has committed that it is through, however long that takes.
 */
export async function readCommitted(broker: string, topic: string): Promise<ReadRecord[]> {
  const admin = createKafka({ brokers: [broker], ssl: false, sasl: undefined }, 'test-reader', log).admin();
  await admin.connect();
  try {
    // kafkajs asks as a read-committed reader: up to the first transaction that is still open.
    const ends = (await admin.fetchTopicOffsets(topic)).filter(({ high }) => high !== '0');
    if (ends.length === 0) return [];
    const groupId = `test-reader-${randomUUID()}`;
    const reader = await startReader(broker, topic, groupId);
    await until(`all of ${topic} is read`, async () => {
      reader.assertAlive();
      const committed = await committedOffsets(admin, groupId, topic);
      return ends.every(({ partition, high }) =>
        committed.some((found) => found.partition === partition && BigInt(found.offset) >= BigInt(high)),
      );
    }).finally(reader.stop);
    return reader
      .output()
      .split('\n')
      .filter((line) => line.startsWith('Partition:'))
      .map(parseLine);
  } finally {
    await admin.disconnect();
  }
}

/** A group that nobody has used yet has no coordinator for a moment. */
export async function committedOffsets(admin: Admin, groupId: string, topic: string) {
  return until(`the coordinator of ${groupId} answers`, async () => {
    const answer = await admin.fetchOffsets({ groupId, topics: [topic] }).catch(() => undefined);
    return answer?.[0]?.partitions;
  });
}

async function startReader(broker: string, topic: string, groupId: string) {
  const formatter = {
    'print.key': true,
    'print.headers': true,
    'print.partition': true,
    'key.separator': separator,
    'headers.separator': '\u241e',
    'null.literal': '\u2400',
  };
  const child = spawn('java', [
    ...['-Xmx256m', '-XX:+UseSerialGC', '-cp', await kafkaClassPath()],
    'org.apache.kafka.tools.consumer.ConsoleConsumer',
    ...['--bootstrap-server', broker, '--topic', topic, '--from-beginning', '--group', groupId],
    ...['--isolation-level', 'read_committed', '--command-property', 'auto.commit.interval.ms=100'],
    ...Object.entries(formatter).flatMap(([name, value]) => ['--formatter-property', `${name}=${value}`]),
  ]);
  const closed = once(child, 'close'); // its output is here as well
  const said: Buffer[] = [];
  const complained: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complained.push(chunk));
  return {
    output: () => Buffer.concat(said).toString('utf8'),
    assertAlive: () => {
      if (child.exitCode !== null) throw new Error(`the reader has left: ${Buffer.concat(complained)}`);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

function parseLine(line: string): ReadRecord {
  const [partition = '', headers = '', key = '', ...value] = line.split(separator);
  const absent = (text: string) => (text === '\u2400' ? null : text);
  return {
    partition: Number(partition.replace('Partition:', '')),
    headers: Object.fromEntries(
      headers.split('\u241e').map((header) => {
        const at = header.indexOf(':');
        return [header.slice(0, at), header.slice(at + 1)];
      }),
    ),
    key: absent(key),
    value: absent(value.join(separator)),
  };
}
