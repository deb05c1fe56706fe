import { Kafka, type LogEntry, logLevel, type RetryOptions } from 'kafkajs';
import type { Logger } from 'pino';
import type { KafkaSettings } from '../config.ts';
import { registerCodecs } from './codecs.ts';
import { withholdAborted } from './withhold-aborted.ts';

registerCodecs();
withholdAborted();

/** Makes a client; each consumer and producer gets one of its own. */
export type CreateClient = (clientId: string) => Kafka;

export type Cluster = Pick<KafkaSettings, 'ssl' | 'sasl'> & { brokers: string[] };

const usualRetry: RetryOptions = { initialRetryTime: 100, maxRetryTime: 3_000, retries: 8 };

/**
 * A kafkajs client. Consumers of one client share an offset map, so each consumer gets a client of its own.
 */
export function createKafka(
  cluster: Cluster,
  clientId: string,
  log: Logger,
  { retry = usualRetry, connectWithinMs = 10_000 }: { retry?: RetryOptions; connectWithinMs?: number } = {},
): Kafka {
  return new Kafka({
    clientId,
    brokers: cluster.brokers,
    ssl: cluster.ssl,
    ...(cluster.sasl ? { sasl: saslOptions(cluster.sasl) } : {}),
    connectionTimeout: connectWithinMs,
    authenticationTimeout: 10_000,
    requestTimeout: 30_000,
    retry,
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => write(entry, log),
  });
}

// One call a mechanism: kafkajs types the options as a union on it.
function saslOptions({ mechanism, username, password }: NonNullable<Cluster['sasl']>) {
  switch (mechanism) {
    case 'plain':
      return { mechanism, username, password };
    case 'scram-sha-256':
      return { mechanism, username, password };
    case 'scram-sha-512':
      return { mechanism, username, password };
  }
}

// kafkajs reports these as errors although they are the ordinary course of back-to-back transactions, rebalances and new topics.
const ordinary =
  /CONCURRENT_TRANSACTIONS|previous transaction|concurrent operation on the same transaction|rebalanc|coordinator is not available|not the correct coordinator|coordinator is loading|not the leader for that topic|Limiting retries|Restarting the consumer/i;

function write(
  { level, namespace, log: { message, timestamp: _, logger: __, stack: ___, ...fields } }: LogEntry,
  log: Logger,
) {
  const text = `kafka${namespace ? ` ${namespace}` : ''}: ${message}`;
  const isOrdinary = ordinary.test(`${message} ${String(fields.error ?? '')}`);
  if (level === logLevel.ERROR && !isOrdinary) log.error(fields, text);
  else if (level === logLevel.WARN && !isOrdinary) log.warn(fields, text);
  else log.debug(fields, text);
}
