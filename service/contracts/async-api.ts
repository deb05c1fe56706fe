/** Schemas that stand beside the document, by file name. */
type Contract = 'ticket' | 'routing-event' | 'escalated-ticket' | 'correction';

const cloudEventHeaders = {
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_subject', 'ce_time', 'content-type', 'traceparent'],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { type: 'string', description: 'eventId: deterministic from the position of the inbound message' },
    ce_source: { const: '/signalbox' },
    ce_type: { type: 'string' },
    ce_subject: { type: 'string', description: 'ticketId' },
    ce_time: { type: 'string', format: 'date-time' },
    'content-type': { const: 'application/json' },
    traceparent: { type: 'string', description: 'W3C Trace Context, continued from the inbound message' },
  },
};

/** Analysts' corrections carry them all; a helpdesk may leave them out. */
const correctionHeaders = {
  type: 'object',
  properties: {
    ce_id: {
      type: 'string',
      maxLength: 200,
      description:
        'the same id again is the same correction, and one of another correction, of whatever sender, is left out; without one its place on the topic counts',
    },
  },
};

/** The topics, what travels on them and in which direction, as an AsyncAPI 3 document. */
export function asyncApiOf(taxonomyVersion: string): object {
  // A reference into the committed files: the contract is written once.
  const payload = (name: Contract) => ({
    schemaFormat: 'application/schema+json;version=draft-2020-12',
    schema: { $ref: `./${name}.schema.json` },
  });
  const key = { kafka: { key: { type: 'string', description: 'ticketId' } } };
  const channel = (address: string, description: string, message: object) => ({
    address,
    description,
    messages: { message },
  });
  const operation = (action: 'receive' | 'send', name: string, summary: string) => ({
    action,
    channel: { $ref: `#/channels/${name}` },
    summary,
  });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Signalbox',
      version: '1.0.0',
      description: `Support tickets in, strictly typed routing events out (taxonomy ${taxonomyVersion}).`,
    },
    defaultContentType: 'application/json',
    channels: {
      inbound: channel('tickets.inbound', 'Tickets as helpdesks publish them.', {
        name: 'Ticket',
        payload: payload('ticket'),
        bindings: key,
      }),
      routed: channel(
        'tickets.routed',
        'One event for each ticket that could be read; read it with isolation.level=read_committed.',
        {
          name: 'RoutingEvent',
          headers: cloudEventHeaders,
          payload: payload('routing-event'),
          bindings: key,
        },
      ),
      escalated: channel('tickets.escalated', 'Internal: tickets on their way to a second opinion.', {
        name: 'EscalatedTicket',
        headers: cloudEventHeaders,
        payload: payload('escalated-ticket'),
        bindings: key,
      }),
      rejected: channel(
        'tickets.rejected',
        'Messages that can never become a ticket: original key and bytes, the reason in headers.',
        {
          name: 'Rejection',
          headers: { $ref: './rejection-headers.schema.json' },
          contentType: 'application/octet-stream',
        },
      ),
      corrections: channel('tickets.corrections', 'Where a person says that a ticket belongs.', {
        name: 'Correction',
        headers: correctionHeaders,
        payload: payload('correction'),
        bindings: key,
      }),
    },
    operations: {
      receiveTickets: operation('receive', 'inbound', 'The router reads tickets.'),
      sendRoutingEvents: operation('send', 'routed', 'Router and escalator publish decisions.'),
      sendEscalatedTickets: operation('send', 'escalated', 'The router hands over what the model was unsure of.'),
      receiveEscalatedTickets: operation('receive', 'escalated', 'The escalator settles them.'),
      sendRejections: operation('send', 'rejected', 'Dead letters.'),
      receiveCorrections: operation('receive', 'corrections', 'Corrections of people and helpdesks.'),
      sendCorrections: operation('send', 'corrections', 'The reviewer publishes what analysts say in the console.'),
    },
  };
}
