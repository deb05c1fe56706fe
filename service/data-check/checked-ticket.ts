import { cleanTicket } from '../intake/clean-ticket.ts';
import { readChannel } from '../intake/read-fields.ts';

export const splits = ['train', 'validation', 'calibration', 'test'] as const;
export type Split = (typeof splits)[number];

/** What a file of tickets is: a split, `augmented` (made from tickets of train, and learnt with them), or no split yet. */
export const parts = ['train', 'augmented', 'validation', 'calibration', 'test', 'undivided'] as const;
export type Part = (typeof parts)[number];

/** The split that a part belongs to before training divides anything: what is no split yet is given to learn from. */
export const splitOf = (part: Part): Split => (part === 'augmented' || part === 'undivided' ? 'train' : part);

/** Those that the model learns nothing from. */
export const measuringSplits = ['validation', 'calibration', 'test'] as const satisfies readonly Split[];

/** Where a ticket stands, for messages to people. */
export interface Place {
  file: string;
  line: number;
  id: string;
}

/** A labelled ticket as its file holds it; `label` null means out of taxonomy. */
export interface GivenTicket extends Place {
  /** What its file is. */
  split: Part;
  label: string | null;
  subject: string;
  body: string;
  channel: unknown;
  situation: string | null;
}

export interface CheckedTicket extends GivenTicket {
  /** What the model reads of it. */
  clean: { subject: string; body: string; language: string | null };
}

/** With what the service would make of its text. */
export function checkedTicket(given: GivenTicket): CheckedTicket {
  const { subject, body, language } = cleanTicket({
    ticketId: given.id,
    revision: 1,
    subject: given.subject,
    body: given.body,
    channel: readChannel(given.channel).value,
    attachments: [],
    extra: {},
  });
  return { ...given, clean: { subject, body, language } };
}

export const placeOf = ({ file, line, id }: Place): Place => ({ file, line, id });
