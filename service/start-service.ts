import type { Logger } from 'pino';
import { assertCanListen } from './api/listen.ts';
import { createSignIn } from './api/sign-in/create-sign-in.ts';
import type { Config, Role, Topics } from './config.ts';
import { createRoutingEventValidator } from './contracts/routing-event.ts';
import { type Cluster, createKafka } from './kafka/connect.ts';
import type { RunningConsumer } from './kafka/group-consumer.ts';
import type { OutboundRecord } from './kafka/partition-producer.ts';
import { createTicketPublisher } from './kafka/publish-tickets.ts';
import { reachCluster } from './kafka/reach-cluster.ts';
import { runEscalator } from './kafka/run-escalator.ts';
import { type ConsumerParts, runRouter } from './kafka/run-router.ts';
import { topicCautions } from './kafka/topic-cautions.ts';
import { createTopics, inspectTopics } from './kafka/topics.ts';
import { settledTogether } from './settled-together.ts';
import { connectEscalator } from './start-escalator.ts';
import { serveApi, serveHealth, signInOf } from './start-http.ts';
import { type Review, startReview } from './start-review.ts';
import { startReviewer } from './start-reviewer.ts';
import { type RoleParts, startRoleParts } from './start-role-parts.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { createReviewMetrics } from './telemetry/review-metrics.ts';

export interface RunningService extends RoleParts {
  cluster: Cluster;
  /** The analysts' store; null without the roles that need it. */
  review: Review | null;
  /** `http://HOST:PORT`; null without the role api and without a HEALTH_PORT that is free. */
  url: string | null;
  /** When the broker was up, on the clock of `performance.now()`. */
  brokerUpAtMs: number;
  /** Waits for what is in hand as long as a role lets it, commits what is done by then, leaves the groups and the local broker. */
  stop(): Promise<void>;
}

/** Containers are started together, and a broker takes its time. */
const brokerPatienceMs = 15_000;

/**
 * The composition root: every part is made here and handed to those who need it.
 * @param createsTopics also on a configured cluster; on the local broker they are always created
 * @param onFailure told once when a role cannot go on; the process should stop and exit non-zero
 * @throws SignalboxError when something is wrong from the start; then nothing is left running
 */
