import { z } from 'zod';
import { explanationQuerySchema, explanationSchema, ticketViewSchema } from '../../contracts/api-tickets.ts';
import { SignalboxError } from '../../errors.ts';
import { findText, findTicket, type TicketPage } from '../../review/store/find-ticket.ts';
import type { Database } from '../../review/store/open-store.ts';
import { endpoint, json } from '../endpoint.ts';

const params = z.strictObject({ ticketId: z.string().min(1).max(200) });

export const getTicket = endpoint({
  method: 'get',
  path: '/v1/tickets/{ticketId}',
  summary: 'All that is kept of one ticket: decisions, masked texts, what people said',
  access: 'viewer',
  params,
  answer: { status: 200, content: { 'application/json': ticketViewSchema } },
  problems: [404],
  handle: async ({ params: { ticketId } }, { store }) => json(await knownTicket(store(), ticketId)),
});

export const getExplanation = endpoint({
  method: 'get',
  path: '/v1/tickets/{ticketId}/explanation',
  summary: 'Why the model chose what it chose: words that speak for it, and labelled tickets that resemble it',
  access: 'viewer',
  params,
  query: explanationQuerySchema,
  answer: { status: 200, content: { 'application/json': explanationSchema } },
  problems: [404, 422, 504],
  async handle({ params: { ticketId }, query: { category, revision }, response }, parts) {
    const { codes } = parts.router.taxonomy;
    if (category !== undefined && !codes.includes(category)) {
      throw new SignalboxError('CATEGORY_UNKNOWN', `the taxonomy has no category ${category}`, {
        remedy: 'choose one of the taxonomy, or leave it out',
      });
    }
    const text = await findText(parts.store(), ticketId, revision);
    if (!text) {
      await knownTicket(parts.store(), ticketId);
      throw new SignalboxError('TICKET_UNKNOWN', `no text is kept of ticket ${ticketId}`, {
        remedy: 'texts come a moment after their decisions and go when their retention ends',
      });
    }
    return json(await parts.explainTicket({ ...text, ticketId }, category, response));
  },
});

async function knownTicket(db: Database, ticketId: string): Promise<TicketPage> {
  const ticket = await findTicket(db, ticketId);
  if (ticket) return ticket;
  throw new SignalboxError('TICKET_UNKNOWN', `nothing is known of ticket ${ticketId}`, {
    remedy: 'check the id; a ticket appears here a moment after it was decided',
  });
}
