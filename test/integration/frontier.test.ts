import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoutingEvent } from '../../service/contracts/routing-event.ts';
import { createTicketPublisher } from '../../service/kafka/publish-tickets.ts';
import { projectRoot } from '../../service/project-root.ts';
import { allRouted, settledOutcomes } from '../support/count-outcomes.ts';
import {
  answering,
  answerOf,
  type ChatCall,
  completion,
  json,
  type Reply,
  startFrontierServer,
} from '../support/frontier-server.ts';
import { readCommitted } from '../support/java-consumer.ts';
import { type KafkaSetup, makeTickets, setUpKafka } from '../support/kafka-setup.ts';
import type { ServiceProcess } from '../support/service-process.ts';
import { startService } from '../support/started-service.ts';
import { until } from '../support/until.ts';

const category = 'STL-LATE';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-frontier-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A policy by which nothing is sure enough and nothing out of taxonomy, so that every ticket is asked about; or its variation. */
async function policyFile(frontier: object, thresholds: object = { default: 1, outOfTaxonomy: 1 }): Promise<string> {
  const path = join(folder, `policy-${Math.random().toString(36).slice(2)}.yaml`);
  const disagreement = { modelBound: 1 };
  await writeFile(path, JSON.stringify({ thresholds, frontier: { disagreement, ...frontier } }));
  return path;
}

/** Where nothing is to fail, a machine that is slow must not make calls fail either. */
const patience = {
  rules: { calls: { callSeconds: 300, ticketSeconds: 600 } },
  environment: { KAFKA_STALL_SECONDS: '900' },
};

function start(kafka: KafkaSetup, url: string, more: Record<string, string>): ServiceProcess {
  return startService({ ...kafka.environment, FRONTIER_URL: url, FRONTIER_MODEL: 'large-1', ...more });
}

async function eventsOf(kafka: KafkaSetup): Promise<RoutingEvent[]> {
  return (await readCommitted(kafka.broker, kafka.topics.routed)).map(({ value }) => JSON.parse(value ?? ''));
}

/** People's decisions, as helpdesks publish them. */
async function correct(
  kafka: KafkaSetup,
  ...corrections: { ticketId: string | undefined; id: string; retracts?: string }[]
) {
  const publisher = await createTicketPublisher(kafka.client('test-corrections'), kafka.topics.corrections);
  await publisher.publishAll(
    corrections.map(({ ticketId = '', id, retracts }) => ({
      ticketId,
      value: Buffer.from(
        JSON.stringify({ ticketId, category, correctedBy: 'kim', correctedAt: new Date().toISOString(), retracts }),
      ),
      headers: { ce_id: id },
    })),
  );
  await publisher.close();
}

