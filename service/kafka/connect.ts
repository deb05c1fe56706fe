import { Kafka, type LogEntry, logLevel } from 'kafkajs';
import type { Logger } from 'pino';
import type { KafkaSettings } from '../config.ts';
import { SignalboxError } from '../errors.ts';
import { registerCodecs } from './codecs.ts';

registerCodecs();

/** Makes a client; each consumer and producer gets one of its own. */
export type CreateClient = (clientId: string) => Kafka;

export type Cluster = Pick<KafkaSettings, 'ssl' | 'sasl'> & { brokers: string[] };

/**
 * A kafkajs client. Consumers of one client share an offset map, so each consumer gets a client of its own.
 */
export function createKafka(cluster: Cluster, clientId: string, log: Logger): Kafka {
  return new Kafka({
    clientId,
    brokers: cluster.brokers,
    ssl: cluster.ssl,
    ...(cluster.sasl ? { sasl: saslOptions(cluster.sasl) } : {}),
    connectionTimeout: 10_000,
    authenticationTimeout: 10_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 8 },
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

function remedyFor(cause: string): string {
  if (/self.signed|unable to (?:verify|get)/i.test(cause))
    return 'name the authority that signed the certificate: NODE_EXTRA_CA_CERTS=FILE.pem';
  if (/certificate/i.test(cause)) return 'the certificate is refused: check its names, its dates and KAFKA_BROKERS';
  if (/SASL|authenticat/i.test(cause))
    return 'the login is refused: check KAFKA_SASL_MECHANISM, _USERNAME and _PASSWORD';
  return 'check KAFKA_BROKERS, and whether the cluster wants KAFKA_SSL=true; leave KAFKA_BROKERS empty for a local broker';
}

/** @throws SignalboxError BROKER_UNREACHABLE that names the brokers and the likely cause */
export async function assertReachable(cluster: Cluster, log: Logger): Promise<void> {
  const silent = log.child({}, { level: 'silent' });
  const kafka = createKafka(cluster, 'signalbox-check', silent);
  const admin = kafka.admin({ retry: { retries: 2, initialRetryTime: 300 } });
  try {
    await admin.connect();
    await admin.describeCluster();
  } catch (cause) {
    throw new SignalboxError(
      'BROKER_UNREACHABLE',
      `no Kafka broker answers at ${cluster.brokers.join(', ')}: ${String(cause)}`,
      {
        cause,
        remedy: remedyFor(String(cause)),
      },
    );
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
