import { type CheckedTicket, checkedTicket, type GivenTicket } from '../../service/data-check/checked-ticket.ts';

let made = 0;

/** A ticket as its file may hold it, of a category and with a text of its own. */
export function ticket(given: Partial<GivenTicket> = {}): CheckedTicket {
  made += 1;
  return checkedTicket({
    file: `${given.split ?? 'train'}.jsonl`,
    line: made,
    id: `T-${made}`,
    split: 'train',
    label: 'PAY',
    subject: '',
    body: `Our payout number ${made} has not arrived on the account of shop ${made}.`,
    channel: 'email',
    situation: null,
    ...given,
  });
}

export const tickets = (count: number, given: Partial<GivenTicket> = {}): CheckedTicket[] =>
  Array.from({ length: count }, () => ticket(given));