const tally = (events: readonly RoutingEvent[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const event of events) {
    const outcome = event.decision === 'routed' ? event.decidedBy.kind : event.reason;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
};

/** Answers after a moment, so that many calls are in flight. */
const slowly =
  (reply: Reply, milliseconds: number): Reply =>
  (...call) =>
    setTimeout(() => reply(...call), milliseconds);

const isQuestion = ({ body }: ChatCall) => body.messages[1]?.content.includes('(no ') === true; // the check at the start is none

/** Answers nobody before so many tickets are asked about at the same time, which a slow machine need not reach by itself. */
function onceTogether(least: number, reply: Reply): { reply: Reply; most: () => number } {
  let [inFlight, most] = [0, 0];
  const held: (() => unknown)[] = [];
  return {
    most: () => most,
    reply: (call, response, number) => {
      if (!isQuestion(call)) return reply(call, response, number);
      inFlight += 1;
      most = Math.max(most, inFlight);
      response.once('close', () => {
        inFlight -= 1;
      });
      held.push(() => reply(call, response, number));
      if (most >= least) for (const answer of held.splice(0)) answer();
    },
  };
}

describe('a connected frontier model', () => {
  it('decides what the fine-tuned model was unsure of, many at a time, exactly once across kill -9', async () => {
    const kafka = await setUpKafka({ partitions: 1 });
    const { reply, most } = onceTogether(17, slowly(answering(category), 60));
    const server = await startFrontierServer(reply);
    const environment = {
      ...patience.environment,
      SIGNALBOX_POLICY: await policyFile(patience.rules),
      FRONTIER_CONCURRENCY: '32',
    };
    const tickets = makeTickets(300);
    await kafka.publish(tickets);
    // All are there before one is asked about: otherwise the first few could come alone, and the others wait behind them.
    const router = startService({ ...kafka.environment, ...environment }, ['--roles', 'router']);
    await allRouted(kafka, tickets.length);
    expect(await router.stop('SIGTERM')).toBe(0);
    for (const calls of [60, 160]) {
      const service = start(kafka, server.url, environment);
      await until(`${calls} calls were made`, () => {
        service.assertAlive();
        return server.calls.length >= calls;
      });
      await service.stop('SIGKILL');
    }
    start(kafka, server.url, environment);
    expect(await settledOutcomes(kafka, tickets)).toEqual({ outcomes: 300, lost: [], doubled: [] });
    const events = await eventsOf(kafka);
    expect(tally(events)).toEqual({ frontier: 300 });
    for (const event of events) {
      expect(event).toMatchObject({
        category,
        decidedBy: { model: 'large-1', votes: { for: 1, of: 1 } },
        cost: { usd: 0 },
      });
      expect(event.timings.frontierMs).toBeGreaterThanOrEqual(60);
      expect(event.timings.queuedMs).toBeGreaterThanOrEqual(event.timings.frontierMs ?? 0);
    }
    expect(most()).toBeGreaterThan(16); // over one partition
    expect(most()).toBeLessThanOrEqual(32);
    // The labelled tickets that resemble it come along.
    expect(server.calls.findLast(isQuestion)?.body.messages[1]?.content).toMatch(/^- [A-Z]{3}-[A-Z]+: "/m);
  });

  it('that has been asked when the process stops or the group is joined anew is not asked again: its answers are kept', async () => {
    const kafka = await setUpKafka({ partitions: 2 });
    const server = await startFrontierServer(slowly(answering(category), 1_500));
    const environment = {
      ...patience.environment,
      SIGNALBOX_POLICY: await policyFile(patience.rules),
      FRONTIER_CONCURRENCY: '16',
    };
    const tickets = makeTickets(120);
    await kafka.publish(tickets);
    const questions = () => server.calls.filter(isQuestion).length;
    const first = start(kafka, server.url, environment);
    await until('many are asked about', () => questions() >= 16);
    start(kafka, server.url, environment); // takes a partition over
    await until('more are', () => questions() >= 48);
    await first.stop('SIGTERM');
    expect(await settledOutcomes(kafka, tickets)).toEqual({ outcomes: 120, lost: [], doubled: [] });
    expect(tally(await eventsOf(kafka))).toEqual({ frontier: 120 });
    expect(questions()).toBe(120);
  });

  it('the budget of the day holds over processes, kills and take-overs; what it does not pay for goes to review', async () => {
    const kafka = await setUpKafka({ partitions: 3 });
    const usage = { prompt_tokens: 3000, completion_tokens: 50, total_tokens: 3050 };
    const answer: Reply = (_call, response) => json(response, completion(answerOf(category), { usage }));
    const server = await startFrontierServer(slowly(answer, 20));
    // A call costs three cents, whatever it says, and its prompt has bytes for some eleven: what is set aside for it.
    const prices = { 'large-1': { inputPerMillion: 10, outputPerMillion: 0 } };
    const calls = { ...patience.rules.calls, similarTickets: 0, promptTokens: 3000 };
    const environment = {
      ...patience.environment,
      SIGNALBOX_POLICY: await policyFile({ prices, calls }),
      FRONTIER_DAILY_BUDGET_USD: '9',
      FRONTIER_CONCURRENCY: '8', // what a kill or an expulsion loses at most
    };
    const first = start(kafka, server.url, environment);
    await first.ready();
    const tickets = makeTickets(500);
    await kafka.publish(tickets);
    await until('some are asked about', () => server.calls.length >= 40);
    start(kafka, server.url, environment);
    await until('more are', () => server.calls.length >= 80);
    await first.stop('SIGKILL');
    start(kafka, server.url, environment);
    expect(await settledOutcomes(kafka, tickets)).toEqual({ outcomes: 500, lost: [], doubled: [] });
    const { frontier = 0, budget_exhausted = 0, ...others } = tally(await eventsOf(kafka));
    expect(others).toEqual({});
    expect(frontier + budget_exhausted).toBe(500);
    expect(budget_exhausted).toBeGreaterThan(0);
    expect(server.calls.length * 0.03).toBeLessThanOrEqual(9);
    expect(frontier).toBeGreaterThan(100);
  });

  it('a ticket that may be asked about for longer than the process waits for itself is refused at the start', async () => {
    const kafka = await setUpKafka({ partitions: 1 });
    const policy = await policyFile({ calls: { ticketSeconds: 120 } });
    const service = start(kafka, 'http://127.0.0.1:1/v1', { SIGNALBOX_POLICY: policy });
    await service.left();
    expect(service.output()).toContain('raise KAFKA_STALL_SECONDS');
  });

  it('that hangs on every call holds up nobody but those who wait for it', async () => {
    const kafka = await setUpKafka({ partitions: 1 });
    const server = await startFrontierServer(() => undefined);
    const policy = await policyFile({ calls: { callSeconds: 300, ticketSeconds: 600 } }, { default: 0.9 });
    start(kafka, server.url, { SIGNALBOX_POLICY: policy, KAFKA_STALL_SECONDS: '3600' });
    const tickets = makeTickets(400);
    await kafka.publish(tickets);
    await until(
      'every ticket that the model is sure of is routed',
      async () => (await kafka.progress()).committed === 400,
    );
    await until('it is asked', () => server.calls.length > 0);
    const counts = tally(await eventsOf(kafka));
    expect(counts.model).toBeGreaterThan(50);
    expect(counts).not.toHaveProperty('frontier');
    expect(counts).not.toHaveProperty('frontier_unavailable');
  });

  it('that refuses the token is named in the log; its tickets go to review, and are decided anew by a replay', async () => {
    const kafka = await setUpKafka({ partitions: 2 });
    let isRight = false;
    const server = await startFrontierServer((call, response, number) =>
      isRight ? answering(category)(call, response, number) : json(response, { error: 'no' }, 401),
    );
    const environment = { SIGNALBOX_POLICY: await policyFile({ breaker: { failures: 3, openSeconds: 0.1 } }) };
    const service = start(kafka, server.url, environment);
    const tickets = makeTickets(40);
    await kafka.publish(tickets);
    expect(await settledOutcomes(kafka, tickets)).toEqual({ outcomes: 40, lost: [], doubled: [] });
    expect(tally(await eventsOf(kafka))).toEqual({ frontier_unavailable: 40 });
    await until('the log says why', () => service.output().includes('check FRONTIER_TOKEN'));

    isRight = true;
    await service.stop('SIGTERM'); // what is on its way is not published again, however often somebody asks
    const replay = async (...options: string[]) => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [join(projectRoot, 'dist/cli.js'), 'replay', '--reason', 'frontier_unavailable', ...options],
        { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...kafka.environment } },
      );
      return stdout.trim();
    };
    const found = '40 tickets in review for frontier_unavailable';
    expect(await replay('--dry-run')).toBe(`${found}: 40 would be published again`);
    expect(await replay('--since', '2100-01-01T00:00:00Z')).toContain('0 tickets in review');
    const [settled, doubted] = tickets.map(({ ticketId }) => ticketId);
    await correct(kafka, { ticketId: settled, id: 'c-1' }, { ticketId: doubted, id: 'c-2' });
    await correct(kafka, { ticketId: doubted, id: 'c-3', retracts: 'c-2' });
    expect(await replay()).toBe(`${found}: 39 published again, 1 settled by people`);
    expect(await replay()).toBe(`${found}: 0 published again, 1 settled by people, 39 on their way already`);
    start(kafka, server.url, environment);
    await until('they are decided anew', async () => (await kafka.progress()).committed === 79);
    await until('by the frontier model', async () => tally(await eventsOf(kafka)).frontier === 39);
    expect(await replay()).toBe('1 tickets in review for frontier_unavailable: 0 published again, 1 settled by people');
    const events = await eventsOf(kafka);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(79);
  });

  it('is recorded and played back: the same tickets, the same decisions, and nobody is asked', async () => {
    const record = join(folder, 'exchanges');
    const server = await startFrontierServer(({ body }, response) => {
      const isOne = /no \d*1\)/.test(body.messages[1]?.content ?? '');
      json(response, completion(answerOf(isOne ? 'RFD-OPS' : category)));
    });
    const policy = await policyFile({});
    const tickets = makeTickets(30);
    const decide = async (url: string, more: Record<string, string>) => {
      const kafka = await setUpKafka({ partitions: 1 });
      const service = start(kafka, url, { SIGNALBOX_POLICY: policy, ...more });
      await kafka.publish(tickets);
      await settledOutcomes(kafka, tickets);
      await until('it has been checked', () => service.output().includes('"msg":"frontier: '));
      const output = service.output();
      await service.stop('SIGTERM');
      const events = await eventsOf(kafka);
      return {
        output,
        decisions: events.map((event) => [event.ticketId, 'category' in event && event.category]).sort(),
      };
    };
    const recorded = await decide(server.url, { FRONTIER_RECORD_DIR: record });
    const asked = server.calls.length;
    const played = await decide(`replay:${record}`, {});
    expect(played.decisions).toEqual(recorded.decisions);
    expect(new Set(recorded.decisions.map(([, decided]) => decided))).toEqual(new Set([category, 'RFD-OPS']));
    expect(server.calls).toHaveLength(asked);
    expect(await readdir(record)).toHaveLength(asked); // the check at the start is one of them
    expect(played.output).toContain(`${asked} recorded exchanges`);
    const kept = await readFile(join(record, (await readdir(record))[0] ?? ''), 'utf8');
    expect(JSON.parse(kept)).toMatchObject({ model: 'large-1', request: { messages: expect.any(Array) } });
  });
});
