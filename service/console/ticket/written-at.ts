import type { TicketView } from '../../contracts/api-tickets.ts';

type Times = Pick<TicketView['texts'][number], 'writtenAt' | 'receivedAt'>;

/** Beside when it was received it tells something from a minute on: that is what times are shown to. */
const leastApartMs = 60_000;

/** When a ticket was written; null where its helpdesk does not say, or sent it at once. */
export function writtenApart({ writtenAt, receivedAt }: Times): string | null {
  if (writtenAt === null) return null;
  return Math.abs(Date.parse(receivedAt) - Date.parse(writtenAt)) < leastApartMs ? null : writtenAt;
}
