import type { Kafka } from 'kafkajs';
import { z } from 'zod';
import type { KafkaSettings } from '../config.ts';
import { type ReviewReason, type Source, sourceSchema } from '../contracts/routing-event.ts';
import { headerText } from './cloud-events.ts';
import { readCorrectedTickets } from './corrected-tickets.ts';
import type { OutboundRecord } from './partition-producer.ts';
import { createTicketPublisher, type PublishedTicket } from './publish-tickets.ts';
import { readTopic } from './read-topic.ts';
import { writable } from './records.ts';

/** On a ticket that is published again: `topic/partition/offset` of the message that it repeats. */
export const replayedFromHeader = 'signalbox-replayed-from';

export interface Replay {
  /** Tickets whose latest decision is a review for one of the reasons. */
  found: number;
  /** Of them: published again earlier, and not decided again yet. */
  onTheWay: number;
  /** Of them: settled by a person meanwhile, whose word a new decision would only contradict. */
  corrected: number;
  /** Of them: no longer on the inbound topic. */
  expired: number;
  /** Of them: published again now. */
  replayed: number;
  /** Of them: larger than what the inbound topic takes by now, compressed as well. */
  tooLarge: { ticketId: string; place: string }[];
}

/** Only what is read of an event: events of later versions must not stop a replay. */
const decisionSchema = z.object({
  ticketId: z.string(),
  revision: z.number(),
  decision: z.string(),
  reason: z.string().optional(),
  decidedAt: z.iso.datetime(),
  source: sourceSchema,
});

/**
 * Puts tickets that went to review for such a reason on the inbound topic once more, byte for byte, so that they are decided anew.
 * A ticket that was decided otherwise since, by a person or by a model, or that is on its way already, is left alone. One that the
 * topic does not take any more is left out.
 * @param since decisions before it are left alone
 */
export async function replayTickets(
  createClient: (clientId: string) => Kafka,
  { topics, groupPrefix }: Pick<KafkaSettings, 'topics' | 'groupPrefix'>,
  { reasons, since, isDryRun = false }: { reasons: readonly ReviewReason[]; since?: Date; isDryRun?: boolean },
): Promise<Replay> {
  const latest = new Map<string, z.infer<typeof decisionSchema>>();
  await readTopic(createClient('signalbox-replay'), { topic: topics.routed, groupPrefix }, ({ value }) => {
    const decision = parse(value);
    const known = decision && latest.get(decision.ticketId);
    if (decision && (!known || isLater(decision, known))) latest.set(decision.ticketId, decision);
  });
  const inReview = [...latest.values()].filter(({ decision, reason, decidedAt, source }) => {
    const isSuch = decision === 'needs_review' && reasons.includes(reason as ReviewReason);
    return isSuch && source.topic === topics.inbound && (!since || Date.parse(decidedAt) >= since.getTime());
  });
  const isCorrected = await readCorrectedTickets(createClient('signalbox-replay'), {
    topic: topics.corrections,
    groupPrefix,
  });
  const wanted = new Map(
    inReview.filter((ticket) => !isCorrected(ticket)).map(({ source, ticketId }) => [placeOf(source), ticketId]),
  );

  const found = new Map<string, PublishedTicket>();
  const onTheWay = new Set<string>();
  if (wanted.size > 0) {
    await readTopic(
      createClient('signalbox-replay'),
      { topic: topics.inbound, groupPrefix },
      ({ topic, partition, offset, key, value, headers }) => {
        const repeated = headerText(headers, replayedFromHeader);
        if (repeated && wanted.has(repeated)) onTheWay.add(repeated);
        const place = placeOf({ topic, partition, offset: Number(offset) });
        const ticketId = wanted.get(place);
        if (ticketId === undefined || value === null) return;
        // Copied: each would keep alive all that was read from its broker at once, up to 10 MiB.
        found.set(place, {
          ticketId: key === null ? ticketId : Buffer.from(key),
          value: Buffer.from(value),
          headers: { ...copied(writable(headers)), [replayedFromHeader]: place },
        });
      },
    );
  }
  const again = [...found].filter(([place]) => !onTheWay.has(place)).map(([, ticket]) => ticket);
  const tooLarge: Replay['tooLarge'] = [];
  if (!isDryRun && again.length > 0) {
    const publisher = await createTicketPublisher(createClient('signalbox-replay'), topics.inbound);
    try {
      for (const { headers } of await publisher.publishAgain(again)) {
        const place = String(headers?.[replayedFromHeader]);
        tooLarge.push({ ticketId: wanted.get(place) ?? '', place });
      }
    } finally {
      await publisher.close();
    }
  }
  return {
    found: inReview.length,
    corrected: inReview.length - wanted.size,
    onTheWay: onTheWay.size,
    expired: [...wanted.keys()].filter((place) => !found.has(place) && !onTheWay.has(place)).length,
    replayed: isDryRun ? 0 : again.length - tooLarge.length,
    tooLarge,
  };
}

/** A newer revision counts; partitions are read in no order, so of one revision the time does. */
function isLater(a: z.infer<typeof decisionSchema>, b: z.infer<typeof decisionSchema>): boolean {
  if (a.revision !== b.revision) return a.revision > b.revision;
  return Date.parse(a.decidedAt) >= Date.parse(b.decidedAt);
}

const placeOf = ({ topic, partition, offset }: Source) => `${topic}/${partition}/${offset}`;

/** What others write to the topic is no decision. */
function parse(value: Buffer | null): z.infer<typeof decisionSchema> | undefined {
  try {
    return decisionSchema.parse(JSON.parse(value?.toString('utf8') ?? ''));
  } catch {
    return undefined;
  }
}

function copied(headers: OutboundRecord['headers']): OutboundRecord['headers'] {
  const copy = (value: Buffer | string = '') => Buffer.from(value as Buffer);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.map(copy) : copy(value)]),
  );
}
