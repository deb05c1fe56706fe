import { readCommitted } from './java-consumer.ts';
import type { KafkaSetup } from './kafka-setup.ts';
import { until } from './until.ts';

export interface OutcomeCount {
  outcomes: number;
  lost: string[];
  doubled: string[];
}

/** Waits until both groups have read everything, whichever processes do it. */
export async function allSettled(kafka: KafkaSetup, published: number, limitMs?: number): Promise<void> {
  await until(
    `${published} tickets are settled`,
    async () => {
      const router = await kafka.progress('router');
      return router.committed === published && (await kafka.progress('escalator')).isDone;
    },
    limitMs,
  );
}

/** What a read-committed Java reader finds for each ticket, over the topics of final outcomes. */
export async function countOutcomes(kafka: KafkaSetup, tickets: readonly { ticketId: string }[]): Promise<OutcomeCount> {
  const records = [...(await readCommitted(kafka.broker, kafka.topics.routed)), ...(await readCommitted(kafka.broker, kafka.topics.rejected))];
  const times = new Map<string, number>();
  for (const { key } of records) times.set(key ?? '', (times.get(key ?? '') ?? 0) + 1);
  return {
    outcomes: records.length,
    lost: tickets.flatMap(({ ticketId }) => (times.has(ticketId) ? [] : [ticketId])),
    doubled: [...times].flatMap(([key, count]) => (count > 1 ? [key] : [])),
  };
}
