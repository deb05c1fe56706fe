import type { Kafka } from 'kafkajs';
import { z } from 'zod';
import { eventIdOf } from '../publish/build-event.ts';
import { headerText } from './cloud-events.ts';
import { readTopic } from './read-topic.ts';

/** Only what says whose it is: a category that the taxonomy no longer has was a person's decision all the same. */
const decidedSchema = z.object({
  ticketId: z.union([z.string(), z.int().transform(String)]),
  revision: z.int().default(1),
  retracts: z.string().optional(),
});

/** Asks whether a person has decided the ticket, and not taken that back. */
export type IsCorrected = (ticket: { ticketId: string; revision: number }) => boolean;

/** Reads the corrections topic as far as it goes now; messages of another form are passed over. */
export async function readCorrectedTickets(
  kafka: Kafka,
  corrections: { topic: string; groupPrefix: string },
): Promise<IsCorrected> {
  const keyOf = ({ ticketId, revision }: { ticketId: string; revision: number }) =>
    JSON.stringify([ticketId, revision]);
  const ticketOf = new Map<string, string>();
  const retracted = new Set<string>();
  await readTopic(kafka, corrections, ({ topic, partition, offset, value, headers }) => {
    const decided = parse(value);
    if (!decided) return;
    if (decided.retracts !== undefined) retracted.add(decided.retracts);
    else {
      const id = headerText(headers, 'ce_id') || eventIdOf({ topic, partition, offset: Number(offset) });
      ticketOf.set(id, keyOf(decided));
    }
  });
  const standing = new Set([...ticketOf].filter(([id]) => !retracted.has(id)).map(([, key]) => key));
  return (ticket) => standing.has(keyOf(ticket));
}

function parse(value: Buffer | null): z.infer<typeof decidedSchema> | undefined {
  try {
    return decidedSchema.parse(JSON.parse(value?.toString('utf8') ?? ''));
  } catch {
    return undefined;
  }
}
