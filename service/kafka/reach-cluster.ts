import type { Logger } from 'pino';
import type { KafkaSettings } from '../config.ts';
import { assertReachable } from './assert-reachable.ts';
import type { Cluster } from './connect.ts';
import { useLocalBroker } from './local-broker/local-broker.ts';

export interface ReachedCluster {
  cluster: Cluster;
  /** On the clock of `performance.now()`. */
  brokerUpAtMs: number;
  /** Gives a local broker back. */
  release: () => Promise<void>;
}

/**
 * The configured cluster, or the local broker, started if need be.
 * @param patienceMs how long a configured cluster is waited for where not the usual moment: whoever starts beside it, waits longer
 * @throws SignalboxError BROKER_…
 */
export async function reachCluster(
  { brokers, ssl, sasl }: KafkaSettings,
  dataDir: string,
  log: Logger,
  patienceMs?: number,
): Promise<ReachedCluster> {
  if (brokers.length > 0) {
    const cluster = { brokers, ssl, sasl };
    await assertReachable(cluster, log, {
      ...(patienceMs === undefined ? {} : { patienceMs }),
      onUnanswered: ({ message, remedy }) => log.warn({ remedy }, `${message}; it is tried again`),
    });
    return { cluster, brokerUpAtMs: performance.now(), release: async () => undefined };
  }
  const broker = await useLocalBroker(dataDir, log);
  log.info({ broker: broker.address }, `local Kafka broker at ${broker.address}`);
  const cluster = { brokers: [broker.address], ssl: false, sasl: undefined };
  return { cluster, brokerUpAtMs: performance.now(), release: () => broker.release() };
}
