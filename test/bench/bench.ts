/**
 * `npm run bench`: how much of the silicon the service gets out of the model. Three ways over the same tickets, in turn,
 * round after round, so that a machine whose speed drifts slows all of them; medians; JSON as the last line.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { InferenceSession } from 'onnxruntime-node';
import { createTextEncoder } from '../../service/classify/encode-text.ts';
import { loadModel } from '../../service/classify/load-model.ts';
import { createOnnxClassifier } from '../../service/classify/onnx-classifier.ts';
import { sessionOptions, tensorsOf } from '../../service/classify/onnx-worker.ts';
import { readConfig } from '../../service/config.ts';
import { cleanTicket } from '../../service/intake/clean-ticket.ts';
import { decodeTicket } from '../../service/intake/decode-ticket.ts';
import { createKafka } from '../../service/kafka/connect.ts';
import { useLocalBroker } from '../../service/kafka/local-broker/local-broker.ts';
import { createTicketPublisher } from '../../service/kafka/publish-tickets.ts';
import { createTopics } from '../../service/kafka/topics.ts';
import { watchOutcomes } from '../../service/kafka/watch-outcomes.ts';
import { loadTaxonomy } from '../../service/load-taxonomy.ts';
import { projectRoot } from '../../service/project-root.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { median, naturalTickets, quantile } from './tickets.ts';

const { values: options } = parseArgs({
  options: { tickets: { type: 'string', default: '2000' }, rounds: { type: 'string', default: '3' } },
});
const ticketCount = Number(options.tickets);
const rounds = Number(options.rounds);
const threads = Math.min(4, availableParallelism());
const config = readConfig();
const released = await loadModel(config.modelPath);
const classifier = await createOnnxClassifier(released, await loadTaxonomy(config.taxonomyPath), {
  workerUrl: pathToFileURL(join(projectRoot, 'dist/classify/onnx-worker.js')),
});
const log = createLog('error', 2);
const say = (text: string) => process.stderr.write(`${text}\n`);

const texts = naturalTickets(ticketCount, 'bench').map(({ value }) => {
  const decoded = decodeTicket(value, null);
  if (!decoded.ok) throw new Error(decoded.detail);
  const { subject, body } = cleanTicket(decoded.ticket);
  return { subject, body };
});

/**
 * onnxruntime-node alone, one session on all cores: tokens at hand, perfectly sorted by length, nothing padded beyond its
 * batch. Seconds.
 */
