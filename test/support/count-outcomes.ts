import { readCommitted } from './java-consumer.ts';
import type { KafkaSetup } from './kafka-setup.ts';
import { until } from './until.ts';

export interface OutcomeCount {
  outcomes: number;
  lost: string[];
  doubled: string[];
}

/** Waits until the router has committed the whole inbound topic, whichever processes do it. */
export async function allRouted(kafka: KafkaSetup, published: number, limitMs?: number): Promise<void> {
  await until(`${published} tickets are routed`, async () => (await kafka.progress()).committed === published, limitMs);
}

/**
 * Waits until each ticket has an outcome, the escalated ones too, and counts what a read-committed Java reader then finds.
 * The escalator's offsets would not tell: aborted records, which nobody gets to see, may lie behind its last commit.
 */
export async function settledOutcomes(
  kafka: KafkaSetup,
  tickets: readonly { ticketId: string }[],
  { published = tickets.length, limitMs }: { published?: number; limitMs?: number } = {},
): Promise<OutcomeCount> {
  await allRouted(kafka, published, limitMs);
  let last: OutcomeCount | undefined;
  await until(`${tickets.length} tickets have an outcome`, async () => {
    last = await countOutcomes(kafka, tickets);
    return last.lost.length === 0;
  }).catch(() => undefined); // what is lost is the result
  return last as OutcomeCount;
}

async function countOutcomes(kafka: KafkaSetup, tickets: readonly { ticketId: string }[]): Promise<OutcomeCount> {
  const { routed, rejected } = kafka.topics;
  const records = [...(await readCommitted(kafka.broker, routed)), ...(await readCommitted(kafka.broker, rejected))];
  const times = new Map<string, number>();
  for (const { key } of records) times.set(key ?? '', (times.get(key ?? '') ?? 0) + 1);
  return {
    outcomes: records.length,
    lost: tickets.flatMap(({ ticketId }) => (times.has(ticketId) ? [] : [ticketId])),
    doubled: [...times].flatMap(([key, count]) => (count > 1 ? [key] : [])),
  };
}
