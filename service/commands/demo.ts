import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { assertCanListen } from '../api/listen.ts';
import { type Config, roles } from '../config.ts';
import type { RoutingEvent } from '../contracts/routing-event.ts';
import { SignalboxError } from '../errors.ts';
import { createKafka } from '../kafka/connect.ts';
import { correctionMessage } from '../kafka/publish-corrections.ts';
import { createTicketPublisher } from '../kafka/publish-tickets.ts';
import { type WatchedOutcome, watchOutcomes } from '../kafka/watch-outcomes.ts';
import { projectRoot } from '../project-root.ts';
import { countKept } from '../review/store/count-kept.ts';
import { StoreInUseError } from '../review/store/lock-folder.ts';
import { type RunningService, startService } from '../start-service.ts';
import { createLog } from '../telemetry/log.ts';
import { createDecisionView, type DecisionView } from './decision-view.ts';
import { parseObject } from './labelled-line.ts';
import { readLines } from './labelled-tickets.ts';
import { verdictOn } from './simulated-helpdesk.ts';
import { describeWhereDemoWrites } from './where-demo-writes.ts';

export interface DemoOptions {
  tickets: number;
  /** Stop when every ticket has its outcome. */
  exit: boolean;
  /** A JSON summary as the last line of standard output. */
  json: boolean;
}

export interface DemoSummary {
  published: number;
  routed: number;
  needsReview: number;
  rejected: number;
  /** From the moment when the broker was up to the first outcome. */
  firstOutcomeMs: number;
  /** From the first publication to the last outcome. */
  elapsedMs: number;
  ticketsPerSecond: number;
  /** Verdicts of the simulated helpdesk, published after the last outcome. */
  corrections: number;
  /** From the last outcome until all of it was in the analysts' store; null when the store is not open. */
  storedMs: number | null;
}

const sampleTickets = join(projectRoot, 'training-data/tickets/test.jsonl');

/** Starts everything, publishes sample tickets and shows each decision as it arrives. @returns the exit code */
export async function demo(config: Config, { tickets, exit, json }: DemoOptions): Promise<number> {
  const say = (text: string) => process[json ? 'stderr' : 'stdout'].write(`${text}\n`);
  const notItsOwn = describeWhereDemoWrites(config, tickets);
  if (notItsOwn) process.stderr.write(`${notItsOwn}\n`);
  say(`Starting ${config.kafka.brokers.length === 0 ? 'Kafka and the model' : 'the model'} …`);
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined); // reported where it is awaited
  // Before anything starts: an impatient Ctrl-C, and the next one, must take down what did start.
  const interrupted = new Promise<'interrupted'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve('interrupted'));
  });
  let isInterrupted = false;
  void interrupted.then(() => {
    isInterrupted = true;
    say('Stopping …');
    setTimeout(() => process.exit(1), config.stopSeconds * 1000).unref(); // a stop that hangs
  });
  const http = { ...config.http, port: await portOrAny(config.http) };
  const service = await startService(
    { ...config, http },
    roles,
    createLog(config.logLevel === 'info' ? 'warn' : config.logLevel, 2),
    fail,
    { createsTopics: true },
  );
  try {
    if (isStoreElsewhere(service)) say(`${describeSharing(config)}\n`);
    say(
      `Kafka at ${service.cluster.brokers.join(', ')} · model ${service.specialist?.model.version} · HTTP at ${service.url}\nConsole: ${service.url}/\n`,
    );
    const view = createDecisionView(say, process.stdout.isTTY === true && !json);
    const summary = await Promise.race([publishAndWatch(service, config, tickets, view), failed, interrupted]);
    view.close();
    if (summary === 'interrupted') return 130;
    say(describe(summary));
    if (!exit) {
      say(
        `\nStill serving. Console: ${service.url}/ · metrics: ${service.url}/metrics · one ticket: curl -H 'content-type: application/json' -d '{"ticketId":"1","subject":"Payout missing","body":"Our payout of Tuesday has not arrived."}' ${service.url}/v1/classify · Ctrl-C stops.`,
      );
      await Promise.race([failed, interrupted]);
    }
    if (json) process.stdout.write(`${JSON.stringify(summary)}\n`);
    return 0;
  } finally {
    await service.stop();
    if (isInterrupted) say('Stopped.');
  }
}

