import { sql } from 'kysely';
import type { DecisionOutcome, LabelBasis, Truth } from '../report/facts.ts';
import { excerptAround, firstWords, mostSearched } from './excerpt.ts';
import type { Database } from './open-store.ts';
import { searchQuery } from './search-words.ts';
import { storable } from './storable-text.ts';

/** All that is given must hold. */
export interface DecisionFilter {
  from?: Date;
  to?: Date;
  outcome?: DecisionOutcome;
  /** Null: held as out of taxonomy. */
  choice?: string | null;
  reason?: string;
  /** Where people said that it belongs; null is "nowhere". Absent: whatever they said, if anything. */
  truth?: Truth;
  labelled?: boolean;
  /** Whether people disagree with the choice. */
  wrong?: boolean;
  /** Whether it was routed and people then moved it, as the report's funnel counts them. */
  corrected?: boolean;
  /** What the kept text must hold, as `searchQuery` reads it. */
  words?: string;
  modelVersion?: string;
  /** Then its earlier decisions are found, too; otherwise each ticket has its latest one. */
  ticketId?: string;
}

/** Place after which a page begins. */
export interface PagePlace {
  decidedAt: Date;
  eventId: string;
}

export interface DecisionSummary {
  eventId: string;
  ticketId: string;
  revision: number;
  decidedAt: Date;
  outcome: DecisionOutcome;
  choice: string | null;
  /** Where the ticket belongs now: a person's word if there is one, else where it was routed. */
  category: string | null;
  decidedByPerson: boolean;
  reason: string | null;
  confidence: number | null;
  labelBasis: LabelBasis | null;
  sampled: boolean;
  modelVersion: string;
  language: string | null;
  /** When the ticket came; null where its text is not kept. */
  receivedAt: Date | null;
  subject: string | null;
  /** First words of the text, or those around the words that were sought. */
  excerpt: string | null;
}

/** One page of decisions, latest first. By place and not by number, so that a late page is as fast as the first. */
export async function findDecisions(
  db: Database,
  filter: DecisionFilter,
  { after, limit }: { after?: PagePlace; limit: number },
): Promise<DecisionSummary[]> {
  let page = filtered(db, filter);
  if (after) page = page.where(sql<boolean>`(decided_at, event_id) < (${after.decidedAt}, ${after.eventId})`);
  const { words } = filter;
  const rows = await withTexts(db, page.orderBy('decided_at', 'desc').orderBy('event_id', 'desc').limit(limit))
    .$if(words !== undefined, (texts) => texts.select(sql<string | null>`left(t.body, ${mostSearched})`.as('body')))
    .orderBy('d.decided_at', 'desc')
    .orderBy('d.event_id', 'desc')
    .execute();
  return rows.map(({ body, ...row }) => {
    const summary = summaryOf(row);
    return words === undefined || !body ? summary : { ...summary, excerpt: excerptAround(body, words) };
  });
}

/**
 * Drawn tickets that wait for a verdict, in the order of the draw: whoever reads only the first ones still reads a random
 * sample. A ticket that somebody corrected unasked still waits; to leave it out would leave out the wrong ones.
 */
export async function auditQueue(db: Database, limit: number): Promise<DecisionSummary[]> {
  const page = db
    .selectFrom('decisions')
    .selectAll()
    .where(sql<boolean>`sampled and not superseded`)
    .where(sql<boolean>`label_basis is distinct from 'audit'`)
    .orderBy('audit_position')
    .orderBy('event_id')
    .limit(limit);
  const rows = await withTexts(db, page).orderBy('d.audit_position').orderBy('d.event_id').execute();
  return rows.map(summaryOf);
}

/** These decisions, in the order of the ids. */
export async function decisionsOf(db: Database, eventIds: readonly string[]): Promise<DecisionSummary[]> {
  if (eventIds.length === 0) return [];
  const page = db.selectFrom('decisions').selectAll().where(sql<boolean>`event_id = any(${eventIds}::text[])`);
  const rows = await withTexts(db, page).execute();
  const summaries = new Map(rows.map((row) => [row.event_id, summaryOf(row)]));
  return eventIds.flatMap((id) => summaries.get(id) ?? []);
}

/** As in the report: where there was nothing to read, nobody can be wrong about it. */
export const isChosen = sql<boolean>`(choice is not null or reason = 'out_of_taxonomy')`;

function filtered(db: Database, filter: DecisionFilter) {
  const { from, to, outcome, choice, reason, truth, labelled, wrong, corrected, words, modelVersion, ticketId } =
    filter;
  let query = db.selectFrom('decisions').selectAll();
  if (from !== undefined) query = query.where('decided_at', '>=', from);
  if (to !== undefined) query = query.where('decided_at', '<', to);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  // By the reason, which has an index in the order of the pages; no other review without a choice was held for want of a category.
  if (choice === null) query = query.where('outcome', '=', 'review').where('reason', '=', 'out_of_taxonomy');
  else if (choice !== undefined) query = query.where('choice', '=', choice);
  if (reason !== undefined) query = query.where('outcome', '=', 'review').where('reason', '=', reason);
  if (modelVersion !== undefined) query = query.where('model_version', '=', modelVersion);
  query =
    ticketId === undefined
      ? query.where(sql<boolean>`not superseded`)
      : query.where('ticket_id', '=', storable(ticketId));
  if (labelled !== undefined) query = query.where('label_basis', labelled ? 'is not' : 'is', null);
  // A code is never empty, so '' stands for "nowhere" and both can be found by the index.
  if (truth !== undefined) {
    query = query.where('label_basis', 'is not', null).where(sql<boolean>`coalesce(truth, '') = ${truth ?? ''}`);
  }
  if (wrong !== undefined) {
    query = query.where('label_basis', 'is not', null);
    query = query.where(
      wrong ? sql<boolean>`truth is distinct from choice` : sql<boolean>`truth is not distinct from choice`,
    );
    query = query.where(isChosen);
  }
  if (corrected !== undefined) {
    const isCorrected = sql<boolean>`(outcome <> 'review' and label_basis is not null and truth is distinct from choice)`;
    query = query.where(corrected ? isCorrected : sql<boolean>`not ${isCorrected}`);
  }
  if (words !== undefined) {
    const holding = sql`select event_id from tickets where words @@ ${searchQuery(words)}::tsquery`;
    query = query.where(sql<boolean>`event_id in (${holding})`);
  }
  return query;
}

type Page = ReturnType<typeof filtered>;

/** The page is cut before texts are joined to it. */
function withTexts(db: Database, page: Page) {
  return db
    .selectFrom(page.as('d'))
    .leftJoin('tickets as t', 't.event_id', 'd.event_id')
    .selectAll('d')
    .select(['t.subject', 't.received_at', firstWords.as('excerpt')]);
}

function summaryOf(row: Awaited<ReturnType<ReturnType<typeof withTexts>['execute']>>[number]): DecisionSummary {
  return {
    eventId: row.event_id,
    ticketId: row.ticket_id,
    revision: row.revision,
    decidedAt: row.decided_at,
    outcome: row.outcome,
    choice: row.choice,
    category: row.label_basis === null ? row.category : row.truth,
    decidedByPerson: row.label_basis !== null,
    reason: row.reason,
    confidence: row.confidence,
    labelBasis: row.label_basis,
    sampled: row.sampled,
    modelVersion: row.model_version,
    language: row.language,
    receivedAt: row.received_at,
    subject: row.subject,
    excerpt: row.excerpt,
  };
}
