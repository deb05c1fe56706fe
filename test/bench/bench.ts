/**
 * `npm run bench`: how much of the silicon the service gets out of the model. Three ways over the same tickets, in turn,
 * round after round, so that a machine whose speed drifts slows all of them; medians; JSON as the last line.
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
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
import { loadTaxonomy } from '../../service/load-taxonomy.ts';
import { projectRoot } from '../../service/project-root.ts';
import { startOwnBroker } from '../support/own-broker.ts';
import { latencyAt, percentiles, throughKafka, withService } from './service-under-load.ts';
import { median, naturalTickets } from './tickets.ts';

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

/** All tickets published at once to a service at work; from then to the last committed outcome. Seconds. */
function endToEnd(): Promise<{ seconds: number; peakMegabytes: number }> {
  return withService(broker, {}, async (bench) => {
    // Joining, claiming partitions and the first compilation are not what is measured here.
    await throughKafka(bench, naturalTickets(64, 'warm-up'));
    const seconds = await throughKafka(bench, naturalTickets(ticketCount, 'bench'));
    return { seconds, peakMegabytes: await peakMemory(bench.pid) };
  });
}

async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024);
}

/** From the process's start to its readiness on a broker that is up. Milliseconds. */
async function startToReady(): Promise<number> {
  const startedAt = performance.now();
  return withService(broker, {}, async () => performance.now() - startedAt);
}

const broker = await startOwnBroker('bench');
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
  const latency = await withService(broker, {}, async (bench) => {
    await throughKafka(bench, naturalTickets(64, 'warm-up'));
    return percentiles(await latencyAt(bench, halfLoad, naturalTickets(Math.round(halfLoad * 20), 'paced')));
  });
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
  await broker.stop();
}
