import { z } from 'zod';

export const channelSchema = z.enum(['email', 'chat', 'web_form', 'in_app', 'other']);
export type Channel = z.infer<typeof channelSchema>;

const textOrNumber = z.union([z.string(), z.number(), z.boolean()]).nullish();

/**
 * Ticket v1 on the wire, as tolerant as intake is. It documents; `decodeTicket` does the reading, and a test holds the two together.
 * Unknown fields are allowed. Without `ticketId` the message's key is taken.
 */
export const inboundTicketSchema = z.looseObject({
  ticketId: z.union([z.string().max(200), z.int()]).nullish(),
  subject: textOrNumber,
  body: textOrNumber,
  channel: z.string().nullish().describe('email, chat, web_form or in_app; anything else counts as other'),
  revision: z.unknown().optional().describe('a whole number from 1 up; anything else counts as 1'),
  language: z.string().nullish(),
  createdAt: z.union([z.string(), z.number()]).nullish().describe('ISO 8601, or seconds or milliseconds since 1970'),
  customer: z.unknown().optional().describe('its `tier` is read when it is an object that has one'),
  attachments: z.unknown().optional().describe('names are read from a list of strings or of objects with `name`'),
});

/** Ticket v1: what a helpdesk sent, after tolerant reading. Strings are still as they came. */
export const ticketSchema = z.object({
  ticketId: z.string().min(1).max(200),
  /** Counts the versions of one ticket, from 1. */
  revision: z.number().int().min(1),
  subject: z.string(),
  body: z.string(),
  channel: channelSchema,
  language: z.string().optional(),
  /** ISO 8601 with offset; absent when the helpdesk sent none or an impossible one. */
  createdAt: z.string().optional(),
  customerTier: z.string().optional(),
  /** Names only; contents never travel through Signalbox. */
  attachments: z.array(z.string()),
  /** Fields that Signalbox does not know, kept aside under their own names. */
  extra: z.record(z.string(), z.unknown()),
});
export type Ticket = z.infer<typeof ticketSchema>;

/** A stretch of the original text that cleaning set aside, and why. */
export const setAsideSchema = z.object({
  kind: z.enum(['quoted_reply', 'forwarded_header', 'signature', 'legal_footer']),
  text: z.string(),
});
export type SetAside = z.infer<typeof setAsideSchema>;

/** A ticket whose text is ready for the model. `ticket` keeps the original untouched. */
export interface CleanTicket {
  ticket: Ticket;
  subject: string;
  body: string;
  setAside: SetAside[];
  /** ISO 639-1 code of the detected language; null when the text is too short or too mixed to tell. */
  language: string | null;
  /** True when cleaning would have left nothing and the raw text was kept instead. */
  keptRaw: boolean;
}
