/**
 * `npm run bench:frontier`: what a frontier model that hangs on every call costs the tickets that nobody has to ask about.
 * Two services stand side by side and get the same tickets in many short turns, so that whatever else the machine does meanwhile falls on
 * both alike. Both hand unsure tickets on to be asked about: in one nobody takes them up, in the other a frontier hangs on every call.
 * JSON as the last line.
 */
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startOwnBroker } from '../support/own-broker.ts';
import { latencyAt, percentiles, type ServiceUnderLoad, throughKafka, withService } from './service-under-load.ts';
import { median, naturalTickets } from './tickets.ts';

const { values: options } = parseArgs({
  options: { tickets: { type: 'string', default: '1400' }, rounds: { type: 'string', default: '14' } },
});
const say = (text: string) => process.stderr.write(`${text}\n`);
const ticketCount = Number(options.tickets);
const rounds = Number(options.rounds);
const perRound = Math.floor(ticketCount / rounds);
/** About a third of what two cores do: nearer to the full load a 99th percentile tells of queues before it tells of the service. */
const ticketsPerSecond = 12;

type Summary = { ticketsPerSecond: number } & ReturnType<typeof percentiles>;

const broker = await startOwnBroker('bench');
// Most of these tickets were learnt from, so few would be asked about: a quarter of the categories makes them as many as in life.
const policy = join(broker.dataDir, 'policy.yaml');
const askedAbout = ['ACQ-DECL', 'STL-LATE', 'RFD-OPS', 'ACC-ACCS', 'DEV-API'];
const categories = Object.fromEntries(askedAbout.map((code) => [code, 'never']));
await writeFile(policy, JSON.stringify({ thresholds: { categories } }));
let calls = 0;
const hanging = createServer((request) => {
  calls += 1;
  request.resume();
});
await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}/v1`;

const indexOf = (ticketId: string) => Number(ticketId.split('-')[1]);

/** Which of the tickets end in an event without anybody being asked: where nobody is connected, all but those that say so. */
async function settledByModel(service: ServiceUnderLoad): Promise<Set<number>> {
  const unsure = new Set<number>();
  await throughKafka(service, naturalTickets(ticketCount, 'all'), undefined, (outcome) => {
    if (outcome.kind === 'rejected' || outcome.event.decision === 'routed') return;
    if (outcome.event.reason === 'frontier_unavailable') unsure.add(indexOf(outcome.event.ticketId));
  });
  return new Set(Array.from({ length: ticketCount }, (_, i) => i).filter((i) => !unsure.has(i)));
}

class Side {
  readonly bursts: number[] = [];
  readonly latenciesMs: number[] = [];
  readonly p99s: number[] = [];
  constructor(
    readonly name: string,
    readonly service: ServiceUnderLoad,
  ) {}
}

/** All at once, then the same again at a steady rate; only tickets that the model settles are waited for and counted. */
async function turn(side: Side, round: number, settled: ReadonlySet<number>): Promise<void> {
  const part = (prefix: string) => naturalTickets(ticketCount, prefix).slice(round * perRound, (round + 1) * perRound);
  const burst = part('burst');
  const awaited = new Set(burst.map(({ ticketId }) => ticketId).filter((id) => settled.has(indexOf(id))));
  side.bursts.push(awaited.size / (await throughKafka(side.service, burst, awaited)));
  const counts = (ticketId: string) => settled.has(indexOf(ticketId));
  const latenciesMs = await latencyAt(side.service, ticketsPerSecond, part('paced'), counts);
  side.latenciesMs.push(...latenciesMs);
  const { p50, p99 } = percentiles(latenciesMs);
  side.p99s.push(p99);
  say(`round ${round + 1}, ${side.name}: ${side.bursts.at(-1)?.toFixed(1)} tickets/s, p50 ${p50} ms, p99 ${p99} ms`);
}

const common = { SIGNALBOX_POLICY: policy };
const connected = { ...common, FRONTIER_URL: url, FRONTIER_MODEL: 'hanging' };

async function compare(untouched: ServiceUnderLoad, hung: ServiceUnderLoad, settled: ReadonlySet<number>) {
  const [base, other] = [new Side('nobody asks', untouched), new Side('hanging', hung)];
  const sides = [base, other];
  const warm = new Set([...settled].slice(0, perRound).map((i) => `all-${i}`));
  for (const { service } of sides) await throughKafka(service, naturalTickets(2 * perRound, 'all'), warm);
  for (let round = 0; round < rounds; round++)
    for (const side of round % 2 ? sides : [...sides].reverse()) await turn(side, round, settled);
  const [before, after] = sides.map(({ bursts, latenciesMs }) => ({
    ticketsPerSecond: Number(median(bursts).toFixed(1)),
    ...percentiles(latenciesMs),
  })) as [Summary, Summary];
  // The two turns of a round lie seconds apart; what slows the machine for a minute slows both, and drops out of their ratio.
  const change = (of: (side: Side) => number[]) => {
    const ratios = of(other).map((value, round) => value / (of(base)[round] as number));
    return Number((median(ratios) - 1).toFixed(3));
  };
  process.stdout.write(
    `${JSON.stringify({
      machine: { cores: availableParallelism(), processor: cpus()[0]?.model, node: process.version },
      tickets: ticketCount,
      settledByModel: settled.size,
      hungCalls: calls,
      pacedTicketsPerSecond: ticketsPerSecond,
      nobodyAsks: before,
      hanging: after,
      medianChangeWithinRounds: { ticketsPerSecond: change((side) => side.bursts), p99: change((side) => side.p99s) },
    })}\n`,
  );
}

try {
  const settled = await withService(broker, common, settledByModel);
  await withService(
    broker,
    connected,
    (untouched) => withService(broker, connected, (hung) => compare(untouched, hung, settled), 'router,escalator'),
    'router',
  );
} finally {
  hanging.closeAllConnections();
  hanging.close();
  await broker.stop();
}
