import type { EscalatedTicket } from '../../contracts/escalated-ticket.ts';
import type { RejectionReason } from '../../contracts/rejection.ts';
import type { RoutingEvent, Source } from '../../contracts/routing-event.ts';
import type { Database } from './open-store.ts';
import { type ReceivedCorrection, recordCorrections } from './record-corrections.ts';
import { recordDecisions } from './record-decisions.ts';
import { recordEscalations } from './record-escalations.ts';
import { recordRejections } from './record-rejections.ts';
import { type ReceivedTicket, recordTickets } from './record-tickets.ts';

/** What is kept of one message. */
export type StoredRecord =
  | { kind: 'tickets'; item: ReceivedTicket }
  | { kind: 'decisions'; item: RoutingEvent }
  | { kind: 'escalations'; item: { ticket: EscalatedTicket; receivedAt: Date } }
  | { kind: 'rejections'; item: { source: Source; reason: RejectionReason; receivedAt: Date } }
  | { kind: 'corrections'; item: ReceivedCorrection };

/**
 * Writes records, each however often it comes once.
 * @returns those that are left out for what is in them, and why, without quoting it; the others are written
 * @throws when the database fails otherwise; then some may be written, and writing all again is right
 */
export async function writeRecords<R extends StoredRecord>(
  db: Database,
  records: readonly R[],
): Promise<{ record: R; why: string }[]> {
  if (records.length === 0) return [];
  try {
    await recordTickets(db, itemsOf(records, 'tickets'));
    await recordDecisions(db, itemsOf(records, 'decisions'));
    await recordEscalations(db, itemsOf(records, 'escalations'));
    await recordRejections(db, itemsOf(records, 'rejections'));
    const leftOut = new Set<unknown>(await recordCorrections(db, itemsOf(records, 'corrections')));
    return records.filter(({ item }) => leftOut.has(item)).map((record) => ({ record, why: idIsTaken }));
  } catch (cause) {
    const refusal = refusalOf(cause);
    if (refusal === null) throw cause;
    const [only] = records;
    if (records.length === 1 && only) return [{ record: only, why: refusal }];
    const half = Math.ceil(records.length / 2);
    return [...(await writeRecords(db, records.slice(0, half))), ...(await writeRecords(db, records.slice(half)))];
  }
}

function itemsOf<K extends StoredRecord['kind']>(records: readonly StoredRecord[], kind: K) {
  return records
    .filter((record): record is Extract<StoredRecord, { kind: K }> => record.kind === kind)
    .map(({ item }) => item as Extract<StoredRecord, { kind: K }>['item']);
}

const idIsTaken = 'its id (ce_id) is that of another correction, which came first; each needs one of its own';

/** Of what is in a record, by class of SQLSTATE: data exception, constraint, a limit of the program (a key too long for an index). */
function refusalOf(error: unknown): string | null {
  const { code } = (error ?? {}) as { code?: unknown };
  const isForContent = typeof code === 'string' && /^(22|23|54)[0-9A-Z]{3}$/.test(code);
  return isForContent ? `the database refuses it: SQLSTATE ${code}` : null;
}
