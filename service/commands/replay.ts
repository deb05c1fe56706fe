import type { Config } from '../config.ts';
import { type ReviewReason, reviewReasons } from '../contracts/routing-event.ts';
import { SignalboxError } from '../errors.ts';
import { assertReachable } from '../kafka/assert-reachable.ts';
import { createKafka } from '../kafka/connect.ts';
import { replayTickets } from '../kafka/replay-tickets.ts';
import { inspectTopics } from '../kafka/topics.ts';
import { createLog } from '../telemetry/log.ts';

export interface ReplayOptions {
  reason: string[];
  since?: string;
  dryRun?: boolean;
}

/** Tickets that went to review for a reason that may have passed are decided anew. */
export async function replay({ kafka }: Config, options: ReplayOptions): Promise<void> {
  const reasons = options.reason.map((reason) => {
    if (reviewReasons.includes(reason as ReviewReason)) return reason as ReviewReason;
    throw new SignalboxError('INPUT_INVALID', `--reason ${reason}: there is no such reason`, {
      remedy: `choose from ${reviewReasons.join(', ')}`,
    });
  });
  const since = options.since === undefined ? undefined : new Date(options.since);
  if (since && Number.isNaN(since.getTime())) {
    throw new SignalboxError('INPUT_INVALID', `--since ${options.since}: not a date`, {
      remedy: 'write it as 2026-11-02T08:00:00Z',
    });
  }
  if (kafka.brokers.length === 0) {
    throw new SignalboxError('INPUT_INVALID', 'a replay needs the cluster that the tickets lie on', {
      remedy: 'set KAFKA_BROKERS; a service with a local broker logs its address',
    });
  }
  const log = createLog('error', 2);
  await assertReachable(kafka, log);
  const createClient = (clientId: string) => createKafka(kafka, clientId, log);
  await inspectTopics(createClient('signalbox-replay'), kafka.topics);
  const { found, corrected, onTheWay, expired, replayed, tooLarge } = await replayTickets(createClient, kafka, {
    reasons,
    ...(since ? { since } : {}),
    isDryRun: options.dryRun ?? false,
  });
  const left = [
    corrected > 0 ? `${corrected} settled by people` : '',
    onTheWay > 0 ? `${onTheWay} on their way already` : '',
    expired > 0 ? `${expired} no longer on ${kafka.topics.inbound}` : '',
    tooLarge.length > 0 ? `${tooLarge.length} too large` : '',
  ].filter(Boolean);
  const done = options.dryRun
    ? `${found - corrected - onTheWay - expired} would be published again`
    : `${replayed} published again`;
  process.stdout.write(`${found} tickets in review for ${reasons.join(', ')}: ${[done, ...left].join(', ')}\n`);
  if (tooLarge.length === 0) return;
  const named = tooLarge.map(({ ticketId, place }) => `${JSON.stringify(ticketId)} (${place})`);
  throw new SignalboxError('TOPIC_MISFIT', `${kafka.topics.inbound} does not take again: ${named.join(', ')}`, {
    remedy: `raise its max.message.bytes (and segment.bytes, if it is smaller) and replay once more, or decide them in the console`,
  });
}
