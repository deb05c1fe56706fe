/**
 * `npm run bench:frontier`: what a frontier model that hangs on every call costs the tickets that nobody has to ask about.
 * The same tickets with nobody connected and with one that hangs, round after round. The sides take turns in going first, because
 * the broker and the machine's caches grow warm; one more round before them is not counted. Medians; JSON as the last line.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { useLocalBroker } from '../../service/kafka/local-broker/local-broker.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { latencyAt, percentiles, throughKafka, withService } from './service-under-load.ts';
import { median, naturalTickets } from './tickets.ts';

const { values: options } = parseArgs({
  options: { tickets: { type: 'string', default: '1000' }, rounds: { type: 'string', default: '3' } },
});
const say = (text: string) => process.stderr.write(`${text}\n`);
const ticketCount = Number(options.tickets);
const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
const broker = await useLocalBroker(dataDir, createLog('error', 2));
// Most of these tickets were learnt from, so few would be asked about: a stricter threshold makes them as many as in life.
const policy = join(dataDir, 'policy.yaml');
await writeFile(policy, JSON.stringify({ thresholds: { default: 0.995 } }));
let calls = 0;
const hanging = createServer((request) => {
  calls += 1;
  request.resume();
});
await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}/v1`;

/** Ids of tickets that end in an event without anybody being asked. */
async function settledByModel(count: number, prefix: string): Promise<Set<string>> {
  const settled = new Set<string>();
  await withService(broker.address, { SIGNALBOX_POLICY: policy }, (service) =>
    throughKafka(service, naturalTickets(count, prefix), undefined, (outcome) => {
      if (outcome.kind === 'rejected' || outcome.event.decision === 'routed') return;
      if (outcome.event.reason === 'frontier_unavailable') unsure.add(outcome.event.ticketId);
    }),
  );
  for (const { ticketId } of naturalTickets(count, prefix)) if (!unsure.has(ticketId)) settled.add(ticketId);
  return settled;
}
const unsure = new Set<string>();

interface Figures {
  ticketsPerSecond: number;
  latenciesMs: number[];
}

async function measure(environment: Record<string, string>, rate: number): Promise<Figures> {
  return withService(broker.address, { SIGNALBOX_POLICY: policy, ...environment }, async (service) => {
    const warm = new Set([...settled].filter((id) => Number(id.split('-')[1]) < 64));
    await throughKafka(service, naturalTickets(64, 'all'), warm);
    const seconds = await throughKafka(service, naturalTickets(ticketCount, 'bench'), settledBench);
    const latenciesMs = await latencyAt(service, rate, 20, (id) => settled.has(id.replace('paced', 'all')));
    return { ticketsPerSecond: settledBench.size / seconds, latenciesMs };
  });
}

// The same texts in the same order, whatever the prefix of their ids: one classification tells for all.
const settled = await settledByModel(ticketCount, 'all');
const settledBench = new Set([...settled].map((id) => id.replace('all', 'bench')));
const sides = {
  nobodyConnected: { environment: {}, figures: [] as Figures[] },
  hanging: { environment: { FRONTIER_URL: url, FRONTIER_MODEL: 'hanging' }, figures: [] as Figures[] },
};
try {
  const unmeasured = await measure(sides.nobodyConnected.environment, 15);
  await measure(sides.hanging.environment, 15);
  const rate = unmeasured.ticketsPerSecond / 2;
  for (let round = 1; round <= Number(options.rounds); round++) {
    const order = Object.entries(sides);
    for (const [name, side] of round % 2 ? order : order.reverse()) {
      const figures = await measure(side.environment, rate);
      side.figures.push(figures);
      const { p50, p99 } = percentiles(figures.latenciesMs);
      say(`round ${round}, ${name}: ${figures.ticketsPerSecond.toFixed(1)} tickets/s, p50 ${p50} ms, p99 ${p99} ms`);
    }
  }
  // The 99th of a hundred latencies is one ticket of a round: all rounds together give it some company.
  const summary = ({ figures }: { figures: Figures[] }) => ({
    ticketsPerSecond: Number(median(figures.map((f) => f.ticketsPerSecond)).toFixed(1)),
    ...percentiles(figures.flatMap((f) => f.latenciesMs)),
  });
  const [before, after] = [summary(sides.nobodyConnected), summary(sides.hanging)];
  process.stdout.write(
    `${JSON.stringify({
      machine: { cores: availableParallelism(), processor: cpus()[0]?.model, node: process.version },
      tickets: ticketCount,
      settledByModel: settled.size,
      hungCalls: calls,
      pacedTicketsPerSecond: Number(rate.toFixed(1)),
      nobodyConnected: before,
      hanging: after,
      change: {
        ticketsPerSecond: Number((after.ticketsPerSecond / before.ticketsPerSecond - 1).toFixed(3)),
        p99: Number((after.p99 / before.p99 - 1).toFixed(3)),
      },
    })}\n`,
  );
} finally {
  hanging.closeAllConnections();
  hanging.close();
  await broker.release();
  await rm(dataDir, { recursive: true, force: true });
}
