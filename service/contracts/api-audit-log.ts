import { z } from 'zod';
import { filterText, pageOf, pageQuery, periodQuery, time } from './api-forms.ts';

export const auditedActions = [
  'correct',
  'retract',
  'draft_policy',
  'delete_draft',
  'sign_in',
  'sign_in_denied',
  'sign_out',
  'export_csv',
  'export_html',
] as const;
const auditedActionSchema = z.enum(auditedActions);
export type AuditAction = z.infer<typeof auditedActionSchema>;

/** `GET /v1/audit-log`. All that is given must hold; without a period all entries. */
export const auditLogQuerySchema = z.strictObject({
  ...periodQuery,
  action: auditedActionSchema.optional(),
  /** Part of the name, in any case. */
  who: filterText.max(300).optional(),
  /** Only what was said of this ticket. */
  ticketId: filterText.max(1000).optional(),
  ...pageQuery,
});
/** Who did what, latest first. For admins. */
export const auditLogPageSchema = pageOf(
  z.strictObject({
    id: z.string(),
    at: time,
    who: z.string(),
    action: auditedActionSchema,
    /** What it was done to: a ticket's id, a draft's, a period, an address. Null also once the ticket was erased. */
    subject: z.string().nullable(),
    /** Of a correction, or one taken back: where the ticket belonged before and after; a null in it is "nowhere". Null once it is gone. */
    change: z.strictObject({ from: z.string().nullable(), to: z.string().nullable() }).nullable(),
  }),
);
export type AuditLogPage = z.infer<typeof auditLogPageSchema>;