export async function startService(
  config: Config,
  roles: readonly Role[],
  log: Logger,
  onFailure: (error: Error) => void,
  { createsTopics = false }: { createsTopics?: boolean } = {},
): Promise<RunningService> {
  // Before anything is started: a key file that cannot be read, or a port that is taken, is a matter of a second.
  const signIn = roles.includes('api') ? await createSignIn(signInOf(config)) : null;
  if (signIn) await assertCanListen(config.http);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    // One that cannot stop must not keep the others, and least of all the local broker, running.
    for (const stopOne of stops.splice(0).reverse()) {
      await stopOne().catch((error) => log.error({ err: error }, 'a part did not stop cleanly'));
    }
  };
  try {
    const metrics = createMetrics();
    const ofReviewer = {
      settings: config.review,
      metrics: createReviewMetrics(metrics.registry),
      log: log.child({ role: 'reviewer' }),
    };
    const needsStore = roles.includes('reviewer') || roles.includes('api');
    const [parts, { cluster, brokerUpAtMs }, review] = await settledTogether([
      startRoleParts(config, roles).then((started) => {
        stops.push(async () => started.specialist?.classifier.close());
        return started;
      }),
      reachCluster(config.kafka, config.dataDir, log, brokerPatienceMs).then((reached) => {
        stops.unshift(reached.release); // given back last: everything else still talks to it
        return reached;
      }),
      needsStore
        ? startReview({ ...ofReviewer, isReviewer: roles.includes('reviewer'), onFailure }).then((started) => {
            stops.push(() => started.close());
            return started;
          })
        : null,
    ]);
    const { taxonomy, specialist, fallback, asking } = parts;
    if (specialist) log.info({ model: specialist.model.version, taxonomy: taxonomy.version }, 'model ready');
    else log.info({ taxonomy: taxonomy.version }, 'no role of this process classifies: it has no model');
    if (asking && !specialist)
      log.info({ model: asking.model.version }, 'the record and the labelled tickets count for tickets of this model');
    if (specialist?.caution) log.warn({ remedy: specialist.caution.remedy }, specialist.caution.message);
    const createClient = (clientId: string) => createKafka(cluster, clientId, log);
    if (config.kafka.brokers.length === 0 || createsTopics)
      await createTopics(createClient('signalbox-topics'), config.kafka);
    const partitionCounts = await inspectTopics(
      createClient('signalbox-topics'),
      config.kafka.topics,
      topicsWrittenBy(roles, config.kafka.topics),
    );
    // Beside the start: tickets need not wait for advice, nor for a right that only the advice wants.
    const advised = topicCautions(createClient('signalbox-topics'), config.kafka.topics).then(
      (cautions) => {
        for (const caution of cautions) log.warn(caution);
      },
      (error) => log.warn({ err: error }, 'the settings of the topics cannot be looked at'),
    );
    stops.push(() => advised);

    const clock = () => new Date();
    const router = specialist && { ...specialist, clock };
    const consumerParts = (role: Role): ConsumerParts => ({
      groupPrefix: config.kafka.groupPrefix,
      topics: config.kafka.topics,
      validate: createRoutingEventValidator(taxonomy),
      createClient,
      partitionCounts,
      stallSeconds: config.kafka.stallSeconds,
      log: log.child({ role }),
      onFailure,
      onCommitted: (records) => count(metrics, role, records),
    });
    const escalator = fallback
      ? await connectEscalator(
          config,
          { fallback, asking, clock, fedPartitions: partitionCounts.get(config.kafka.topics.inbound) ?? 1 },
          metrics,
          log,
        )
      : null;
    // An endpoint may take seconds a text, half of its places may be readers', and a partition without a commit for
    // KAFKA_STALL_SECONDS is taken for stalled.
    const pace = config.classifier.kind === 'remote' ? { messagesPerTransaction: 16 } : {};
    const publisher = signIn
      ? await createTicketPublisher(createClient('signalbox-api'), config.kafka.topics.inbound)
      : null;
    // After the consumers, whose answers in hand are paid for: what it waits for may be a broker that is away.
    if (publisher) stops.push(() => publisher.close());
    const consumers: RunningConsumer[] = [];
    stops.push(async () => {
      await settledTogether(consumers.map((consumer) => consumer.stop()));
    });
    const started = async (starting: Promise<RunningConsumer>) => {
      consumers.push(await starting);
    };
    await settledTogether([
      roles.includes('router') && router
        ? started(runRouter({ ...consumerParts('router'), ...pace }, router))
        : undefined,
      escalator ? started(runEscalator(consumerParts('escalator'), escalator.parts)) : undefined,
      roles.includes('reviewer') && review
        ? started(
            startReviewer({
              ...ofReviewer,
              review,
              kafka: config.kafka,
              createClient,
              taxonomy,
              onFailure,
            }),
          )
        : undefined,
    ]);
    if (escalator) stops.push(escalator.checkInBackground());
    const isReady = () => consumers.every((consumer) => consumer.isReady());

    const http =
      signIn && publisher && specialist
        ? await serveApi(
            config,
            {
              specialist,
              review,
              clock,
              signIn,
              isReady,
              metrics,
              publishTicket: publisher.publish,
              // Changes that another process makes are looked for in the store.
              onChanged: review && roles.includes('reviewer') ? review.onChanged : null,
            },
            log.child({ role: 'api' }),
          )
        : await serveHealth(config, { isReady, metrics }, log);
    stops.push(async () => http?.close());
    const url = http?.url ?? null;
    log.info({ roles, url }, 'ready');
    return { ...parts, cluster, review, url, brokerUpAtMs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Without the inbound topic: each ticket goes there by itself where several do not fit. */
export function topicsWrittenBy(
  roles: readonly Role[],
  { routed, escalated, rejected, corrections }: Topics,
): string[] {
  const written: Partial<Record<Role, string[]>> = {
    router: [routed, escalated, rejected],
    escalator: [routed, rejected],
    reviewer: [corrections],
  };
  return [...new Set(roles.flatMap((role) => written[role] ?? []))];
}

function count(metrics: Metrics, role: Role, records: readonly OutboundRecord[]): void {
  metrics.transactions.inc({ role });
  for (const { summary } of records) {
    const { outcome, detail, opinion } = summary;
    metrics.outcomes.inc({ role, outcome, detail });
    if (opinion) metrics.frontierOpinions.inc({ opinion, outcome });
  }
}
