import { access, constants, mkdir } from 'node:fs/promises';
import { roles as allRoles, type Config, type Role } from '../config.ts';
import { SignalboxError } from '../errors.ts';
import { assertReachable } from '../kafka/assert-reachable.ts';
import { createKafka } from '../kafka/connect.ts';
import { kafkaClassPath } from '../kafka/local-broker/class-path.ts';
import { topicCautions } from '../kafka/topic-cautions.ts';
import { inspectTopics } from '../kafka/topics.ts';
import { loadAskingRules, loadFallbackRules } from '../load-rules.ts';
import { loadTaxonomy } from '../load-taxonomy.ts';
import { assertStoreAnswers } from '../review/store/open-store.ts';
import { startFrontier } from '../start-frontier.ts';
import { topicsWrittenBy } from '../start-service.ts';
import { startSpecialist } from '../start-specialist.ts';
import { createLog } from '../telemetry/log.ts';

type Check = { name: string; isNeeded?: boolean; run: () => Promise<string> };

/** Checks every part that a process with these roles needs, a line each, with what to do about it. @returns the exit code */
export async function doctor(config: Config, roles: readonly Role[] = allRoles): Promise<number> {
  const classifies = roles.includes('router') || roles.includes('api');
  const escalates = roles.includes('escalator');
  const log = createLog('silent', 2);
  const { brokers, ssl, sasl, topics } = config.kafka;
  const cluster = { brokers, ssl, sasl };
  let isBrokerUp = false;
  let partitionCounts: ReadonlyMap<string, number> = new Map();
  const checks: Check[] = [
    {
      name: 'taxonomy',
      run: async () => {
        const taxonomy = await loadTaxonomy(config.taxonomyPath);
        return `${taxonomy.codes.length} categories, version ${taxonomy.version}`;
      },
    },
    {
      name: 'model',
      isNeeded: classifies,
      run: async () => {
        const { classifier, model, caution } = await startSpecialist(config);
        try {
          await classifier.classify([{ subject: 'Hello', body: 'is anybody there?' }]);
        } finally {
          await classifier.close();
        }
        const answers = `${model.name} ${model.version} answers, labels and policy fit the taxonomy`;
        return caution ? `${answers}; but ${caution.message}\n  → ${caution.remedy}` : answers;
      },
    },
    {
      name: 'policy',
      isNeeded: escalates && !classifies, // it is looked at with the model
      run: async () => {
        const { taxonomy } = await loadFallbackRules(config);
        return `fits taxonomy ${taxonomy.version}`;
      },
    },
    {
      name: 'broker',
      run: async () => {
        if (brokers.length === 0) {
          await kafkaClassPath();
          return 'KAFKA_BROKERS is empty: a local broker is started with the service; Java and Kafka are here';
        }
        await assertReachable(cluster, log);
        isBrokerUp = true;
        return `${brokers.join(', ')} answers`;
      },
    },
    {
      name: 'topics',
      run: async () => {
        if (brokers.length === 0) return 'created with the local broker';
        if (!isBrokerUp) throw new SignalboxError('BROKER_UNREACHABLE', 'not looked at: the broker does not answer');
        const kafka = () => createKafka(cluster, 'signalbox-doctor', log);
        partitionCounts = await inspectTopics(kafka(), topics, topicsWrittenBy(roles, topics));
        const found = [...partitionCounts].map(([name, partitions]) => `${name} (${partitions})`).join(', ');
        // Advice, and a start goes on without: a right that only the advice wants is nothing to fail for.
        const cautions = await topicCautions(kafka(), topics).catch((error) => [
          `their settings cannot be looked at (${error.message}): grant DescribeConfigs on the topics to be told what is amiss`,
        ]);
        return [found, ...cautions].join('; but ');
      },
    },
    {
      name: 'store',
      isNeeded: roles.includes('reviewer') || roles.includes('api'),
      run: async () => {
        const { databaseUrl, folder } = config.review;
        if (databaseUrl) {
          await assertStoreAnswers(databaseUrl);
          return 'PostgreSQL answers';
        }
        await mkdir(config.dataDir, { recursive: true });
        await access(config.dataDir, constants.W_OK);
        return `embedded, in ${folder}, which can be written; one process at a time has it open`;
      },
    },
    {
      name: 'frontier',
      isNeeded: escalates,
      run: async () => {
        if (!config.frontier)
          return 'none connected: tickets that the model is unsure of go to review (frontier_unavailable)';
        const { check, smallLimits } = await startFrontier(config.frontier, await loadAskingRules(config), log);
        // The day's budget is divided among the partitions that there are; topics yet to be made get the configured number.
        const partitions = partitionCounts.get(topics.inbound) ?? config.kafka.partitions;
        return [await check(), ...smallLimits(partitions)].join('; but ');
      },
    },
  ];
  let failures = 0;
  const told = new Map<string, string>();
  for (const { name, isNeeded = true, run } of checks) {
    if (!isNeeded) continue;
    try {
      process.stdout.write(`✓ ${name.padEnd(9)} ${await run()}\n`);
    } catch (error) {
      failures += 1;
      const { message, remedy } =
        error instanceof SignalboxError ? error : { message: String(error), remedy: undefined };
      const cause = told.get(message);
      if (cause !== undefined) {
        // Several parts read the same file: it is wrong once.
        process.stdout.write(`✗ ${name.padEnd(9)} not looked at: ${cause} has to be mended first, as said above\n`);
        continue;
      }
      told.set(message, name);
      process.stdout.write(`✗ ${name.padEnd(9)} ${message}\n${remedy ? `  → ${remedy}\n` : ''}`);
    }
  }
  return failures === 0 ? 0 : 1;
}
