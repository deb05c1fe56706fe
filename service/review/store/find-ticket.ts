import type { CorrectionOccasion } from '../../contracts/correction.ts';
import type { RoutingEvent } from '../../contracts/routing-event.ts';
import type { Channel, SetAside } from '../../contracts/ticket.ts';
import { type DecisionSummary, findDecisions } from './find-decisions.ts';
import type { Database } from './open-store.ts';
import { latestFirst } from './standing.ts';
import { storable } from './storable-text.ts';

export interface PersonsWord {
  correctionId: string;
  revision: number;
  category: string | null;
  correctedBy: string;
  correctedAt: Date;
  occasion: CorrectionOccasion;
  note: string | null;
  /** The correction that this one takes back. */
  retracts: string | null;
}

export interface TicketPage {
  ticketId: string;
  /** Latest first: a ticket has one for each revision and each time that it was sent. */
  decisions: (DecisionSummary & { event: RoutingEvent | null })[];
  /** Texts of the revisions, latest first, personal data masked. Empty before they arrive and after their retention. */
  texts: {
    eventId: string;
    revision: number;
    channel: Channel;
    language: string | null;
    subject: string;
    body: string;
    setAside: SetAside[];
    keptRaw: boolean;
    receivedAt: Date;
  }[];
  /** All that people said, latest first. */
  history: PersonsWord[];
}

const mostDecisions = 100;

/** Everything that is kept of one ticket; null when nothing is. */
export async function findTicket(db: Database, id: string): Promise<TicketPage | null> {
  const ticketId = storable(id);
  const decisions = await findDecisions(db, { ticketId }, { limit: mostDecisions });
  const texts = await db
    .selectFrom('tickets')
    .select(['event_id', 'revision', 'channel', 'language', 'subject', 'body', 'set_aside', 'kept_raw', 'received_at'])
    .where('ticket_id', '=', ticketId)
    .orderBy('revision', 'desc')
    .orderBy('received_at', 'desc')
    .limit(mostDecisions)
    .execute();
  const words = await db
    .selectFrom('corrections')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy(latestFirst)
    .execute();
  if (decisions.length === 0 && texts.length === 0 && words.length === 0) return null;
  const events = await eventsOf(
    db,
    decisions.map(({ eventId }) => eventId),
  );
  return {
    ticketId,
    decisions: decisions.map((decision) => ({ ...decision, event: events.get(decision.eventId) ?? null })),
    texts: texts.map((text) => ({
      eventId: text.event_id,
      revision: text.revision,
      channel: text.channel,
      language: text.language,
      subject: text.subject,
      body: text.body,
      setAside: text.set_aside,
      keptRaw: text.kept_raw,
      receivedAt: text.received_at,
    })),
    history: words.map((word) => ({
      correctionId: word.correction_id,
      revision: word.revision,
      category: word.category,
      correctedBy: word.corrected_by,
      correctedAt: word.corrected_at,
      occasion: word.occasion,
      note: word.note,
      retracts: word.retracts,
    })),
  };
}

async function eventsOf(db: Database, eventIds: readonly string[]): Promise<Map<string, RoutingEvent>> {
  if (eventIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('decision_events')
    .selectAll()
    .where('event_id', 'in', [...eventIds])
    .execute();
  return new Map(rows.map(({ event_id, event }) => [event_id, event]));
}
