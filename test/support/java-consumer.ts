import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { kafkaClassPath } from '../../service/kafka/local-broker/class-path.ts';

export interface ReadRecord {
  partition: number;
  headers: Record<string, string>;
  key: string | null;
  value: string | null;
}

// A separator that no test's text contains.
const separator = '\u241f';

/**
 * All that a read-committed reader sees of a topic, by Apache Kafka's own console consumer: the checker of every
 * guarantee is not the client under test. It ends after some seconds without a message.
 */
export async function readCommitted(broker: string, topic: string, { idleMs = 4_000 } = {}): Promise<ReadRecord[]> {
  const formatter = {
    'print.key': true,
    'print.headers': true,
    'print.partition': true,
    'key.separator': separator,
    'headers.separator': '\u241e',
    'null.literal': '\u2400',
  };
  const { stdout } = await promisify(execFile)(
    'java',
    [
      '-Xmx256m',
      '-cp',
      await kafkaClassPath(),
      'org.apache.kafka.tools.consumer.ConsoleConsumer',
      ...['--bootstrap-server', broker, '--topic', topic, '--from-beginning'],
      ...['--isolation-level', 'read_committed', '--timeout-ms', String(idleMs)],
      ...Object.entries(formatter).flatMap(([name, value]) => ['--formatter-property', `${name}=${value}`]),
    ],
    { maxBuffer: 1024 * 1024 * 1024 },
  );
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('Partition:'))
    .map(parseLine);
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
