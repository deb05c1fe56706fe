import type { Source } from '../../contracts/routing-event.ts';
import type { CleanTicket, SetAside } from '../../contracts/ticket.ts';
import { maskSetAside } from '../../privacy/given-away.ts';
import { createMask } from '../../privacy/mask-personal-data.ts';
import { maskTicket } from '../../privacy/mask-ticket.ts';
import { eventIdOf } from '../../publish/build-event.ts';
import { customerKeysOf } from './customer-keys.ts';
import { eraseLateArrivals } from './forget.ts';
import type { Database } from './open-store.ts';
import { searchVector } from './search-words.ts';
import { storable, storableJson } from './storable-text.ts';
import { writeBatch } from './write-batch.ts';

export interface ReceivedTicket {
  clean: CleanTicket;
  source: Source;
  receivedAt: Date;
}

/** An analyst reads the beginning; the whole original stays on the inbound topic. */
const mostCharacters = 20_000;
const mostSubject = 1_000;
const mostSetAside = 5_000;

/** Keeps the cleaned texts, personal data masked, and whose they are. The same message twice is kept once. */
export async function recordTickets(db: Database, received: readonly ReceivedTicket[]): Promise<void> {
  const items = received.map((ticket) => ({ ...ticket, ticketId: storable(ticket.clean.ticket.ticketId) }));
  await writeBatch(db, items, async (trx, kept) => {
    const rows = kept.map(rowOf);
    await trx
      .insertInto('tickets')
      .values(rows)
      .onConflict((c) => c.doNothing())
      .execute();
    const customers = kept.map(customerOf).filter(({ customer_keys }) => customer_keys.length > 0);
    if (customers.length === 0) return;
    await trx
      .insertInto('ticket_customers')
      .values(customers)
      .onConflict((c) => c.doNothing())
      .execute();
    await eraseLateArrivals(
      trx,
      customers.map(({ event_id }) => event_id),
    );
  });
}

type Kept = ReceivedTicket & { ticketId: string };

function rowOf({ clean, source, receivedAt, ticketId }: Kept) {
  const mask = createMask(); // one for all texts of a ticket, so that the same value has the same placeholder
  const aside = clean.setAside.map(({ kind, text }) => ({ kind, text: cut(text, mostSetAside) }));
  // A signature hides its name in the message, and then the message its own in what it quotes.
  for (const { text } of aside) maskSetAside(mask, text);
  const { subject, body } = maskTicket(mask, {
    subject: cut(clean.subject, mostSubject),
    body: cut(clean.body, mostCharacters),
  });
  const setAside: SetAside[] = aside.map(({ kind, text }) => ({ kind, text: maskSetAside(mask, text) }));
  return {
    event_id: eventIdOf(source),
    ticket_id: ticketId,
    revision: clean.ticket.revision,
    channel: clean.ticket.channel,
    language: clean.language,
    subject: storable(subject),
    body: storable(body),
    set_aside: storableJson(setAside),
    kept_raw: clean.keptRaw,
    written_at: clean.ticket.createdAt ?? null,
    received_at: receivedAt,
    words: searchVector({ subject, body }),
  };
}

function customerOf({ clean, source, receivedAt, ticketId }: Kept) {
  const customer_keys = customerKeysOf(clean.ticket);
  return { event_id: eventIdOf(source), ticket_id: ticketId, received_at: receivedAt, customer_keys };
}

/** Between words, where there are any near: half an account number would not be seen for what it is. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.slice(most - 200, most).search(/\s\S*$/);
  return `${text.slice(0, end < 0 ? most : most - 200 + end)} […]`;
}
