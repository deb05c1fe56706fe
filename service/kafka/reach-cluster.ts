import type { Logger } from 'pino';
import type { KafkaSettings } from '../config.ts';
import { assertReachable, type Cluster } from './connect.ts';
import { useLocalBroker } from './local-broker/local-broker.ts';

export interface ReachedCluster {
  cluster: Cluster;
  /** On the clock of `performance.now()`. */
  brokerUpAtMs: number;
  /** Gives a local broker back. */
  release: () => Promise<void>;
}

/** The configured cluster, or the local broker, started if need be. @throws SignalboxError BROKER_… */
export async function reachCluster(
  { brokers, ssl, sasl }: KafkaSettings,
  dataDir: string,
  log: Logger,
): Promise<ReachedCluster> {
  if (brokers.length > 0) {
    const cluster = { brokers, ssl, sasl };
    await assertReachable(cluster, log);
    return { cluster, brokerUpAtMs: performance.now(), release: async () => undefined };
  }
  const broker = await useLocalBroker(dataDir, log);
  log.info({ broker: broker.address }, `local Kafka broker at ${broker.address}`);
  const cluster = { brokers: [broker.address], ssl: false, sasl: undefined };
  return { cluster, brokerUpAtMs: performance.now(), release: () => broker.release() };
}
