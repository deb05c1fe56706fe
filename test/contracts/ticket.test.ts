import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { generateSchemas } from '../../service/commands/schemas.ts';
import { inboundTicketSchema } from '../../service/contracts/ticket.ts';
import { decodeTicket } from '../../service/intake/decode-ticket.ts';
import { taxonomy } from '../support/fixtures.ts';

/**
 * The published schema and the reader of tickets say the same. The schema cannot know of the message's key, so the
 * reader gets one, as every helpdesk that follows the contract sends.
 */
const schemaAccepts = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(generateSchemas(taxonomy)['ticket.schema.json'] ?? ''),
);
const intakeAccepts = (text: string) => decodeTicket(Buffer.from(text), Buffer.from('K-1')).ok;

const right: [string, string][] = [
  ['all that the contract names', JSON.stringify(completeTicket())],
  ['an id and a body', '{"ticketId":"T-1","body":"It does not work."}'],
  ['nothing at all', '{}'],
  ['a number as id', '{"ticketId":48151,"body":"x"}'],
  ['a longest id', JSON.stringify({ ticketId: 'x'.repeat(200) })],
  ['no subject and no body', '{"ticketId":"T-1","subject":null,"body":null}'],
  ['numbers as texts', '{"ticketId":"T-1","subject":404,"body":12.50}'],
  ['a body in HTML', '{"ticketId":"T-1","body":"<p>Hello</p>"}'],
  ['a channel of its own', '{"ticketId":"T-1","channel":"WhatsApp"}'],
  ['a revision as text', '{"ticketId":"T-1","revision":"3"}'],
  ['a date in seconds', '{"ticketId":"T-1","createdAt":1741064767}'],
  ['an impossible date', '{"ticketId":"T-1","createdAt":"0000-00-00"}'],
  [
    'attachments as names and as objects',
    '{"ticketId":"T-1","attachments":["a.pdf",{"name":"b.png","size":5},{"id":9}]}',
  ],
  ['unknown fields', '{"ticketId":"T-1","assignee":{"id":7},"tags":["vip"]}'],
  ['null wherever a helpdesk has nothing', JSON.stringify(nothingKnown())],
  ['an empty id beside the key', '{"ticketId":"","body":"x"}'],
  ['a revision of 0', '{"ticketId":"T-1","revision":0}'],
  ['a subject of true', '{"ticketId":"T-1","subject":true}'],
  ['a name as customer', '{"ticketId":"T-1","customer":"ACME"}'],
  ['one name as attachments', '{"ticketId":"T-1","attachments":"a.pdf"}'],
];

const wrong: [string, string][] = [
  ['a list of tickets', '[{"ticketId":"T-1","body":"x"}]'],
  ['a text', '"my card"'],
  ['null', 'null'],
  ['an id as object', '{"ticketId":{"id":1}}'],
  ['an id of yes or no', '{"ticketId":true}'],
  ['an id that is a fraction', '{"ticketId":1.5}'],
  ['an id beyond what numbers keep', '{"ticketId":90071992547409931}'],
  ['an id that is too long', JSON.stringify({ ticketId: 'x'.repeat(201) })],
  ['a body in pieces', '{"ticketId":"T-1","body":["a","b"]}'],
  ['a body as object', '{"ticketId":"T-1","body":{"html":"<p>x</p>"}}'],
  ['a subject as object', '{"ticketId":"T-1","subject":{}}'],
];

test.each(right)('a ticket with %s is accepted by the schema and by intake', (_what, text) => {
  expect({ schema: schemaAccepts(JSON.parse(text)), intake: intakeAccepts(text) }).toEqual({
    schema: true,
    intake: true,
  });
});

test.each(wrong)('a ticket that is or has %s is refused by the schema and by intake', (_what, text) => {
  expect({ schema: schemaAccepts(JSON.parse(text)), intake: intakeAccepts(text) }).toEqual({
    schema: false,
    intake: false,
  });
});

test.each([...right, ...wrong])('the generated schema and its source agree: %s', (_what, text) => {
  expect(schemaAccepts(JSON.parse(text))).toBe(inboundTicketSchema.safeParse(JSON.parse(text)).success);
});

function completeTicket() {
  return {
    ticketId: 'T-1',
    revision: 2,
    subject: 'Card declined',
    body: 'Since this morning.',
    channel: 'web_form',
    language: 'en',
    createdAt: '2025-03-04T05:06:07Z',
    customer: { tier: 'gold', since: 2019 },
    attachments: ['log.txt'],
  };
}

function nothingKnown() {
  return Object.fromEntries(Object.keys(completeTicket()).map((field) => [field, null]));
}