async function bareLoop(): Promise<number> {
  const { manifest, folder } = released;
  const encode = createTextEncoder(folder, manifest.maxTokens);
  const sorted = texts.map(encode).sort((a, b) => a.length - b.length);
  const session = await InferenceSession.create(join(folder, 'model.onnx'), sessionOptions(threads));
  const startedAt = performance.now();
  for (let i = 0; i < sorted.length; ) {
    const longest = (size: number) => (sorted[Math.min(sorted.length, i + size) - 1] as number[]).length;
    let size = 8;
    while (size > 1 && size * longest(size) > 1024) size -= 1;
    await session.run(tensorsOf(sorted.slice(i, i + size), longest(size)));
    i += size;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  await session.release();
  return seconds;
}

/** The engine as the consumers use it: the worker, tokenising included, in the calls of a transaction's size. Seconds. */
async function engineAlone(): Promise<number> {
  const startedAt = performance.now();
  const calls = [];
  for (let i = 0; i < texts.length; i += 128) calls.push(classifier.classify(texts.slice(i, i + 128)));
  await Promise.all(calls);
  return (performance.now() - startedAt) / 1000;
}

/** A real broker and the service as its own process with all roles, on fresh topics. */
async function withService<T>(run: (kafka: Awaited<ReturnType<typeof setUp>>) => Promise<T>): Promise<T> {
  const kafka = await setUp();
  const child = spawn(process.execPath, [join(projectRoot, 'dist/main.js')], {
    env: { ...process.env, ...kafka.environment, HTTP_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => data.toString().includes('"msg":"ready"') && resolve());
  });
  await ready;
  try {
    return await run({ ...kafka, pid: child.pid ?? 0 });
  } finally {
    const left = once(child, 'exit');
    child.kill('SIGTERM');
    await left;
  }
}

let names = 0;
async function setUp() {
  const name = `bench${process.pid}x${names++}`;
  const topics = {
    inbound: `${name}.i`,
    routed: `${name}.r`,
    escalated: `${name}.e`,
    rejected: `${name}.x`,
    corrections: `${name}.c`,
  };
  const cluster = { brokers: [broker.address], ssl: false, sasl: undefined };
  await createTopics(createKafka(cluster, 'bench', log), { topics, partitions: 6 });
  const environment = {
    KAFKA_BROKERS: broker.address,
    KAFKA_GROUP_PREFIX: name,
    ...Object.fromEntries(Object.entries(topics).map(([key, topic]) => [`KAFKA_TOPIC_${key.toUpperCase()}`, topic])),
  };
  return { topics, cluster, environment, pid: 0 };
}

/** All tickets published at once to a service at work; from then to the last committed outcome. Seconds. */
function endToEnd(): Promise<{ seconds: number; peakMegabytes: number }> {
  return withService(async ({ cluster, topics, pid }) => {
    // Joining, claiming partitions and the first compilation are not what is measured here.
    await throughKafka(cluster, topics, naturalTickets(64, 'warm-up'));
    const seconds = await throughKafka(cluster, topics, naturalTickets(ticketCount, 'bench'));
    return { seconds, peakMegabytes: await peakMemory(pid) };
  });
}

type Setup = Awaited<ReturnType<typeof setUp>>;

async function throughKafka(
  cluster: Setup['cluster'],
  topics: Setup['topics'],
  tickets: ReturnType<typeof naturalTickets>,
): Promise<number> {
  const waiting = new Set(tickets.map(({ ticketId }) => ticketId));
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const watch = await watchOutcomes(createKafka(cluster, 'bench-watch', log), topics, (outcome) => {
    waiting.delete(outcome.kind === 'decided' ? outcome.event.ticketId : outcome.key);
    if (waiting.size === 0) finish();
  });
  const publisher = await createTicketPublisher(createKafka(cluster, 'bench-publish', log), topics.inbound);
  const startedAt = performance.now();
  await publisher.publishAll(tickets);
  await finished;
  const seconds = (performance.now() - startedAt) / 1000;
  await publisher.close();
  await watch.stop();
  return seconds;
}

/** One ticket after the other at a steady rate; from produce to the committed event. Milliseconds. */
function latencyAt(ticketsPerSecond: number, seconds: number): Promise<{ p50: number; p99: number; n: number }> {
  return withService(async ({ cluster, topics }) => {
    await throughKafka(cluster, topics, naturalTickets(64, 'warm-up'));
    const sentAt = new Map<string, number>();
    const latencies: number[] = [];
    const watch = await watchOutcomes(createKafka(cluster, 'bench-watch', log), topics, (outcome) => {
      const id = outcome.kind === 'decided' ? outcome.event.ticketId : outcome.key;
      const sent = sentAt.get(id);
      if (sent !== undefined) latencies.push(performance.now() - sent);
    });
    const publisher = await createTicketPublisher(createKafka(cluster, 'bench-publish', log), topics.inbound);
    const tickets = naturalTickets(Math.round(ticketsPerSecond * seconds), 'paced');
    const startedAt = performance.now();
    const sends = [];
    for (const [i, ticket] of tickets.entries()) {
      await wait(Math.max(0, startedAt + (i * 1000) / ticketsPerSecond - performance.now()));
      sentAt.set(ticket.ticketId, performance.now());
      sends.push(publisher.publish(ticket.ticketId, ticket.value));
    }
    await Promise.all(sends);
    while (latencies.length < tickets.length) await wait(20);
    await publisher.close();
    await watch.stop();
    return {
      p50: Math.round(quantile(latencies, 0.5)),
      p99: Math.round(quantile(latencies, 0.99)),
      n: latencies.length,
    };
  });
}

async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024);
}

/** From the process's start to its readiness on a broker that is up. Milliseconds. */
async function startToReady(): Promise<number> {
  const startedAt = performance.now();
  return withService(async () => performance.now() - startedAt);
}

const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
const broker = await useLocalBroker(dataDir, log);
try {
  const bare: number[] = [];
  const engine: number[] = [];
  const full: number[] = [];
  const peaks: number[] = [];
  const starts: number[] = [];
  await engineAlone();
  for (let round = 1; round <= rounds; round++) {
    bare.push(ticketCount / (await bareLoop()));
    engine.push(ticketCount / (await engineAlone()));
    const { seconds, peakMegabytes } = await endToEnd();
    full.push(ticketCount / seconds);
    peaks.push(peakMegabytes);
    starts.push(await startToReady());
    say(
      `round ${round}: bare ${bare.at(-1)?.toFixed(0)}/s, engine ${engine.at(-1)?.toFixed(0)}/s, end to end ${full.at(-1)?.toFixed(0)}/s`,
    );
  }
  await classifier.close();
  const ratios = full.map((value, i) => value / (bare[i] as number));
  const halfLoad = median(full) / 2;
  const latency = await latencyAt(halfLoad, 20);
  const result = {
    machine: { cores: availableParallelism(), processor: cpus()[0]?.model, node: process.version },
    model: released.manifest.version,
    tickets: ticketCount,
    rounds,
    ticketsPerSecond: {
      bareLoop: Math.round(median(bare)),
      engine: Math.round(median(engine)),
      endToEnd: Math.round(median(full)),
    },
    endToEndOverBareLoop: Number(median(ratios).toFixed(3)),
    ratios: ratios.map((ratio) => Number(ratio.toFixed(3))),
    latencyAtHalfLoadMs: { ...latency, ticketsPerSecond: Math.round(halfLoad) },
    peakMegabytes: Math.max(...peaks),
    startToReadyMs: Math.round(median(starts)),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await broker.release();
  await rm(dataDir, { recursive: true, force: true });
}
