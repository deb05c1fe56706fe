import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { AuditAction } from '../../contracts/api-audit-log.ts';
import type { CorrectionOccasion } from '../../contracts/correction.ts';
import type { EscalatedTicket } from '../../contracts/escalated-ticket.ts';
import type { RoutingEvent } from '../../contracts/routing-event.ts';
import type { Channel, SetAside } from '../../contracts/ticket.ts';
import type { DecisionOutcome, LabelBasis } from '../report/facts.ts';

/** A point in time; written as ISO 8601 or as a Date, read as a Date by both drivers. */
type Time = ColumnType<Date, Date | string, Date | string>;

/**
 * The few combinations by which the report counts. Decisions name one by number: a million rows are grouped by two integers
 * in a fraction of the time that seven texts take, and the planner knows how few groups to expect.
 */
export interface FacetsTable {
  id: Generated<number>;
  /** The others as JSON, so that one index tells whether it is there. */
  key: string;
  outcome: DecisionOutcome;
  choice: string | null;
  audit_rate: number | null;
  reason: string | null;
  model_version: string;
  taxonomy_version: string;
}

/** One row for each routing event, narrow: the report reads all of them. What people said of the ticket is copied here. */
export interface DecisionsTable {
  event_id: string;
  ticket_id: string;
  revision: number;
  decided_at: Time;
  outcome: DecisionOutcome;
  /** Where it was routed; null in a review. */
  category: string | null;
  /**
   * The category that it is counted under: where it was routed, else the model's first choice. Null in a review that had none to
   * choose, and in one out of taxonomy: there "none" is the choice.
   */
  choice: string | null;
  reason: string | null;
  /** The fine-tuned model's own first choice and its calibrated confidence, where they are known. */
  first_choice: string | null;
  confidence: number | null;
  /** Whether the frontier model gave an answer, and its category; null is "none of them". */
  answered: boolean;
  opinion: string | null;
  usd: number;
  language: string | null;
  model_version: string;
  taxonomy_version: string;
  /** Rate of the audit for this category at that time, and whether this ticket was drawn. Null in a review. */
  audit_rate: number | null;
  sampled: boolean;
  audit_position: number;
  facet_id: number;
  /** Whole hours since 1970-01-01 UTC. */
  decided_hour: number;
  /** Index into `confidenceEdges`, kept by the database. */
  confidence_bin: ColumnType<number | null, never, never>;
  /** The latest correction: `label_basis` null means that nobody has said anything, `truth` null that it belongs nowhere. */
  truth: ColumnType<string | null, never, string | null>;
  label_basis: ColumnType<LabelBasis | null, never, LabelBasis | null>;
  /** Whether a later decision of the same ticket and revision lies here: then this one is history and counts nowhere. */
  superseded: ColumnType<boolean, never, boolean>;
}

/** The event as it was published, for the page of one ticket. */
export interface DecisionEventsTable {
  event_id: string;
  event: JSONColumnType<RoutingEvent>;
}

/** The cleaned text, personal data masked. */
export interface TicketsTable {
  event_id: string;
  ticket_id: string;
  revision: number;
  channel: Channel;
  language: string | null;
  subject: string;
  body: string;
  set_aside: JSONColumnType<SetAside[]>;
  kept_raw: boolean;
  /** As the helpdesk says. */
  written_at: Time | null;
  received_at: Time;
  /** Of subject and body, to find them; written as `searchVector` makes it and never read. */
  words: ColumnType<never, string, string>;
}

/** Whose a ticket is. It stays when the text goes, so that an erasure finds what is left of the ticket. */
export interface TicketCustomersTable {
  event_id: string;
  ticket_id: string;
  received_at: Time;
  /** SHA-256 of what names the customer, so that one can be found again and nobody can be read out. */
  customer_keys: string[];
}

export interface EscalationsTable {
  event_id: string;
  ticket_id: string;
  candidates: JSONColumnType<EscalatedTicket['candidates']>;
  received_at: Time;
  /** Whether its decision is here. */
  settled: boolean;
}

export interface RejectionsTable {
  event_id: string;
  reason: string;
  received_at: Time;
}

/** All that people ever said, never changed. */
export interface CorrectionsTable {
  correction_id: string;
  ticket_id: string;
  revision: number;
  category: string | null;
  corrected_by: string;
  corrected_at: Time;
  /** The order of corrections: `corrected_at`, but never later than when it came, so that a clock ahead wins for no longer. */
  effective_at: Time;
  occasion: CorrectionOccasion;
  note: string | null;
  /** It had one, and retention took it. */
  note_removed: Generated<boolean>;
  /** The correction that this one takes back; then its `category` says nothing. */
  retracts: string | null;
  /** Whether it is on the topic, where the outbox need not send it again. */
  on_topic: boolean;
  /** Its place there, which decides between equal times. Null until it has been read from there. */
  topic_offset: number | null;
}

export interface AuditRatesTable {
  since: Time;
  rate: number;
  categories: JSONColumnType<Record<string, number>>;
}

/** Tickets that must not come back when the topics are read again, by the SHA-256 of their id. */
export interface ErasuresTable {
  ticket_key: string;
  erased_at: Time;
}

/** Customers whose tickets must not come back, as `customer_keys` has them; later ones are kept. */
export interface CustomerErasuresTable {
  customer_key: string;
  erased_at: Time;
}

/** A threshold that somebody proposes; the policy itself is a file and is never written by the service. */
export interface PolicyDraftsTable {
  id: string;
  threshold: number;
  target_error: number;
  note: string;
  created_by: string;
  created_at: Time;
  model_version: string;
}

/** Who did what over HTTP, never changed; it goes with the decisions of its time. */
export interface AuditLogTable {
  id: ColumnType<string, never, never>;
  at: Time;
  who: string;
  action: AuditAction;
  subject: string | null;
}

/** One row: how many were ever written, so that a reader sees that there is something new. */
export interface ChangeCountsTable {
  decisions: ColumnType<string, never, never>;
  corrections: ColumnType<string, never, never>;
}

export interface Tables {
  facets: FacetsTable;
  decisions: DecisionsTable;
  decision_events: DecisionEventsTable;
  tickets: TicketsTable;
  ticket_customers: TicketCustomersTable;
  escalations: EscalationsTable;
  rejections: RejectionsTable;
  corrections: CorrectionsTable;
  audit_rates: AuditRatesTable;
  erasures: ErasuresTable;
  customer_erasures: CustomerErasuresTable;
  policy_drafts: PolicyDraftsTable;
  audit_log: AuditLogTable;
  change_counts: ChangeCountsTable;
}
