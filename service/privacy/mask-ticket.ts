import type { Mask } from './mask-personal-data.ts';

/** Masks both texts of a ticket. The body first: a name at its end hides the same name in the subject. */
export function maskTicket<T extends { subject: string; body: string }>(mask: Mask, ticket: T): T {
  const body = mask(ticket.body);
  return { ...ticket, subject: mask(ticket.subject), body };
}
