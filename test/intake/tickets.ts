import type { CleanTicket, Ticket } from '../../service/contracts/ticket.ts';
import { cleanTicket } from '../../service/intake/clean-ticket.ts';

/** An e-mail ticket with the given text; everything else as a helpdesk sends it when it sends little. */
export function ticketWith(fields: Partial<Ticket>): Ticket {
  return {
    ticketId: 'T-1',
    revision: 1,
    subject: '',
    body: '',
    channel: 'email',
    attachments: [],
    extra: {},
    ...fields,
  };
}

export const cleanMail = (body: string, subject = ''): CleanTicket => cleanTicket(ticketWith({ body, subject }));

/** The kinds of what was set aside, in the order of the text. */
export const kindsOf = (clean: CleanTicket): string[] => clean.setAside.map(({ kind }) => kind);
