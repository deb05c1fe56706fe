import { z } from 'zod';
import type { RoutingEvent } from '../../contracts/routing-event.ts';
import { inboundTicketSchema } from '../../contracts/ticket.ts';
import { SignalboxError } from '../../errors.ts';
import { nobodyAsked, settleEscalated } from '../../escalate/settle-escalated.ts';
import { decodeTicket } from '../../intake/decode-ticket.ts';
import { routeTickets } from '../../route-tickets.ts';
import { endpoint, json } from '../endpoint.ts';

// The bytes go through the very intake of the topic, so both ways refuse the same things with the same words.
const body = { schema: inboundTicketSchema, reads: 'bytes' } as const;
const refused = ({ reason, detail }: { reason: string; detail: string }) =>
  new SignalboxError('INPUT_INVALID', `${reason}: ${detail}`, {
    remedy: 'send one ticket as JSON; /docs has its fields with their form',
  });
const eventSchema = z.custom<RoutingEvent>((value) => typeof value === 'object').meta({ type: 'object' });

export const classifyTicket = endpoint({
  method: 'post',
  path: '/v1/classify',
  summary: 'One ticket in, the event out that would be published; nothing is kept, and no frontier model is asked',
  access: 'viewer',
  body,
  answer: { status: 200, content: { 'application/json': eventSchema } },
  problems: [504],
  async handle({ request }, { router }) {
    const source = { topic: 'http', partition: 0, offset: 0 };
    const message = { key: null, value: request.body as Buffer, source, receivedAtMs: Date.now() };
    const [outcome] = await routeTickets([message], router);
    if (outcome?.kind === 'rejected') throw refused(outcome);
    return json(
      outcome?.kind === 'escalated'
        ? settleEscalated(outcome.ticket, nobodyAsked, { ...router, rules: router.policy.frontier }, router.clock())
        : outcome?.event,
    );
  },
});

export const postTicket = endpoint({
  method: 'post',
  path: '/v1/tickets',
  summary: 'Puts one ticket on the inbound topic; answers when the broker has it',
  access: 'analyst',
  body,
  answer: { status: 202, content: { 'application/json': z.strictObject({ ticketId: z.string() }) } },
  async handle({ request, response }, { publishTicket }) {
    const value = request.body as Buffer;
    const gone = new AbortController();
    // While the broker is away clients give up and send again: what they gave up is not to be published as well.
    response.once('close', () =>
      gone.abort(new SignalboxError('INPUT_INVALID', 'the client left before the ticket was published')),
    );
    const decoded = decodeTicket(value, null);
    if (!decoded.ok) throw refused(decoded);
    await publishTicket(decoded.ticket.ticketId, value, gone.signal);
    return json({ ticketId: decoded.ticket.ticketId }, 202);
  },
});
