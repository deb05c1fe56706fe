import type { Config } from '../config.ts';
import { SignalboxError } from '../errors.ts';
import { assertReachable } from '../kafka/assert-reachable.ts';
import { createKafka } from '../kafka/connect.ts';
import { createTopics, inspectTopics, planTopics } from '../kafka/topics.ts';
import { createLog } from '../telemetry/log.ts';

/** Shows the topics that Signalbox uses, and creates the missing ones when asked to. */
export async function topics(config: Config, { create }: { create: boolean }): Promise<void> {
  if (config.kafka.brokers.length === 0) {
    throw new SignalboxError('CONFIG_INVALID', 'KAFKA_BROKERS is empty: there is no cluster to look at', {
      remedy: 'set KAFKA_BROKERS; the local broker of npm start gets its topics by itself',
    });
  }
  const log = createLog('error', 2);
  const cluster = { brokers: config.kafka.brokers, ssl: config.kafka.ssl, sasl: config.kafka.sasl };
  await assertReachable(cluster, log);
  const kafka = createKafka(cluster, 'signalbox-topics', log);
  const created = create ? await createTopics(kafka, config.kafka) : [];
  const counts = await inspectTopics(kafka, config.kafka.topics);
  for (const { topic } of planTopics(config.kafka)) {
    process.stdout.write(
      `${topic.padEnd(24)} ${String(counts.get(topic)).padStart(3)} partitions${created.includes(topic) ? '  created' : ''}\n`,
    );
  }
}
