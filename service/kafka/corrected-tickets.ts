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
  // By ticket and id: two helpdesks may number their corrections alike, and each ticket has its own.
  const said = new Map<string, Set<string>>();
  const retracted = new Map<string, Set<string>>();
  const add = (ids: Map<string, Set<string>>, key: string, id: string) =>
    ids.set(key, (ids.get(key) ?? new Set()).add(id));
  await readTopic(kafka, corrections, ({ topic, partition, offset, value, headers }) => {
    const decided = parse(value);
    if (!decided) return;
    const key = keyOf(decided);
    if (decided.retracts !== undefined) return add(retracted, key, decided.retracts);
    add(said, key, headerText(headers, 'ce_id') || eventIdOf({ topic, partition, offset: Number(offset) }));
  });
  return (ticket) => {
    const key = keyOf(ticket);
    const takenBack = retracted.get(key);
    return [...(said.get(key) ?? [])].some((id) => !takenBack?.has(id));
  };
}

function parse(value: Buffer | null): z.infer<typeof decidedSchema> | undefined {
  try {
    return decidedSchema.parse(JSON.parse(value?.toString('utf8') ?? ''));
  } catch {
    return undefined;
  }
}
