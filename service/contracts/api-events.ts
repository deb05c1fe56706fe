import { z } from 'zod';
import { count } from './api-forms.ts';
import { ticketReferenceSchema } from './misclassification-report.ts';

/**
 * `GET /v1/events`, server-sent: `event: changed` with this as `data` whenever the store has something new, at most once a
 * second. A console then asks again for what it shows.
 */
export const changedSchema = z.strictObject({
  decisions: count,
  corrections: count,
  latest: ticketReferenceSchema.nullable(),
});
export type Changed = z.infer<typeof changedSchema>;
