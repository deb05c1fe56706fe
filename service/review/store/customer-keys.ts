import { createHash } from 'node:crypto';
import type { Ticket } from '../../contracts/ticket.ts';
import { storable } from './storable-text.ts';

/** Names under which helpdesks send who the customer is; looked for at the top and in `customer`, `requester` and `from`. */
const namingFields = [
  'customerId',
  'customer_id',
  'customerEmail',
  'customer_email',
  'email',
  'id',
  'requesterId',
  'requester_id',
  'requesterEmail',
  'requester_email',
  'address',
];
const holders = ['customer', 'requester', 'from', 'contact'];

/** Keys of all that names the ticket's customer; empty when the helpdesk sent nothing of the kind. */
export function customerKeysOf({ extra }: Pick<Ticket, 'extra'>): string[] {
  const names = holders.flatMap((holder) => {
    const value = extra[holder];
    return isRecord(value) ? namingFields.map((field) => value[field]) : [value];
  });
  // `id` at the top is the ticket's own, so it names nobody.
  const top = namingFields.filter((field) => field !== 'id').map((field) => extra[field]);
  const found = [...names, ...top].filter((name) => typeof name === 'string' || isExact(name));
  return [
    ...new Set(
      found
        .map(String)
        .flatMap(withAddresses)
        .filter((name) => name.trim() !== '')
        .map(customerKey),
    ),
  ].sort();
}

/** `1e30` stands for many customers; a long integer comes as the text that was sent. */
const isExact = (name: unknown): boolean => typeof name === 'number' && Math.abs(name) <= Number.MAX_SAFE_INTEGER;

/** `Ana <ana@example.org>` is found by the address alone, too. */
const withAddresses = (name: string): string[] => [
  name,
  ...name.split(/[\s<>"(),;:]+/).filter((part) => part.includes('@')),
];

/** An e-mail address or a customer number as it is kept: found again by whoever knows it. */
export function customerKey(customer: string): string {
  return sha256(`customer ${customer.trim().toLowerCase()}`);
}

export function ticketKey(ticketId: string): string {
  return sha256(`ticket ${storable(ticketId)}`);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
