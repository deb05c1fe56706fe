import type { EscalatedTicket } from '../../contracts/escalated-ticket.ts';
import { eventIdOf } from '../../publish/build-event.ts';
import { attachEscalations } from './attach.ts';
import type { Database } from './open-store.ts';
import { storable, storableJson } from './storable-text.ts';
import { writeBatch } from './write-batch.ts';

/** Keeps what the model thought before a second opinion was asked for. The text is kept from the inbound topic alone. */
export async function recordEscalations(
  db: Database,
  escalated: readonly { ticket: EscalatedTicket; receivedAt: Date }[],
): Promise<void> {
  const items = escalated.map((item) => ({ ...item, ticketId: storable(item.ticket.ticketId) }));
  await writeBatch(db, items, async (trx, kept) => {
    const rows = kept.map(({ ticket, ticketId, receivedAt }) => ({
      event_id: storable(eventIdOf(ticket.source)),
      ticket_id: ticketId,
      candidates: storableJson(ticket.candidates),
      received_at: receivedAt,
      settled: false,
    }));
    await trx
      .insertInto('escalations')
      .values(rows)
      .onConflict((c) => c.doNothing())
      .execute();
    await attachEscalations(
      trx,
      rows.map(({ event_id }) => event_id),
    );
  });
}