/** Another process with this DATA_DIR has the analysts' store open. */
function isStoreElsewhere({ review }: RunningService): boolean {
  try {
    review?.store();
    return false;
  } catch (error) {
    return error instanceof StoreInUseError;
  }
}

function describeSharing({ dataDir, kafka }: Config): string {
  const shared = kafka.brokers.length === 0 ? 'broker, topics and consumer groups' : "the analysts' store";
  return `Another demo or service uses ${dataDir}. This one shares its ${shared}, and its tickets appear in the console of the other.\n  → for one of its own: DATA_DIR=.data-2 npm run demo`;
}

/** A port that is taken must not keep a newcomer from the demo: then any free one serves. */
function portOrAny({ host, port }: Config['http']): Promise<number> {
  return assertCanListen({ host, port }).then(
    () => port,
    () => 0,
  );
}

async function publishAndWatch(
  service: RunningService,
  config: Config,
  count: number,
  view: DecisionView,
): Promise<DemoSummary> {
  const log = createLog('warn', 2);
  const runId = Date.now().toString(36);
  const waiting = new Map((await sampleMessages(count, runId)).map((ticket) => [ticket.ticketId, ticket]));
  const messages = [...waiting.values()];
  const counts = { routed: 0, needsReview: 0, rejected: 0 };
  const events: RoutingEvent[] = [];
  let firstOutcomeAt = 0;
  let lastOutcomeAt = performance.now();
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));

  const watch = await watchOutcomes(createKafka(service.cluster, 'signalbox-demo', log), config.kafka, (outcome) => {
    const ticketId = outcome.kind === 'decided' ? outcome.event.ticketId : outcome.key;
    const ticket = waiting.get(ticketId);
    if (!ticket) return; // of somebody else, or of an earlier run
    waiting.delete(ticketId);
    lastOutcomeAt = performance.now();
    firstOutcomeAt ||= lastOutcomeAt;
    counts[countedAs(outcome)] += 1;
    if (outcome.kind === 'decided') events.push(outcome.event);
    view.show(ticket.subject, outcome, messages.length - waiting.size, messages.length);
    if (waiting.size === 0) finish();
  });
  const publisher = await createTicketPublisher(
    createKafka(service.cluster, 'signalbox-demo', log),
    config.kafka.topics.inbound,
  );
  // A frontier model may take its time, and eight tickets share a commit.
  const stallMs = 120_000 + 8_000 * (service.asking?.policy.frontier.calls.ticketSeconds ?? 0);
  const stalled = setInterval(() => {
    if (performance.now() - lastOutcomeAt > stallMs) finish();
  }, 1_000);
  try {
    const publishedAt = performance.now();
    await publisher.publishAll(messages);
    await finished;
    if (waiting.size > 0) {
      throw new SignalboxError(
        'NO_PROGRESS',
        `${waiting.size} of ${messages.length} tickets have no outcome after ${stallMs / 1000} s without any`,
        {
          remedy: 'run npx signalbox doctor',
        },
      );
    }
    const elapsedMs = Math.round(lastOutcomeAt - publishedAt);
    const truths = new Map(messages.map(({ ticketId, truth }) => [ticketId, truth]));
    const verdicts = await publishVerdicts(service, config, events, truths);
    const stored = await untilStored(
      service,
      { texts: messages.length, decisions: events.length, corrections: verdicts },
      [...truths.keys()],
    );
    return {
      published: messages.length,
      ...counts,
      firstOutcomeMs: Math.round(firstOutcomeAt - service.brokerUpAtMs),
      elapsedMs,
      ticketsPerSecond: Math.round((messages.length / elapsedMs) * 10_000) / 10,
      corrections: verdicts,
      storedMs: stored ? Math.round(performance.now() - lastOutcomeAt) : null,
    };
  } finally {
    clearInterval(stalled);
    await publisher.close();
    await watch.stop();
  }
}

