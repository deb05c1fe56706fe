import { sql } from 'kysely';
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

/** Of one revision, personal data masked. */
export interface KeptText {
  eventId: string;
  revision: number;
  channel: Channel;
  language: string | null;
  subject: string;
  body: string;
  setAside: SetAside[];
  keptRaw: boolean;
  /** As the helpdesk says; null where it does not. */
  writtenAt: Date | null;
  /** The broker's time. */
  receivedAt: Date;
}

export interface TicketPage {
  ticketId: string;
  /** The latest, those first: a ticket has one for each revision and each time that it was sent. */
  decisions: (DecisionSummary & { event: RoutingEvent | null })[];
  /** All of them. */
  decisionCount: number;
  /** The latest, those first. Empty before they arrive and after their retention. */
  texts: KeptText[];
  /** All of them. */
  textCount: number;
  /** All that people said, latest first. */
  history: PersonsWord[];
}

/** Of decisions, and of texts: a helpdesk may send a ticket thousands of times. */
const mostListed = 100;

/** What is kept of one ticket; null when nothing is. */
export async function findTicket(db: Database, id: string): Promise<TicketPage | null> {
  const ticketId = storable(id);
  const decisions = await findDecisions(db, { ticketId }, { limit: mostListed });
  const texts = await textsOf(db, ticketId).limit(mostListed).execute();
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
    decisionCount: await countOf(db, 'decisions', ticketId, decisions.length),
    texts: texts.map(keptText),
    textCount: await countOf(db, 'tickets', ticketId, texts.length),
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

/** The latest text of a ticket, or that of one revision. */
export async function findText(db: Database, id: string, revision: number | undefined): Promise<KeptText | null> {
  let texts = textsOf(db, storable(id));
  if (revision !== undefined) texts = texts.where('revision', '=', revision);
  const text = await texts.limit(1).executeTakeFirst();
  return text ? keptText(text) : null;
}

const textsOf = (db: Database, ticketId: string) =>
  db
    .selectFrom('tickets')
    .select(['event_id', 'revision', 'channel', 'language', 'subject', 'body', 'set_aside', 'kept_raw'])
    .select(['written_at', 'received_at'])
    .where('ticket_id', '=', ticketId)
    .orderBy('revision', 'desc')
    .orderBy('received_at', 'desc');

type TextRow = Awaited<ReturnType<ReturnType<typeof textsOf>['execute']>>[number];

const keptText = (text: TextRow): KeptText => ({
  eventId: text.event_id,
  revision: text.revision,
  channel: text.channel,
  language: text.language,
  subject: text.subject,
  body: text.body,
  setAside: text.set_aside,
  keptRaw: text.kept_raw,
  writtenAt: text.written_at,
  receivedAt: text.received_at,
});

/** @param listed how many of them were read; fewer than are listed are all there are */
async function countOf(
  db: Database,
  table: 'decisions' | 'tickets',
  ticketId: string,
  listed: number,
): Promise<number> {
  if (listed < mostListed) return listed;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${sql.table(table)} where ticket_id = ${ticketId}`.execute(db);
  return Math.max(listed, rows[0]?.n ?? 0);
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
