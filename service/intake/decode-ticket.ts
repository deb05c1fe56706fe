import { isUtf8 } from 'node:buffer';
import type { RejectionReason } from '../contracts/rejection.ts';
import type { Ticket } from '../contracts/ticket.ts';
import { keepExtra } from './keep-extra.ts';
import { makeStorable } from './make-well-formed.ts';
import { readCreatedAt } from './read-created-at.ts';
import { readCustomer } from './read-customer.ts';
import { readAttachments, readChannel, readName, readRevision, readText } from './read-fields.ts';
import { readTicketId } from './read-ticket-id.ts';
import { isNestedDeeperThan, quoteRoundedIntegers, rawNumberAt } from './scan-json.ts';

/** Either a ticket or the reason why these bytes can never become one. `detail` never quotes a customer's text. */
export type DecodedTicket = { ok: true; ticket: Ticket } | { ok: false; reason: RejectionReason; detail: string };

/** Levels of arrays and objects in one message, the outermost included. */
export const maxNesting = 100;

const reject = (reason: RejectionReason, detail: string): DecodedTicket => ({ ok: false, reason, detail });

const nameKind = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`;

/**
 * Turns the bytes of a message into a ticket: strict about what would lose information, tolerant of the rest.
 * Never throws; the same bytes always give the same answer.
 *
 * @param value the message's value; null is a tombstone
 * @param key the message's key, used as `ticketId` when the value has none
 */
export function decodeTicket(value: Buffer | null, key: Buffer | null): DecodedTicket {
  if (value === null) return reject('tombstone', 'The value is null (a tombstone); publish a ticket as a JSON object.');
  if (!isUtf8(value)) return reject('invalid_utf8', 'The value is not UTF-8; encode the JSON object as UTF-8.');

  const json = value.toString('utf8').replace(/^\uFEFF+/, '');
  if (json.trim() === '') return reject('empty_value', 'The value is empty; publish a ticket as a JSON object.');
  if (isNestedDeeperThan(json, maxNesting)) {
    return reject('too_deep', `The value is nested in more than ${maxNesting} levels; flatten the object.`);
  }

  const parsed = parseJson(json);
  if ('wrong' in parsed) return reject('invalid_json', parsed.wrong);
  if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) {
    return reject('not_an_object', `The value is ${nameKind(parsed.value)}; a ticket is one JSON object.`);
  }
  return readTicket(parsed.value as Record<string, unknown>, json, key);
}

function parseJson(json: string): { value: unknown } | { wrong: string } {
  try {
    return { value: JSON.parse(json) };
  } catch (error) {
    // The engine's message quotes the text, which may be personal; only the position may leave.
    const position = /position (\d+)/.exec(String(error))?.[1];
    const where = position === undefined ? '' : ` (at character ${position})`;
    return { wrong: `The value is not valid JSON${where}; a ticket is one JSON object.` };
  }
}

function readTicket(fields: Record<string, unknown>, json: string, key: Buffer | null): DecodedTicket {
  const {
    ticketId,
    subject,
    body,
    customer,
    customerTier,
    channel,
    revision,
    language,
    attachments,
    createdAt,
    ...others
  } = fields;
  const rawNumber = (name: string) => (typeof fields[name] === 'number' ? rawNumberAt(json, name) : undefined);

  const keyText = key !== null && isUtf8(key) ? key.toString('utf8') : undefined;
  const id = readTicketId(ticketId, rawNumber('ticketId'), keyText);
  if ('wrong' in id) return reject('invalid_ticket', `${id.wrong}.`);

  const subjectText = readText(subject, rawNumber('subject'));
  if (subjectText === undefined) return rejectText('subject', subject);
  const bodyText = readText(body, rawNumber('body'));
  if (bodyText === undefined) return rejectText('body', body);

  // What names the customer is among these, and an id of other digits would be another's.
  const exact = exactly(fields, json);
  const { tier, kept } = readCustomer(exact.customer, customerTier);
  const read = {
    channel: readChannel(channel),
    revision: readRevision(revision),
    language: readName(language),
    attachments: readAttachments(attachments),
    createdAt: readCreatedAt(createdAt),
  };
  // What was not understood stays visible under its own name: a person may still need it.
  const notUnderstood = Object.entries(read).filter(([, field]) => !field.understood);

  return {
    ok: true,
    ticket: {
      ticketId: makeStorable(id.id),
      revision: read.revision.value,
      subject: subjectText,
      body: bodyText,
      channel: read.channel.value,
      ...(read.language.value === undefined ? {} : { language: read.language.value }),
      ...(read.createdAt.value === undefined ? {} : { createdAt: read.createdAt.value }),
      ...(tier === undefined ? {} : { customerTier: tier }),
      attachments: read.attachments.value,
      extra: keepExtra([
        ...Object.keys(others).map((name) => [name, exact[name]] as const),
        ...kept,
        ...notUnderstood.map(([name]) => [name, fields[name]] as const),
      ]),
    },
  };
}

/** The fields with integers as text where a number would be another one. */
function exactly(fields: Record<string, unknown>, json: string): Record<string, unknown> {
  const quoted = quoteRoundedIntegers(json);
  return quoted === json ? fields : (JSON.parse(quoted) as Record<string, unknown>);
}

const rejectText = (name: string, value: unknown): DecodedTicket =>
  reject('invalid_ticket', `${name} is ${nameKind(value)}; send text or null.`);