/** What the simulated helpdesk has to say once all is decided. @returns how many verdicts */
async function publishVerdicts(
  { cluster, taxonomy }: RunningService,
  { kafka, review }: Config,
  events: readonly RoutingEvent[],
  truths: ReadonlyMap<string, string | null | undefined>,
): Promise<number> {
  const parts = { auditRate: review.auditRate, at: new Date() };
  const verdicts = events.flatMap((event) => {
    const truth = truths.get(event.ticketId);
    // Another taxonomy than the one that the sample tickets are labelled with: nobody knows.
    if (truth === undefined || (truth !== null && !taxonomy.codes.includes(truth))) return [];
    const correction = verdictOn(event, truth, parts);
    return correction ? [{ correctionId: `helpdesk ${event.ticketId}`, correction }] : [];
  });
  const client = createKafka(cluster, 'signalbox-demo', createLog('warn', 2));
  const publisher = await createTicketPublisher(client, kafka.topics.corrections);
  try {
    await publisher.publishAll(verdicts.map(correctionMessage));
  } finally {
    await publisher.close();
  }
  return verdicts.length;
}

const storeStallMs = 120_000;

/** Waits until the analysts' store has all of it. @returns whether it has; a store that is elsewhere is not waited for */
async function untilStored(
  { review }: RunningService,
  wanted: { texts: number; decisions: number; corrections: number },
  ticketIds: readonly string[],
): Promise<boolean> {
  if (!review) return false;
  await review.tried; // a new one takes seconds to make
  let lastSum = -1;
  for (let progressAt = performance.now(); performance.now() - progressAt < storeStallMs; await wait(200)) {
    try {
      const kept = await countKept(review.store(), ticketIds);
      if (kept.texts >= wanted.texts && kept.decisions >= wanted.decisions && kept.corrections >= wanted.corrections)
        return true;
      const sum = kept.texts + kept.decisions + kept.corrections;
      if (sum !== lastSum) progressAt = performance.now();
      lastSum = sum;
    } catch (error) {
      if (error instanceof SignalboxError && error.code === 'STORE_UNREACHABLE') return false;
      throw error;
    }
  }
  throw new SignalboxError(
    'NO_PROGRESS',
    `the store has not got everything, and nothing new for ${storeStallMs / 1000} s`,
    {
      remedy: 'run npx signalbox doctor',
    },
  );
}

function countedAs(outcome: WatchedOutcome): 'routed' | 'needsReview' | 'rejected' {
  if (outcome.kind === 'rejected') return 'rejected';
  return outcome.event.decision === 'routed' ? 'routed' : 'needsReview';
}

/** The hand-written test tickets as a helpdesk would send them, over and over when more are wanted. */
async function sampleMessages(count: number, runId: string) {
  const samples = (await readLines(sampleTickets)).map(({ text }) => parseObject(text) ?? {});
  return Array.from({ length: count }, (_, i) => {
    const sample = samples[i % samples.length] ?? {};
    const { subject, body, channel, label } = sample;
    const ticketId = `demo-${runId}-${i + 1}`;
    const value = { ticketId, subject, body, channel, createdAt: new Date().toISOString() };
    const truth = label === null || typeof label === 'string' ? label : undefined;
    return { ticketId, truth, subject: String(subject ?? body), value: Buffer.from(JSON.stringify(value)) };
  });
}

function describe(summary: DemoSummary): string {
  const { published, routed, needsReview, rejected, elapsedMs, ticketsPerSecond, corrections, storedMs } = summary;
  const stored =
    storedMs === null
      ? "The analysts' store is in use elsewhere or not open, so nothing was waited for there."
      : `All of it, and ${corrections} verdicts of a simulated helpdesk, are in the analysts' store ${(storedMs / 1000).toFixed(1)} s later.`;
  return `\n${published} tickets in ${(elapsedMs / 1000).toFixed(1)} s (${ticketsPerSecond}/s): ${routed} routed, ${needsReview} need review, ${rejected} rejected.\n${stored}`;
}
